"""Glob patterns for paths: ``*.psd``, ``textures/old/``, ``**/cache/*_tmp?.png``.

Patterns may come from a file of somebody else. Matching takes the first place for each piece between two stars and
never goes back, so that no pattern takes much longer than its length times that of the path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_FOLDERS = "**"
_STEPS = re.compile(r"(\*+|\?|\[!?\]?[^\]/]*\])", re.DOTALL)
_MOST = 1000
"""Characters of the longest pattern that matches anything."""


@dataclass(frozen=True, slots=True)
class _Glob:
    """One pattern, by the parts between its slashes; None = any number of folders."""

    written: str
    parts: tuple[re.Pattern[str] | None, ...]

    def matches(self, path: Sequence[str]) -> bool:
        """Return whether the pattern matches a path, by its parts; one without a slash matches the name."""
        parts = self.parts
        if len(parts) == 1 and parts[0] is not None:
            return parts[0].fullmatch(path[-1]) is not None
        at = wanted = 0
        again: tuple[int, int] | None = None
        """Where to go on if the parts after the last ``**`` do not match: one folder further."""
        while at < len(path):
            part = parts[wanted] if wanted < len(parts) else None
            if wanted < len(parts) and part is None:
                if wanted == len(parts) - 1:
                    return True
                wanted += 1
                again = (at, wanted)
            elif part is not None and part.fullmatch(path[at]):
                at, wanted = at + 1, wanted + 1
            elif again is not None:
                at, wanted = again[0] + 1, again[1]
                again = (at, wanted)
            else:
                return False
        return wanted == len(parts)


class Globs:
    """Several patterns that are matched against paths.

    ``*`` and ``?`` match within one folder, ``**`` matches any number of folders, and a pattern ending in ``/`` matches
    everything in that folder. A pattern matches a whole path or a file name.
    """

    def __init__(self, patterns: Iterable[str], *, ignore_case: bool = False) -> None:
        flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
        self._globs = [_glob(each, flags) for each in dict.fromkeys(patterns) if each.strip() and len(each) <= _MOST]

    def __bool__(self) -> bool:
        return bool(self._globs)

    def first(self, path: str) -> str:
        """Return the first pattern that matches a path with ``/`` between its parts; "" if none does."""
        parts = path.split("/")
        return next((glob.written for glob in self._globs if glob.matches(parts)), "")


def _glob(written: str, flags: int) -> _Glob:
    pattern = written.strip().replace("\\", "/").removeprefix("./")
    if pattern.endswith("/"):
        pattern += _FOLDERS
    parts = [None if part == _FOLDERS else re.compile(_expression(part), flags) for part in pattern.split("/")]
    return _Glob(written, tuple(parts))


def _expression(part: str) -> str:
    """Return a part of a pattern as a regular expression that never goes back over a star."""
    pieces = [""]
    for step in _STEPS.split(part):
        if step and not step.strip("*"):
            if len(pieces) == 1 or pieces[-1]:
                pieces.append("")
        elif step == "?":
            pieces[-1] += "."
        elif len(step) > 2 and step.startswith("[") and step.endswith("]"):
            pieces[-1] += _letters(step[1:-1])
        else:
            pieces[-1] += re.escape(step)
    return anything_between(pieces)


def anything_between(pieces: Sequence[str]) -> str:
    """Return a regular expression of pieces with any text between them, which never goes back over a found piece."""
    first, *others = pieces
    if not others:
        return first
    *middle, last = others
    return first + "".join(f"(?>.*?{piece})" for piece in middle) + f".*{last}"


def _letters(inner: str) -> str:
    """Return a set of letters as a regular expression; an invalid set matches itself literally."""
    negative = inner.startswith("!")
    letters = re.sub(r"([\\\[\]^&~|])", r"\\\1", inner[1:] if negative else inner).replace("--", r"-\-")
    expression = f"[{'^' if negative else ''}{letters}]"
    try:
        re.compile(expression)
    except re.error:
        return re.escape(f"[{inner}]")
    return expression
