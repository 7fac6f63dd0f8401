"""Formatting of texts in expressions: ``%`` and ``str.format()``, field by field, with the size checked on the way.

Fields are plain: Python's own ``format`` would read attributes and items of what it is given.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from ...core.text import say
from . import limits
from .errors import ExpressionFailed

_FIELD: Final = re.compile(r"%(?:\((?P<key>[^()]*)\))?[-#0 +]*\d*(?:\.\d*)?[hlL]?[diouxXeEfFgGcrsa]")

CONVERSIONS: Final[dict[str | None, Callable[[Any], Any]]] = {
    None: lambda value: value,
    "s": str,
    "r": repr,
    "a": ascii,
}
"""What ``!s`` and the like do to a value; None for a field without."""


def percent(text: str, values: Any) -> str:
    """Return ``text % values``."""
    parts = _Parts()
    positional = iter(values if isinstance(values, tuple) else (values,))
    position = 0
    while (found := text.find("%", position)) >= 0:
        parts.add(text[position:found])
        if text.startswith("%%", found):
            parts.add("%")
            position = found + 2
            continue
        field = _FIELD.match(text, found)
        if field is None:
            raise ExpressionFailed(say("the format {text} must not be used", text=text[found : found + 10]))
        limits.check_format(field[0].removeprefix(f"%({field['key']})"))
        parts.add(_percent_field(field, values, positional))
        position = field.end()
    parts.add(text[position:])
    if not isinstance(values, Mapping | list) and next(positional, parts) is not parts:
        raise TypeError("not all arguments converted during string formatting")
    return parts.joined()


def _percent_field(field: re.Match[str], values: Any, positional: Iterator[Any]) -> str:
    if field["key"] is not None:
        if not isinstance(values, Mapping):
            raise TypeError("format requires a mapping")
        unnamed = "%" + field[0][len(field["key"]) + 3 :]
        return unnamed % (values[field["key"]],)
    try:
        value = next(positional)
    except StopIteration:
        raise TypeError("not enough arguments for format string") from None
    return field[0] % (value,)


def named(text: str, /, *values: Any, **names: Any) -> str:
    """Return ``text.format(*values, **names)``."""
    return _Format(values, names).fill(text, nested=False)


def check_fields(text: str) -> None:
    """Refuse fields that are not plain before anything is evaluated.

    Raises:
        ExpressionFailed: The text reads an attribute or an item of a value.
        ValueError: Python cannot read it either.
    """
    for _, name, _, _ in string.Formatter().parse(text):
        _check_name(name or "")


def _check_name(name: str) -> None:
    if "." in name or "[" in name:
        raise ExpressionFailed(say("format() must not read {name}", name=name))


class _Format:
    def __init__(self, values: Sequence[Any], names: Mapping[str, Any]) -> None:
        self._values = values
        self._names = names
        self._next = 0
        """Index of the next field without a name; -1 once a field had a number."""

    def fill(self, text: str, *, nested: bool) -> str:
        parts = _Parts()
        for literal, name, specification, conversion in string.Formatter().parse(text):
            parts.add(literal)
            if name is None:
                continue
            value = CONVERSIONS[conversion or None](self._value(name))
            wanted = specification or ""
            if "{" in wanted:
                if nested:
                    raise ValueError("Max string recursion exceeded")
                wanted = self.fill(wanted, nested=True)
            limits.check_format(wanted)
            parts.add(format(value, wanted))
        return parts.joined()

    def _value(self, name: str) -> Any:
        _check_name(name)
        if not name or name.isdigit():
            if self._next and (self._next > 0) is bool(name):
                raise ValueError("cannot switch between automatic and manual field numbering")
            index = int(name) if name else self._next
            self._next = -1 if name else self._next + 1
            return self._values[index]
        return self._names[name]


class _Parts:
    """Parts of a text that may not get too long."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0

    def add(self, part: str) -> None:
        self._length += len(part)
        limits.check_text(self._length)
        self._parts.append(part)

    def joined(self) -> str:
        return "".join(self._parts)
