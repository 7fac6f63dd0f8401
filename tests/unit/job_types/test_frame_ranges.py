"""Frame ranges."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_client.job_types.frame_ranges import MAX_FRAMES, FrameRangeError, every, parse_frames, without_negative


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
def test_valid_ranges_are_parsed(text: str, ranges: tuple[tuple[int, int], ...]) -> None:
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
        ("a", "not a frame number"),
        ("1-10x2", "steps"),
        ("1-10:2", "steps"),
        ("1.5", "not a frame number"),
        ("1-99999999", "99,999,999 frames are too many"),
        ("1-999999999999999999999999", "too large"),
        ("", "No frames given"),
        ("  ", "No frames given"),
        ("1,,2", "missing before or after a comma"),
        ("1,", "missing before or after a comma"),
        ("1-2-3", "not a frame number or a range"),
        ("١-٢", "not a frame number"),
        ("1," * 60_000 + "1", "too long"),
        ("x" * 5000, r"x{27}\.\.\.:"),
    ],
)
def test_invalid_ranges_are_explained(text: str, reason: str) -> None:
    """The message says what is wrong with a range that the Manager would reject."""
    with pytest.raises(FrameRangeError, match=reason):
        parse_frames(text)


def test_frames_and_chunks_are_counted() -> None:
    """Each frame counts once; the last chunk may be short, and chunks may span gaps."""
    frames = parse_frames("1-10, 5-12, 100")
    assert frames.count == 13
    assert [frames.chunks(size) for size in (1, 3, 13, 14)] == [13, 5, 1, 1]


@pytest.mark.parametrize("size", [0, -1])
def test_a_chunk_has_at_least_one_frame(size: int) -> None:
    """A chunk size below 1 is refused, as by the Manager."""
    with pytest.raises(FrameRangeError, match="1 or more"):
        parse_frames("1-10").chunks(size)


def test_limit_applies_to_all_ranges_together() -> None:
    """The highest number of frames is accepted and one more is refused, in any number of ranges."""
    assert parse_frames(f"1-{MAX_FRAMES}").count == MAX_FRAMES
    with pytest.raises(FrameRangeError, match="too many"):
        parse_frames(f"1-{MAX_FRAMES}, {MAX_FRAMES + 2}")


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)), min_size=1, max_size=8), st.integers(1, 20))
def test_ranges_count_as_sets_of_frames(pairs: list[tuple[int, int]], size: int) -> None:
    """The counts of frames and chunks are those of the set of frames."""
    frames = parse_frames(",".join(f"{first}-{first + more}" for first, more in pairs))
    expected = {frame for first, more in pairs for frame in range(first, first + more + 1)}
    assert frames.count == len(expected)
    assert frames.chunks(size) == len(range(0, len(expected), size))
    assert {frame for first, last in frames.ranges for frame in range(first, last + 1)} == expected


@given(st.text() | st.text("0123456789-., x", max_size=30))
def test_any_text_is_parsed_or_explained(text: str) -> None:
    """No text raises any other error."""
    with contextlib.suppress(FrameRangeError):
        assert parse_frames(text).count > 0


@pytest.mark.parametrize(
    ("text", "left"),
    [("-5-10", "0-10"), ("-5..10, 20", "0-10, 20"), ("-5, 3", "3"), ("-9--5", ""), ("0-10", ""), ("", "")],
)
def test_without_negative_frames(text: str, left: str) -> None:
    """What is left of a scene that begins below 0."""
    assert without_negative(text) == left


@pytest.mark.parametrize(
    ("text", "step", "start", "left"),
    [
        ("1-31", 10, 1, "1, 11, 21, 31"),
        ("5-31", 10, 1, "11, 21, 31"),
        ("5-25", 10, -5, "5, 15, 25"),
        ("2-9", 10, 1, ""),
        ("1-3, 7-9", 2, 1, "1, 3, 7, 9"),
    ],
)
def test_every_nth_frame(text: str, step: int, start: int, left: str) -> None:
    """Counted from the scene's first frame, as Blender renders them."""
    assert every(parse_frames(text), step, start) == left


def test_too_many_single_frames() -> None:
    """What is too long for a setting is an error, and not a text that nobody can send."""
    with pytest.raises(FrameRangeError, match="too long"):
        every(parse_frames("1-100000"), 2, 1)
