"""Functions of numbers in expressions; the size of a result is checked before it is computed."""

from __future__ import annotations

from typing import Any

from ...core.text import say
from . import limits
from .errors import ExpressionFailed


def to_int(value: Any, *base: Any) -> int:
    """Call ``int()``, but refuse a long text before it is parsed."""
    if type(value) is str and len(value) > limits.MAX_BITS:
        raise ExpressionFailed(say("the number would be too large"))
    return int(value, *base)


def to_rounded(value: Any, digits: Any = None) -> Any:
    """Call ``round()``, but refuse many digits: ``round(1, -10**9)`` computes ten to the power of a billion."""
    if digits is not None and abs(digits) > limits.MAX_BITS:
        raise ExpressionFailed(say("round() has too many digits"))
    return round(value, digits)


def to_sum(items: Any, start: Any = 0) -> Any:
    """Call ``sum()``, but only for numbers: adding up lists copies them again and again."""
    if not all(isinstance(item, int | float) for item in (*items, start)):
        raise ExpressionFailed(say("sum() needs numbers"))
    return sum(items, start)
