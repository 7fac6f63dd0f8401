"""Submission from Blender: the frozen job, its files, findings and fixes."""
