"""Submission: from the snapshot of a scene to a job on the farm."""
