"""Managers in Blender: check, discovery, the list in the preferences, credentials."""
