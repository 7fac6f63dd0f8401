"""Parts of the test Manager without sockets."""

from __future__ import annotations

import struct

import pytest

from flamenco_client.tests.support.manager import clock, frames, images, variables


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", [7]),
        ("1-3, 3..5 , 9", [1, 2, 3, 4, 5, 9]),
        (" 2 - 4 ", [2, 3, 4]),
    ],
)
def test_frame_ranges(text: str, expected: list[int]) -> None:
    """Ranges are parsed with blanks, in both forms, with each frame once."""
    assert frames.parse(text) == expected


@pytest.mark.parametrize(
    ("numbers", "text"), [([1, 2, 3], "1-3"), ([1, 2], "1,2"), ([4], "4"), ([1, 3, 4, 5, 9, 10], "1,3-5,9,10")]
)
def test_frames_are_written_short(numbers: list[int], text: str) -> None:
    """Three or more frames in a row become a range."""
    assert frames.write(numbers) == text


def test_chunks() -> None:
    """Frames are split in order; the last chunk may be shorter."""
    assert frames.chunks("1-5", 2) == [[1, 2], [3, 4], [5]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/srv/farm/a", "{farm}/a"),
        ("/SRV\\Farm/a", "{farm}/a"),
        ("/srv/farm", "{farm}"),
        ("/srv/farmer/a", "/srv/farmer/a"),
        ("/srv/farm/deep/a", "{deep}/a"),
        ("see /srv/farm", "see /srv/farm"),
    ],
)
def test_two_way_variables(text: str, expected: str) -> None:
    """Whole folders at the beginning are replaced, by the longest value; case and slashes do not matter."""
    assert variables.collapse(text, {"farm": "/srv/farm/", "deep": "/srv/farm/deep"}) == expected


def test_times_are_written_like_go() -> None:
    """Times have up to nine decimals without trailing zeros, and can be parsed again."""
    text = clock.now()
    assert text.endswith("Z")
    assert not text.rstrip("Z").endswith("0") or "." not in text
    assert clock.parse("1970-01-01T00:00:01.500000001Z") == 1.5
    assert clock.parse("1970-01-01T01:00:00+01:00") == 0.0


def test_images_are_jpegs_of_the_three_sizes() -> None:
    """Each JPEG has its declared size, and different images give different JPEGs."""
    found = images.cards(b"one")
    assert {name: images.SIZES[name] for name in found} == images.SIZES
    for name, content in found.items():
        start = content.index(b"\xff\xc0")
        height, width = struct.unpack(">HH", content[start + 5 : start + 9])
        assert (width, height) == images.SIZES[name]
        assert (content[:3], content[-2:]) == (b"\xff\xd8\xff", b"\xff\xd9")
    assert images.cards(b"two") != found
