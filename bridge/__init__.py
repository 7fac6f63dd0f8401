"""Bridge: converts Blender's data to plain values, and messages of the helper to what Blender shows."""
