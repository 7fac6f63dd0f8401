"""Recovery: records on disk so that no job is lost, created twice or left with an unknown outcome."""
