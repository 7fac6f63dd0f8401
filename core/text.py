"""Translatable texts: strings that remember their pattern and the values filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

_PATTERN: Final = "text"
_VALUES: Final = "filled_in"
TEXT_KEYS: Final = (_PATTERN, _VALUES)
"""Keys of the object that stands for a text in JSON."""
_PLAIN: Final = re.compile(r"(?:[^{}]|\{[a-z_]+\})*")
"""Patterns with plain names only: format specs such as ``{a:>999999999}`` may come from a hostile Manager."""


class Text(str):
    """A text for the user, made by ``say``: a ``str`` that also has its pattern and values."""

    __slots__ = ("pattern", "values")

    pattern: str
    """For ``str.format`` with ``values``."""
    values: Mapping[str, Any]
    """What is filled in; each ``Text`` among them is translated too, names and paths are not."""

    def __str__(self) -> str:
        """Return the same object, so that ``str(error)`` of an exception keeps pattern and values."""
        return self

    def translated(self, look_up: Callable[[str], str]) -> str:
        """Return the text in another language; ``look_up`` returns a pattern's translation, or the pattern itself."""
        values = {key: translated(value, look_up) for key, value in self.values.items()}
        return look_up(self.pattern).format(**values)


def say(pattern: str, /, **values: Any) -> Text:
    """Fill in a pattern: ``say("{path} can't be read: {reason}.", path=path, reason=reason)``."""
    text = Text(pattern.format(**values))
    text.pattern = pattern
    text.values = values
    return text


def fixed(text: str) -> str:
    """Return a text without values as a ``Text``, so that it is translated inside other texts too."""
    return text if isinstance(text, Text) or "{" in text or "}" in text else say(text)


def join(separator: str, texts: Sequence[str]) -> str:
    """Return ``separator.join(texts)`` as a text in which each ``Text`` stays translatable."""
    if not any(isinstance(text, Text) for text in texts):
        return separator.join(texts)
    names = [_letters(number) for number in range(len(texts))]
    return say(separator.join(f"{{{name}}}" for name in names), **dict(zip(names, texts, strict=True)))


def capital(text: str) -> str:
    """Return a text with a capital first letter; the translations contain such patterns automatically."""
    if isinstance(text, Text):
        return say(text.pattern[:1].upper() + text.pattern[1:], **text.values)
    return text[:1].upper() + text[1:]


def _letters(number: int) -> str:
    """Return a name for a value: a, b, ... z, aa, ab, ..."""
    rest, letter = divmod(number, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("a") + letter)


def translated(value: Any, look_up: Callable[[str], str]) -> Any:
    """Return a ``Text`` in another language; anything else unchanged."""
    return value.translated(look_up) if isinstance(value, Text) else value


def to_json(value: Any) -> Any:
    """Return a JSON-able value in which each ``Text`` keeps pattern and values; ``from_json`` reverses it."""
    if isinstance(value, Text):
        return {_PATTERN: value.pattern, _VALUES: to_json(value.values)}
    if isinstance(value, Mapping):
        plain = {key: to_json(item) for key, item in value.items()}
        # An object that only looks like a text gets no pattern, to distinguish it.
        return {_PATTERN: None, _VALUES: list(plain.items())} if plain.keys() == {_PATTERN, _VALUES} else plain
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return value


def revived(value: Any) -> Any:
    """Reverse ``to_json`` for a value that was parsed without the hook."""
    if isinstance(value, list):
        return [revived(item) for item in value]
    return from_json({key: revived(item) for key, item in value.items()}) if isinstance(value, dict) else value


def from_json(parts: dict[str, Any]) -> Any:
    """Return the ``Text`` that an object represents; a hook for ``json.loads``."""
    if parts.keys() != {_PATTERN, _VALUES}:
        return parts
    pattern, values = parts[_PATTERN], parts[_VALUES]
    try:
        if pattern is None:
            return dict(values)
        if _PLAIN.fullmatch(pattern):
            return say(pattern, **values)
    except (LookupError, TypeError, ValueError):
        pass  # not from to_json
    return parts
