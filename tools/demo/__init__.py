"""build.py demo: a whole submission in Blender (its bpy module), and a comparison of the sent and received files."""
