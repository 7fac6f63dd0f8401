"""The program of the second Blender, which changes copies of files; the artist's Blender never runs it."""
