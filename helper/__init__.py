"""The helper process: runs use-cases beside Blender."""
