"""The frames of a job on disk, as this machine sees them."""
