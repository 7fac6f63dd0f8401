"""Managers: their addresses, checks, credentials, findings and error messages."""
