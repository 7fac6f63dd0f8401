"""Operators: start or run what the bridge does, and report the result."""
