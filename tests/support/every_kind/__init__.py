"""One project with every kind of file that a .blend can refer to, and the exact list of needed files."""
