"""Turns Blender's data into plain values, and what the helper tells into what Blender shows."""
