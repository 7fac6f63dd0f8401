"""Packing: which files a job needs, and the path of each one in the pack."""
