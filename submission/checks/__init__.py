"""Checks before a job is submitted: what is wrong with it, found in the scene, on the disk and on the farm."""
