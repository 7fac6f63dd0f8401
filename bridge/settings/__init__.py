"""Settings of a job: the form of the job type, stored values, presets and suggested values."""
