"""From an expression's text to a syntax tree of bounded size; Python's parser is kept from texts that could hurt it."""

from __future__ import annotations

import ast
import warnings

from ...core.text import say
from . import limits
from .errors import ExpressionRefused

_TRIES = 5


def syntax_tree(text: object) -> ast.expr:
    """The syntax tree of one expression, small enough to be walked recursively.

    Raises:
        ExpressionRefused: It is too long, too deep, or no Python expression.
    """
    if not isinstance(text, str):
        raise ExpressionRefused(say("the expression is not text but {kind}", kind=type(text).__name__))
    if len(text) > limits.MAX_SOURCE:
        raise ExpressionRefused(say("the expression is longer than {most} characters", most=limits.MAX_SOURCE))
    if _bracket_depth(text) > limits.MAX_BRACKETS:
        raise ExpressionRefused(say("more than {most} brackets are nested", most=limits.MAX_BRACKETS))
    try:
        with warnings.catch_warnings():
            # Python's hints about odd escapes are for the script's author, not for the artist.
            warnings.simplefilter("ignore")
            tree = _parse(text.strip())
    except SyntaxError as error:
        raise ExpressionRefused(say("not a Python expression: {reason}", reason=error.msg)) from None
    except (ValueError, MemoryError, RecursionError, OverflowError, SystemError):
        raise ExpressionRefused(say("not an expression that Python can read")) from None
    _check_size(tree)
    return tree


def _parse(text: str) -> ast.expr:
    """Parse; Pythons before 3.11.8 and 3.12.2 may mix up their counts when two threads do so at once, and say so."""
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
    """Measure the tree without recursion, before anything recurses into it."""
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
