"""Submitting from Blender: the frozen job, its files, findings before it is sent, fixes."""
