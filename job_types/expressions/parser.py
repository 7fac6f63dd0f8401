"""Parser of expressions: a syntax tree of limited size, without giving Python's parser a dangerous text."""

from __future__ import annotations

import ast
import warnings

from ...core.text import say
from . import limits
from .errors import ExpressionRefused

_TRIES = 5


def syntax_tree(text: object) -> ast.expr:
    """Return the syntax tree of one expression, small enough to be walked recursively.

    Raises:
        ExpressionRefused: It is too long, too deep, or not a Python expression.
    """
    if not isinstance(text, str):
        raise ExpressionRefused(say("the expression is not text but {kind}", kind=type(text).__name__))
    if len(text) > limits.MAX_SOURCE:
        raise ExpressionRefused(say("the expression is longer than {most} characters", most=limits.MAX_SOURCE))
    if _bracket_depth(text) > limits.MAX_BRACKETS:
        raise ExpressionRefused(say("more than {most} brackets are nested", most=limits.MAX_BRACKETS))
    try:
        with warnings.catch_warnings():
            # Python's warnings about invalid escapes are for the script's author, not for the artist.
            warnings.simplefilter("ignore")
            tree = _parse(text.strip())
    except SyntaxError as error:
        raise ExpressionRefused(say("not a Python expression: {reason}", reason=error.msg)) from None
    except (ValueError, MemoryError, RecursionError, OverflowError, SystemError):
        raise ExpressionRefused(say("Python cannot parse it")) from None
    _check_size(tree)
    return tree


def _parse(text: str) -> ast.expr:
    """Parse, and retry on SystemError: before Python 3.11.8 and 3.12.2 two threads may disturb each other's parser."""
    for _ in range(_TRIES):
        try:
            return ast.parse(text, mode="eval").body
        except SystemError:
            continue
    return ast.parse(text, mode="eval").body


def _bracket_depth(text: str) -> int:
    deepest = depth = 0
    for character in text:
        if character in "([{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in ")]}":
            depth -= 1
    return deepest


def _check_size(tree: ast.expr) -> None:
    """Check the size of the tree without recursion, before recursive code walks it."""
    nodes = 0
    level: list[ast.AST] = [tree]
    for _ in range(limits.MAX_DEPTH):
        nodes += len(level)
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if nodes > limits.MAX_NODES:
            raise ExpressionRefused(say("the expression has more than {most} parts", most=limits.MAX_NODES))
        if not level:
            return
    raise ExpressionRefused(say("the expression is nested more than {most} levels deep", most=limits.MAX_DEPTH))
