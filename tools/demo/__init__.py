"""build.py demo: a whole submission in a real Blender, and a comparison of the sent and received files."""
