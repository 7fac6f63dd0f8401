"""Runs of a whole submission with random faults, each drawn from a seed, and the checks after any of them."""
