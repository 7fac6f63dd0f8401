"""Frame ranges, checked as the Manager does, before anything is sent."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Final

from ..core.text import fixed, say

MAX_FRAMES: Final = 1_000_000
"""The Manager has no limit and expands any range in memory; this is about Blender's highest frame number."""
MAX_TEXT: Final = 100_000

_PART = re.compile(r"(?P<first>[0-9]+)\s*(?:(?:-|\.\.)\s*(?P<last>[0-9]+))?")


_NEGATIVE = re.compile(r"-\s*[0-9]+(\s*(-|\.\.)\s*((?P<last>[0-9]+)|-\s*[0-9]+))?")
"""A frame or a range that begins below 0; ``last`` where it ends at 0 or above."""


class FrameRangeError(ValueError):
    """The text is not a frame range; the message names the part and the reason."""


@dataclass(frozen=True, slots=True)
class FrameRange:
    """A set of frames, as sorted ranges that do not touch."""

    ranges: tuple[tuple[int, int], ...]
    """First and last frame of each range, both included."""

    @property
    def count(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    @property
    def first(self) -> int:
        return self.ranges[0][0]

    @property
    def last(self) -> int:
        return self.ranges[-1][1]

    def chunks(self, size: int) -> int:
        """Return the number of render tasks of ``size`` frames.

        Raises:
            FrameRangeError: ``size`` is not positive; the Manager rejects that, too.
        """
        if size < 1:
            raise FrameRangeError(say("The chunk size must be 1 or more"))
        return -(-self.count // size)


@functools.lru_cache(maxsize=8)  # a long list takes milliseconds, and is parsed several times in a row
def parse_frames(text: str) -> FrameRange:
    """Parse ``1``, ``1-10``, ``1..10`` and lists of these with commas; duplicates count once.

    Raises:
        FrameRangeError: The Manager would reject it, or it has more than ``MAX_FRAMES`` frames.
    """
    if not text.strip():
        raise FrameRangeError(say("No frames given: enter a range such as 1-250"))
    if len(text) > MAX_TEXT:
        raise FrameRangeError(say("The frame range is too long"))
    frames = FrameRange(_merged(sorted(_range(part.strip()) for part in text.split(","))))
    if frames.count > MAX_FRAMES:
        count, most = f"{frames.count:,}", f"{MAX_FRAMES:,}"
        raise FrameRangeError(say("{count} frames are too many: {most} at most", count=count, most=most))
    return frames


def without_negative(text: str) -> str:
    """Return the frames from 0 on: "0-10, 20" for "-5-10, 20"; "" if none is left, or if no frame is negative."""
    parts = [part.strip() for part in text.split(",")]
    negative = [_NEGATIVE.fullmatch(part) for part in parts]
    if not any(negative):
        return ""
    pairs = zip(parts, negative, strict=True)
    left = (part if bad is None else f"0-{bad['last']}" if bad["last"] else "" for part, bad in pairs)
    return ", ".join(filter(None, left))


def every(frames: FrameRange, step: int, start: int) -> str:
    """Return the frames that are ``start`` plus a multiple of ``step``, as text: "1, 11, 21"; "" if there is none.

    Raises:
        FrameRangeError: The text would be too long.
    """
    text = ", ".join(
        str(frame) for first, last in frames.ranges for frame in range(first + (start - first) % step, last + 1, step)
    )
    if len(text) > MAX_TEXT:
        raise FrameRangeError(say("The frame range is too long"))
    return text


def _range(part: str) -> tuple[int, int]:
    if not part:
        raise FrameRangeError(say("A frame is missing before or after a comma"))
    match = _PART.fullmatch(part)
    if match is None:
        raise FrameRangeError(say("{part}: {reason}", part=_short(part), reason=fixed(_reason(part))))
    if max(map(len, match.groups(default=""))) > 18:
        raise FrameRangeError(say("{part}: the number is too large", part=_short(part)))
    first = int(match["first"])
    last = int(match["last"] or first)
    if last < first:
        raise FrameRangeError(say("{part}: the last frame comes before the first", part=_short(part)))
    return first, last


def _reason(part: str) -> str:
    if re.fullmatch(r"-\s*[0-9]+.*|.*(-|\.\.)\s*-\s*[0-9]+", part):
        return "the Manager does not support negative frames"
    if re.fullmatch(r"[0-9]+\s*(-|\.\.)", part):
        return "the last frame is missing"
    if re.fullmatch(r"\.\.\s*[0-9]+", part):
        return "the first frame is missing"
    if re.search(r"[0-9]\s*[x:/@]\s*[0-9]", part):
        return "the Manager does not support frame steps"
    return "not a frame number or a range such as 1-250"


def _short(part: str) -> str:
    return part if len(part) <= 30 else f"{part[:27]}..."


def _merged(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Merge sorted ranges that overlap or touch."""
    merged = [ranges[0]]
    for first, last in ranges[1:]:
        start, end = merged[-1]
        if first <= end + 1:
            merged[-1] = (start, max(end, last))
        else:
            merged.append((first, last))
    return tuple(merged)
