"""Rewriting: copies of .blend files with references that resolve on the farm."""
