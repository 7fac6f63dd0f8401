"""Frame ranges as job scripts parse them: ``1``, ``1-10``, ``1..10`` and lists of those."""

from __future__ import annotations

import re


class ScriptError(Exception):
    """A job script rejected the settings; the text is its error."""


_PLACE = "at jsFrameChunker (native)"
_INTEGER = re.compile(r"[+-]?\d+")


def parse(text: str) -> list[int]:
    """Return the frames of a range, sorted and each once.

    Raises:
        ScriptError: It is not a range: empty, reversed, open, negative or not a number.
    """
    frames: set[int] = set()
    if not text.strip():
        raise ScriptError(f'GoError: invalid range "{text}": empty range {_PLACE}')
    for part in text.split(","):
        first, last = _ends(text, part.strip())
        if last < first:
            raise ScriptError(f'GoError: invalid range "{text}": empty range {_PLACE}')
        frames.update(range(first, last + 1))
    return sorted(frames)


def _ends(text: str, part: str) -> tuple[int, int]:
    separator = ".." if ".." in part else "-"
    first, found, last = part.partition(separator)
    ends = []
    for end in (first, last) if found else (first, first):
        number = end.strip()
        if not _INTEGER.fullmatch(number):
            reason = f'strconv.ParseInt: parsing "{number}": invalid syntax'
            raise ScriptError(f'GoError: invalid range "{text}":  {part} ({reason}) {_PLACE}')
        ends.append(int(number))
    return ends[0], ends[1]


def write(frames: list[int]) -> str:
    """Write sorted frames as a range; only runs of three or more are joined."""
    parts: list[str] = []
    start = 0
    while start < len(frames):
        end = start
        while end + 1 < len(frames) and frames[end + 1] == frames[end] + 1:
            end += 1
        if end - start >= 2:
            parts.append(f"{frames[start]}-{frames[end]}")
        else:
            parts += [str(frame) for frame in frames[start : end + 1]]
        start = end + 1
    return ",".join(parts)


def chunks(text: str, size: int) -> list[list[int]]:
    """Split a range into lists of at most ``size`` frames.

    Raises:
        ScriptError: The range or the size is invalid.
    """
    if size <= 0:
        raise ScriptError(f"GoError: invalid chunk size, must be positive number: {size} {_PLACE}")
    frames = parse(text)
    return [frames[start : start + size] for start in range(0, len(frames), size)]
