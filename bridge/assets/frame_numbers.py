"""Which numbers in the names of files a sequence uses, computed as Blender does; nothing of Blender is needed here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Runs = tuple[tuple[int, int], ...]
"""Whole numbers, as first and last of each run."""


def merged(runs: Iterable[tuple[int, int]]) -> Runs:
    """Return the same numbers in order, in runs that do not touch; a run that ends before it begins is empty."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(run for run in runs if run[0] <= run[1]):
        if found and first <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(last, found[-1][1]))
        else:
            found.append((first, last))
    return tuple(found)


def shifted(runs: Runs, by: int) -> Runs:
    """Return every number plus ``by``."""
    return tuple((first + by, last + by) for first, last in runs)


def within(runs: Runs, low: int, high: int) -> Runs:
    """Return those numbers that are not below ``low`` and not above ``high``."""
    return merged((max(first, low), min(last, high)) for first, last in runs)


def without(runs: Runs, taken: Runs) -> Runs:
    """Return those numbers that are in no run of the others."""
    left = list(runs)
    for low, high in taken:
        left = [part for first, last in left for part in ((first, min(last, low - 1)), (max(first, high + 1), last))]
        left = [(first, last) for first, last in left if first <= last]
    return merged(left)


def image_numbers(frames: Runs, start: int, duration: int, offset: int, *, cyclic: bool) -> tuple[Runs, Runs]:
    """Return the numbers that a user of an image sequence asks for.

    Args:
        frames: Frames of the scene.
        start: The frame of the scene that shows the first picture.
        duration: How many pictures there are; 0 = Blender always asks for number 0.
        offset: What is added to the count of a picture.
        cyclic: Begin again after the last; else the last picture stays.

    Returns:
        The numbers while the sequence runs and after it, and those that Blender asks for before it begins, where
        nobody expects a picture.
    """
    if duration <= 0:
        return ((0, 0),), ()
    counts = shifted(frames, 1 - start)
    if cyclic:
        return shifted(_wrapped(counts, duration), offset), ()
    before = ((offset, offset),) if any(first < 1 for first, _ in counts) else ()
    clamped = ((max(first, 1), min(last, duration)) for first, last in counts)
    late = ((duration, duration) for _, last in counts if last > duration)
    return shifted(merged((*clamped, *late)), offset), before


def volume_numbers(frames: Runs, start: int, duration: int, offset: int, mode: str) -> Runs:
    """Return the numbers that a VDB sequence asks for.

    Args:
        frames: Frames of the scene.
        start: The frame of the scene that shows the first file.
        duration: How many files there are; 0 = none is ever shown.
        offset: What is added to the count of a file.
        mode: What happens outside of it, one of ``CLIP``, ``EXTEND``, ``REPEAT``, ``PING_PONG``.
    """
    if duration <= 0:
        return ()
    counts = shifted(frames, 1 - start)
    if mode == "CLIP":
        used = within(counts, 1, duration)
    elif mode == "REPEAT":
        used = _wrapped(counts, duration)
    elif mode == "PING_PONG":
        used = merged(_mirrored(_wrapped(counts, max(1, 2 * duration - 2)), duration))
    else:
        used = merged((min(max(first, 1), duration), min(max(last, 1), duration)) for first, last in counts)
    return shifted(used, offset)


def _wrapped(counts: Runs, length: int) -> Runs:
    """Return counts from 1 to ``length`` for counts that go on and on."""
    found: list[tuple[int, int]] = []
    for first, last in counts:
        if last - first + 1 >= length:
            return ((1, length),)
        begin, end = (first - 1) % length + 1, (last - 1) % length + 1
        found += [(begin, end)] if begin <= end else [(begin, length), (1, end)]
    return merged(found)


def _mirrored(counts: Runs, duration: int) -> Iterator[tuple[int, int]]:
    """Yield what counts there and back again stand for."""
    for first, last in counts:
        yield first, min(last, duration)
        if last > duration:
            yield 2 * duration - last, 2 * duration - max(first, duration + 1)
