"""Frame numbers of sequences, compared with Blender's arithmetic frame by frame."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from flamenco_client.bridge.assets.frame_numbers import (
    Runs,
    image_numbers,
    merged,
    shifted,
    volume_numbers,
    within,
    without,
)


def _numbers(runs: Runs) -> list[int]:
    return [number for first, last in runs for number in range(first, last + 1)]


def _shown(frame: int, start: int, duration: int, offset: int, *, cyclic: bool) -> int:
    """Return the number that Blender reads at one frame; observed in 4.2, 4.5, 5.0 and 5.2."""
    count = frame - start + 1
    count = (count - 1) % duration + 1 if cyclic else min(max(count, 0), duration)
    return count + offset


@pytest.mark.parametrize("cyclic", [True, False])
@pytest.mark.parametrize("frames", [((1, 4),), ((-5, 2), (7, 9)), ((30, 33),), ((-9, -4),), ((1, 100),), ((6, 6),)])
@pytest.mark.parametrize(("start", "duration", "offset"), [(1, 10, 0), (3, 4, 100), (-2, 1, 5), (8, 3, -2)])
def test_images(frames: Runs, start: int, duration: int, offset: int, *, cyclic: bool) -> None:
    """The numbers are those of all frames; the number before the first image is returned separately."""
    used, before = image_numbers(frames, start, duration, offset, cyclic=cyclic)

    asked = {_shown(frame, start, duration, offset, cyclic=cyclic) for frame in _numbers(frames)}
    assert set(_numbers(used)) | set(_numbers(before)) == asked
    assert _numbers(before) in ([], [offset])
    assert not set(_numbers(used)) & set(_numbers(before))


def test_images_without_duration() -> None:
    """A user without a duration shows number 0."""
    assert image_numbers(((1, 9),), 1, 0, 5, cyclic=False) == (((0, 0),), ())


_VOLUMES: dict[
    str, list[int | None]
] = {  # start 2, duration 3, offset 10: the numbers that Blender reads at frames -3 to 8
    "CLIP": [None, None, None, None, None, 11, 12, 13, None, None, None, None],
    "EXTEND": [11, 11, 11, 11, 11, 11, 12, 13, 13, 13, 13, 13],
    "REPEAT": [12, 13, 11, 12, 13, 11, 12, 13, 11, 12, 13, 11],
    "PING_PONG": [12, 11, 12, 13, 12, 11, 12, 13, 12, 11, 12, 13],
}


@pytest.mark.parametrize("mode", _VOLUMES)
def test_volumes(mode: str) -> None:
    """For every range of frames the numbers are those that Blender reads."""
    seen = dict(zip(range(-3, 9), _VOLUMES[mode], strict=True))

    for first in seen:
        for last in range(first, 9):
            wanted = {seen[frame] for frame in range(first, last + 1)} - {None}
            assert set(_numbers(volume_numbers(((first, last),), 2, 3, 10, mode))) == wanted


def test_volumes_with_short_duration() -> None:
    """One file in ping-pong mode is one file; a duration of 0 shows none."""
    assert volume_numbers(((1, 50),), 1, 1, 0, "PING_PONG") == ((1, 1),)
    assert volume_numbers(((1, 50),), 1, 0, 0, "REPEAT") == ()


@pytest.mark.parametrize(
    ("runs", "wanted"),
    [([], ()), ([(3, 1)], ()), ([(5, 6), (1, 4)], ((1, 6),)), ([(1, 9), (2, 3), (11, 12)], ((1, 9), (11, 12)))],
)
def test_merged(runs: Iterable[tuple[int, int]], wanted: Runs) -> None:
    """Merged runs are sorted, do not touch, and none is empty."""
    assert merged(runs) == wanted


def test_shifted_and_within() -> None:
    """Runs are shifted, and cut at both ends."""
    assert shifted(((1, 2), (5, 5)), 3) == ((4, 5), (8, 8))
    assert within(((1, 4), (6, 9), (20, 30)), 3, 7) == ((3, 4), (6, 7))


@pytest.mark.parametrize("runs", [(), ((1, 9),), ((-3, 0), (4, 4), (8, 12))])
@pytest.mark.parametrize("taken", [(), ((1, 9),), ((0, 1), (3, 5)), ((9, 20),), ((-9, 99),)])
def test_without(runs: Runs, taken: Runs) -> None:
    """The result are the numbers that are not taken, in runs that do not touch."""
    left = without(runs, taken)
    assert _numbers(left) == sorted(set(_numbers(runs)) - set(_numbers(taken)))
    assert left == merged(left)
