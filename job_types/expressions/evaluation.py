"""Evaluation of expressions."""

from __future__ import annotations

from typing import Any

from . import limits
from .compiler import Expression
from .errors import ExpressionFailed
from .scope import Run, Scope

_PYTHON_ERRORS = (
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    TypeError,
    ValueError,
)


def evaluate(expression: Expression, scope: Scope) -> Any:
    """Return the value of ``expression``: text, number, bool, None, a pure path, or a small container of these.

    Raises:
        ExpressionFailed: It has no value in this scope, or one that is too large.
    """
    try:
        return expression.step(Run(scope))
    except ExpressionFailed:
        raise
    except _PYTHON_ERRORS as error:
        raise ExpressionFailed(f"{type(error).__name__}: {error}"[: limits.MAX_REASON]) from None
