"""Calls to the Manager during a submission: one place for all of them, timeouts, retries, waiting."""
