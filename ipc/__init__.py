"""The pipe between Blender and the helper: messages, the process at the other end, requests and their answers."""
