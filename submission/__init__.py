"""What happens when Submit is pressed: from the snapshot of a scene to a job on the farm."""
