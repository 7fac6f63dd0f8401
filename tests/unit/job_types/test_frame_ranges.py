"""Frame ranges."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_client.job_types.frame_ranges import MAX_FRAMES, FrameRangeError, parse_frames


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("1-10", ((1, 10),)),
        ("3, 5-10, 47-327", ((3, 3), (5, 10), (47, 327))),
        ("1..5", ((1, 5),)),
        (" 7 ", ((7, 7),)),
        ("1", ((1, 1),)),
        ("5-5", ((5, 5),)),
        ("1-3,2-4", ((1, 4),)),
        ("4-6,1-3", ((1, 6),)),
        ("1-10, 3, 12", ((1, 10), (12, 12))),
        ("007", ((7, 7),)),
        ("0-1", ((0, 1),)),
    ],
)
def test_what_the_manager_takes_is_understood(text: str, ranges: tuple[tuple[int, int], ...]) -> None:
    """Single frames, ranges with - or .., lists, blanks; duplicates are merged."""
    frames = parse_frames(text)
    assert frames.ranges == ranges
    assert (frames.first, frames.last) == (ranges[0][0], ranges[-1][1])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("-5", "negative"),
        ("-5-10", "negative"),
        ("1--5", "negative"),
        ("10-1", "before the first"),
        ("1-", "last frame is missing"),
        ("..5", "first frame is missing"),
        ("a", "no frame"),
        ("1-10x2", "steps"),
        ("1-10:2", "steps"),
        ("1.5", "no frame"),
        ("1-99999999", "99,999,999 frames are too many"),
        ("1-999999999999999999999999", "too large"),
        ("", "missing"),
        ("  ", "missing"),
        ("1,,2", "between two commas"),
        ("1,", "between two commas"),
        ("1-2-3", "no range"),
        ("١-٢", "no frame"),
        ("1," * 60_000 + "1", "too long"),
        ("x" * 5000, r"x{27}\.\.\.:"),
    ],
)
def test_what_the_manager_refuses_is_explained(text: str, reason: str) -> None:
    """Nothing is sent to learn that a range is wrong, and the message says what about it."""
    with pytest.raises(FrameRangeError, match=reason):
        parse_frames(text)


def test_frames_and_chunks_are_counted() -> None:
    """The number of frames counts each once; a last chunk may be short, and chunks go across gaps."""
    frames = parse_frames("1-10, 5-12, 100")
    assert frames.count == 13
    assert [frames.chunks(size) for size in (1, 3, 13, 14)] == [13, 5, 1, 1]


@pytest.mark.parametrize("size", [0, -1])
def test_a_chunk_has_at_least_one_frame(size: int) -> None:
    """The Manager refuses it too."""
    with pytest.raises(FrameRangeError, match="1 or more"):
        parse_frames("1-10").chunks(size)


def test_the_limit_is_on_the_sum() -> None:
    """As many frames as allowed pass, one more does not, whatever the ranges."""
    assert parse_frames(f"1-{MAX_FRAMES}").count == MAX_FRAMES
    with pytest.raises(FrameRangeError, match="too many"):
        parse_frames(f"1-{MAX_FRAMES}, {MAX_FRAMES + 2}")


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), min_size=1, max_size=8), st.integers(1, 20))
def test_ranges_count_as_if_written_out(pairs: list[tuple[int, int]], size: int) -> None:
    """Count and chunks are those of the set of frames."""
    frames = parse_frames(",".join(f"{first}-{first + more}" for first, more in pairs))
    expected = {frame for first, more in pairs for frame in range(first, first + more + 1)}
    assert frames.count == len(expected)
    assert frames.chunks(size) == len(range(0, len(expected), size))
    assert {frame for first, last in frames.ranges for frame in range(first, last + 1)} == expected


@given(st.text() | st.text("0123456789-., x", max_size=30))
def test_any_text_is_read_or_explained(text: str) -> None:
    """No text raises anything else."""
    with contextlib.suppress(FrameRangeError):
        assert parse_frames(text).count > 0
