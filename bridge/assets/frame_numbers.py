"""Frame numbers of sequences, computed as Blender does, but without Blender."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Runs = tuple[tuple[int, int], ...]
"""Integers, as the first and last number of each run."""


def merged(runs: Iterable[tuple[int, int]]) -> Runs:
    """Return the same numbers in sorted runs that do not touch; a run that ends before it begins is empty."""
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
    """Return the numbers from ``low`` to ``high``."""
    return merged((max(first, low), min(last, high)) for first, last in runs)


def without(runs: Runs, taken: Runs) -> Runs:
    """Return the numbers that are not in ``taken``."""
    left = list(runs)
    for low, high in taken:
        left = [part for first, last in left for part in ((first, min(last, low - 1)), (max(first, high + 1), last))]
        left = [(first, last) for first, last in left if first <= last]
    return merged(left)


def image_numbers(frames: Runs, start: int, duration: int, offset: int, *, cyclic: bool) -> tuple[Runs, Runs]:
    """Return the numbers that a user of an image sequence shows.

    Args:
        frames: Frames of the scene.
        start: The frame of the scene that shows the first image.
        duration: Number of images; 0 = Blender always reads number 0.
        offset: Added to the index of an image.
        cyclic: Repeat the sequence; otherwise the last image stays.

    Returns:
        The numbers during and after the sequence, and the number that Blender reads before it begins, where no image is
        expected.
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
    """Return the numbers that a VDB sequence shows.

    Args:
        frames: Frames of the scene.
        start: The frame of the scene that shows the first file.
        duration: Number of files; 0 = none is ever shown.
        offset: Added to the index of a file.
        mode: What is shown before and after it: ``CLIP``, ``EXTEND``, ``REPEAT`` or ``PING_PONG``.
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
    """Return the indices from 1 to ``length`` of a repeated sequence."""
    found: list[tuple[int, int]] = []
    for first, last in counts:
        if last - first + 1 >= length:
            return ((1, length),)
        begin, end = (first - 1) % length + 1, (last - 1) % length + 1
        found += [(begin, end)] if begin <= end else [(begin, length), (1, end)]
    return merged(found)


def _mirrored(counts: Runs, duration: int) -> Iterator[tuple[int, int]]:
    """Yield the indices of a sequence that runs forward and back."""
    for first, last in counts:
        yield first, min(last, duration)
        if last > duration:
            yield 2 * duration - last, 2 * duration - max(first, duration + 1)
