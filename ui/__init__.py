"""Draws what ``session`` holds; never writes, reads a disk or computes."""
