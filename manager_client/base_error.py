"""The root of the client's errors, which those with and those without urllib3 share; see ``exceptions``."""

from __future__ import annotations


class ManagerError(Exception):
    """Anything that a call can raise, apart from wrong arguments (TypeError, ValueError)."""
