"""Checks before a job is submitted: findings from the scene, the disk and the farm."""
