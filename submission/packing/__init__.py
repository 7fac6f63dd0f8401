"""Packing: which files a job needs, and where each will be on the farm."""
