"""Managers in Blender: checking one, finding some, the list in the preferences, credentials."""
