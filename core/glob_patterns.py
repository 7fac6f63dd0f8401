"""Glob patterns for paths: ``*.psd``, ``textures/old/``, ``**/cache/*_tmp?.png``."""

from __future__ import annotations

import re
from collections.abc import Iterable

_STEPS = re.compile(r"(\*\*/|/\*\*$|\*+|\?|\[!?\]?[^\]/]*\])", re.DOTALL)


class Globs:
    """Several patterns that are matched against paths.

    ``*`` and ``?`` match within one folder, ``**`` matches any number of folders, and a pattern ending in ``/`` matches
    everything in that folder. A pattern matches a whole path or a file name.
    """

    def __init__(self, patterns: Iterable[str], *, ignore_case: bool = False) -> None:
        flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
        self._patterns = [
            (pattern, re.compile(_expression(pattern), flags)) for pattern in dict.fromkeys(patterns) if pattern.strip()
        ]

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def first(self, path: str) -> str:
        """Return the first pattern that matches a path with ``/`` between its parts; "" if none does."""
        name = path.rpartition("/")[2]
        for pattern, compiled in self._patterns:
            if compiled.fullmatch(path) or compiled.fullmatch(name):
                return pattern
        return ""


def _expression(pattern: str) -> str:
    pattern = pattern.strip().replace("\\", "/").removeprefix("./")
    if pattern.endswith("/"):
        pattern += "**"
    parts = []
    for step in _STEPS.split(pattern):
        if step == "**/":
            parts.append("(?:.*/)?")
        elif step == "/**":
            parts.append("/.*")
        elif step and not step.strip("*"):
            parts.append(".*" if len(step) > 1 else "[^/]*")
        elif step == "?":
            parts.append("[^/]")
        elif len(step) > 2 and step.startswith("[") and step.endswith("]"):
            parts.append(_letters(step[1:-1]))
        else:
            parts.append(re.escape(step))
    return "".join(parts)


def _letters(inner: str) -> str:
    """Return a set of letters as a regular expression; an invalid set matches itself literally."""
    negative = inner.startswith("!")
    letters = re.sub(r"([\\\[\]^&~|])", r"\\\1", inner[1:] if negative else inner).replace("--", r"-\-")
    expression = f"[{'^/' if negative else ''}{letters}]"
    try:
        re.compile(expression)
    except re.error:
        return re.escape(f"[{inner}]")
    return f"(?!/){expression}"
