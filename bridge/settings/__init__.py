"""The form of a job type's settings: its properties, stored values, presets and suggested values."""
