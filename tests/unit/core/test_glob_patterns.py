"""Patterns of files that the artist does not want sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flamenco_client.core.glob_patterns import Globs


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*.psd", "a.psd"),
        ("*.psd", "tex/old/a.psd"),
        ("tex/*.png", "tex/a.png"),
        ("tex/**", "tex/a/b/c.png"),
        ("tex/old/", "tex/old/a/b.png"),
        ("**/old/*", "old/a.png"),
        ("**/old/*", "x/y/old/a.png"),
        ("a?.png", "tex/a1.png"),
        ("a[0-3].png", "a2.png"),
        ("a[!0-3].png", "a4.png"),
        ("./tex/a.png", "tex/a.png"),
        (r"tex\a.png", "tex/a.png"),
        ("new\nline.*", "new\nline.png"),
        ("/mnt/**", "/mnt/x/a.png"),
        ("a[.png", "a[.png"),
    ],
)
def test_fits(pattern: str, path: str) -> None:
    """A pattern matches the path in the project or the name; the matching pattern is returned."""
    assert Globs(["*.nothing", pattern]).first(path) == pattern


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("tex/*.png", "tex/a/b.png"),
        ("tex/*.png", "x/tex/b.png"),
        ("*.psd", "a.psd.png"),
        ("a?.png", "a/.png"),
        ("a[!0-3].png", "a/.png"),
        ("*.PNG", "a.png"),
        ("", "a.png"),
        ("  ", "a.png"),
        ("**/old/*", "x/bold/a.png"),
    ],
)
def test_does_not_fit(pattern: str, path: str) -> None:
    """One star stays in its folder, and case matters by default."""
    assert Globs([pattern]).first(path) == ""


def test_without_case() -> None:
    """Where the system knows no case, neither do patterns."""
    assert Globs(["*.PNG"], ignore_case=True).first("tex/a.png") == "*.PNG"


@pytest.mark.slow
@given(st.text(), st.text())
def test_any_text_is_a_pattern(pattern: str, path: str) -> None:
    """No pattern is an error, and one without wildcards matches exactly itself."""
    globs = Globs([pattern])
    globs.first(path)
    plain = "".join(letter for letter in pattern if letter not in "*?[]\\/").strip()
    if plain.strip("."):
        assert Globs([plain]).first(plain) == plain
