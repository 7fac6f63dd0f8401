"""Runs of a whole submission among faults, each drawn from a seed, and what has to hold after any of them."""
