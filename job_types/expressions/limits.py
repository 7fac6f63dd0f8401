"""Limits of size and work in expressions, checked before anything is computed."""

from __future__ import annotations

import re
from typing import Any, Final

from ...core.text import say
from .errors import ExpressionFailed

MAX_SOURCE: Final = 4096
"""Characters of an expression's text; the longest known one has about 450."""
MAX_BRACKETS: Final = 50
"""Nested brackets, counted before Python's parser reads the text."""
MAX_DEPTH: Final = 100
"""Levels of the syntax tree."""
MAX_NODES: Final = 1000
"""Nodes of the syntax tree. Each is evaluated once, or once a round of a comprehension, which costs work."""
MAX_TEXT: Final = 16_384
"""Characters of any text value."""
MAX_BITS: Final = 1024
"""Bits of any whole number: as large as a float gets."""
MAX_ITEMS: Final = 1000
"""Items of a list, tuple, set or dict."""
MAX_WIDTH: Final = 1000
"""Width or precision in a format specification."""
MAX_WORK: Final = 100_000
"""Characters and items created in one evaluation; keeps the worst case below a few milliseconds."""
WORK_OF_A_PART: Final = 12
"""Work of evaluating one part of an expression in a round of a comprehension, or of going through one item."""
WORK_OF_A_ROUND: Final = 20
"""Work of a round itself."""
COMPARED_AT_ONCE: Final = 16
"""Characters compared in about the time that creating one takes."""
MAX_REASON: Final = 200
"""Characters of Python's error message for an expression; it may quote a whole value."""

_DIGITS = re.compile(r"\d+")


def check_text(length: int) -> None:
    if length > MAX_TEXT:
        raise ExpressionFailed(say("the text would have more than {most} characters", most=MAX_TEXT))


def check_bits(bits: int) -> None:
    if bits > MAX_BITS:
        raise ExpressionFailed(say("the number would be too large"))


def check_items(count: int) -> None:
    if count > MAX_ITEMS:
        raise ExpressionFailed(say("there would be more than {most} items", most=MAX_ITEMS))


def searching(text: Any, sought: Any) -> int:
    """Return the work of searching for a text: in the worst case Python compares all of it at each position."""
    return len(text) * len(sought) // COMPARED_AT_ONCE if type(text) is str and type(sought) is str else 0


def check_format(specification: str) -> None:
    """Refuse a width or precision that gives a long text; ``{x:1000000000}`` is a gigabyte."""
    for digits in _DIGITS.findall(specification):
        if len(digits) > 9 or int(digits) > MAX_WIDTH:
            raise ExpressionFailed(say("the format asks for more than {most} characters", most=MAX_WIDTH))
