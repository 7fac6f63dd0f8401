"""Text in a column of any width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_client.ui.wrapped_text import lines


@pytest.mark.parametrize(
    ("text", "broken"),
    [
        ("The quick brown fox", ["The quick brown", "fox"]),
        ("/farm/somewhere/shot_010/######", ["/farm/somewhere/", "shot_010/######"]),
        ("On Windows workers: S:\\farm\\render\\a", ["On Windows", "workers:", "S:\\farm\\render\\a"]),
        ("in the end /Volumes/farm/", ["in the end", "/Volumes/farm/"]),
        ("ask http://n:8080/abc", ["ask", "http://n:8080/", "abc"]),
        ("one\ntwo", ["one", "two"]),
        ("x" * 20, ["x" * 16, "xxxx"]),
        ("a / b and/or c", ["a / b and/or c"]),
        ("", []),
    ],
)
def test_where_it_is_broken(text: str, broken: list[str]) -> None:
    """Between words, at the slashes of a path, and in the middle of what is longer than a line."""
    assert lines(text, 16) == broken


@given(st.text(max_size=300), st.integers(min_value=1, max_value=40))
def test_nothing_is_lost_and_nothing_sticks_out(text: str, width: int) -> None:
    """Whatever the text, no line is longer than there is room, and all but blanks is shown."""
    broken = lines(text, width)
    assert all(len(line) <= width for line in broken)
    assert "".join("".join(broken).split()) == "".join(text.split())


def test_wide_and_thin_letters() -> None:
    """Where letters differ in width, it is the width that counts, not the number."""

    def pixels(text: str) -> float:
        return sum(10.0 if letter.isupper() else 4.0 for letter in text)

    assert lines("thin letters need little room", 120, pixels) == ["thin letters need little room"]
    assert lines("WIDE LETTERS NEED A LOT", 120, pixels) == ["WIDE LETTERS", "NEED A LOT"]
    assert lines("W" * 15, 120, pixels) == ["W" * 12, "WWW"]
