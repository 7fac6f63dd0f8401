"""The two errors of expressions: refused, and failed."""

from __future__ import annotations


class ExpressionRefused(ValueError):
    """The expression is not allowed, and nothing of it was run. The message names the construct."""


class ExpressionFailed(ValueError):
    """An allowed expression has no value in this scope; the message gives the reason."""
