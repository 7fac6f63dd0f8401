"""The two ways in which an expression gives no value."""

from __future__ import annotations


class ExpressionRefused(ValueError):
    """The text is not one of the expressions that may run; nothing of it was run. The message names the construct."""


class ExpressionFailed(ValueError):
    """A permitted expression has no value here and now; the message says why."""
