"""Calls to the Manager during a submission, with timeouts, retries and waiting."""
