"""User interface: draws what ``state`` holds; it never writes, reads a disk or computes."""
