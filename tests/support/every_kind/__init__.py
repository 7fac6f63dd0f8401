"""One project with every kind of file that a .blend of this Blender can refer to, and the exact set that it needs."""
