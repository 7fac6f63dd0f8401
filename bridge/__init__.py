"""Turns Blender's data into plain values, and what the worker tells into what Blender shows."""
