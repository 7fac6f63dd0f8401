"""Assets: the files that the open .blend refers to, and who refers to them; reads Blender's data, never the disk."""
