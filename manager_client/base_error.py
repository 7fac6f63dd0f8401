"""Base class of the client's errors, importable without urllib3; see ``exceptions``."""

from __future__ import annotations


class ManagerError(Exception):
    """Anything that a call can raise, apart from wrong arguments (TypeError, ValueError)."""
