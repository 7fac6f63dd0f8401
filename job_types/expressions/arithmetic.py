"""Operators of expressions; the size of a result is checked before it is computed."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from pathlib import PurePath
from typing import Any, Final

from ...core.text import say
from . import limits, text_formats
from .errors import ExpressionFailed
from .scope import Reference

Binary = Callable[[Any, Any], Any]


def _add(left: Any, right: Any) -> Any:
    if type(left) is str and type(right) is str:
        limits.check_text(len(left) + len(right))
    return left + right


def _multiply(left: Any, right: Any) -> Any:
    for value, times in ((left, right), (right, left)):
        if type(value) is str and isinstance(times, int):
            limits.check_text(len(value) * max(times, 0))
        elif isinstance(value, list | tuple):
            raise ExpressionFailed(say("a list cannot be repeated"))
    if isinstance(left, int) and isinstance(right, int):
        limits.check_bits(left.bit_length() + right.bit_length() - 1)
    return left * right


def _power(left: Any, right: Any) -> Any:
    if isinstance(left, int) and isinstance(right, int) and right > 0:
        # The result has more bits than this, and at most twice as many; 1 ** e has none.
        limits.check_bits((left.bit_length() - 1) * right)
    return left**right


def _divide(left: Any, right: Any) -> Any:
    if isinstance(left, PurePath) or isinstance(right, PurePath):
        limits.check_text(len(str(left)) + len(str(right)) + 1)
    return left / right


def _remainder(left: Any, right: Any) -> Any:
    return text_formats.percent(left, right) if type(left) is str else left % right


def _is(left: Any, right: Any) -> bool:
    """Blender has one object for each data-block; here each reading has its own."""
    return left == right if isinstance(left, Reference) else left is right


BINARY: Final[dict[type[ast.operator], Binary]] = {
    ast.Add: _add,
    ast.Sub: operator.sub,
    ast.Mult: _multiply,
    ast.Div: _divide,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: _remainder,
    ast.Pow: _power,
}

UNARY: Final[dict[type[ast.unaryop], Callable[[Any], Any]]] = {
    ast.Not: operator.not_,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}

COMPARE: Final[dict[type[ast.cmpop], Binary]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Is: _is,
    ast.IsNot: lambda left, right: not _is(left, right),
    ast.In: lambda left, right: left in right,
    ast.NotIn: lambda left, right: left not in right,
}
