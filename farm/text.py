"""Texts that are filled in and can be translated all the same: they remember their pattern and what was put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

_PATTERN: Final = "text"
_VALUES: Final = "filled_in"
_PLAIN: Final = re.compile(r"(?:[^{}]|\{[a-z_]+\})*")
"""Patterns that only name what is filled in: others, as ``{a:>999999999}``, may come from a hostile Manager."""


class Text(str):
    """A text for the user, made by ``say``: an ordinary ``str`` that also knows what it was made from."""

    __slots__ = ("pattern", "values")

    pattern: str
    """For ``str.format`` with ``values``."""
    values: Mapping[str, Any]
    """What is filled in; a ``Text`` among them is translated, too, everything else (names, paths) is not."""

    def translated(self, look_up: Callable[[str], str]) -> str:
        """The text in another language; ``look_up`` gives a pattern's translation, or the pattern itself."""
        values = {key: translated(value, look_up) for key, value in self.values.items()}
        return look_up(self.pattern).format(**values)


def say(pattern: str, /, **values: Any) -> Text:
    """Fill in a pattern: ``say("{path} can't be read: {reason}.", path=path, reason=reason)``."""
    text = Text(pattern.format(**values))
    text.pattern = pattern
    text.values = values
    return text


def translated(value: Any, look_up: Callable[[str], str]) -> Any:
    """A ``Text`` in another language; anything else as it is."""
    return value.translated(look_up) if isinstance(value, Text) else value


def to_json(value: Any) -> Any:
    """A JSON-able value in which each ``Text`` keeps what it knows; ``from_json`` is the way back."""
    if isinstance(value, Text):
        return {_PATTERN: value.pattern, _VALUES: to_json(value.values)}
    if isinstance(value, Mapping):
        return {key: to_json(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return value


def from_json(parts: dict[str, Any]) -> Any:
    """Make a ``Text`` of the object that stands for one; a hook for ``json.loads``."""
    pattern, values = parts.get(_PATTERN), parts.get(_VALUES)
    if len(parts) != 2 or not isinstance(pattern, str) or not isinstance(values, dict) or not _PLAIN.fullmatch(pattern):
        return parts
    try:
        return say(pattern, **values)
    except LookupError:  # not made by to_json
        return parts
