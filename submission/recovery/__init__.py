"""Recovery: what is written down so that no job is lost, made twice or left unknown."""
