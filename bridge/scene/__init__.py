"""What a job takes from the open file: properties, facts of the scene, a copy with the unsaved changes."""
