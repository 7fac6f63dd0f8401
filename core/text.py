"""Texts that are filled in and can be translated all the same: they remember their pattern and what was put in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
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

    def __str__(self) -> str:
        """Nothing is forgotten: so ``str(error)`` of an exception that was made with one is one, too."""
        return self

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


def fixed(text: str) -> str:
    """Return a text with nothing to fill in as one that is translated also where it is put into another one."""
    return text if isinstance(text, Text) or "{" in text or "}" in text else say(text)


def join(separator: str, texts: Sequence[str]) -> str:
    """Like ``separator.join(texts)``; each ``Text`` among them is still one."""
    if not any(isinstance(text, Text) for text in texts):
        return separator.join(texts)
    names = [_letters(number) for number in range(len(texts))]
    return say(separator.join(f"{{{name}}}" for name in names), **dict(zip(names, texts, strict=True)))


def capital(text: str) -> str:
    """Begin a text with a capital letter. Translations know these patterns without being told."""
    if isinstance(text, Text):
        return say(text.pattern[:1].upper() + text.pattern[1:], **text.values)
    return text[:1].upper() + text[1:]


def _letters(number: int) -> str:
    """A name for a value: a, b, ... z, aa, ab, ..."""
    rest, letter = divmod(number, 26)
    return (_letters(rest - 1) if rest else "") + chr(ord("a") + letter)


def translated(value: Any, look_up: Callable[[str], str]) -> Any:
    """A ``Text`` in another language; anything else as it is."""
    return value.translated(look_up) if isinstance(value, Text) else value


def to_json(value: Any) -> Any:
    """A JSON-able value in which each ``Text`` keeps what it knows; ``from_json`` is the way back."""
    if isinstance(value, Text):
        return {_PATTERN: value.pattern, _VALUES: to_json(value.values)}
    if isinstance(value, Mapping):
        plain = {key: to_json(item) for key, item in value.items()}
        # Someone else's object that looks like a text is told apart by having no pattern.
        return {_PATTERN: None, _VALUES: list(plain.items())} if plain.keys() == {_PATTERN, _VALUES} else plain
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    return value


def revived(value: Any) -> Any:
    """What ``to_json`` was given, for a value that was read without the hook."""
    if isinstance(value, list):
        return [revived(item) for item in value]
    return from_json({key: revived(item) for key, item in value.items()}) if isinstance(value, dict) else value


def from_json(parts: dict[str, Any]) -> Any:
    """Make a ``Text`` of the object that stands for one; a hook for ``json.loads``."""
    if parts.keys() != {_PATTERN, _VALUES}:
        return parts
    pattern, values = parts[_PATTERN], parts[_VALUES]
    try:
        if pattern is None:
            return dict(values)
        if _PLAIN.fullmatch(pattern):
            return say(pattern, **values)
    except (LookupError, TypeError, ValueError):
        pass  # not made by to_json
    return parts
