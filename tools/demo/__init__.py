"""build.py demo: the whole main path in a real Blender, and a comparison of what arrived with what was sent."""
