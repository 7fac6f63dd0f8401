"""Patterns of files that the artist does not want sent."""

from __future__ import annotations

import re
import time

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
        ("**/a/*/b/**/c", "a/x/y/a/z/b/c"),
        ("**/a/b", "a/a/a/b"),
        ("*a*ab*", "xaab.png"),
        ("a*?c*d", "abcccd"),
        ("tex/**.png", "tex/a.png"),
        ("**", "a/b"),
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
        ("tex/**", "tex"),
        ("a*b*b", "acb"),
        ("**/a/b", "a/x/b"),
        ("a" * 2000, "a" * 2000),
    ],
)
def test_does_not_fit(pattern: str, path: str) -> None:
    """One star stays in its folder, and case matters by default."""
    assert Globs([pattern]).first(path) == ""


def test_without_case() -> None:
    """Where the system knows no case, neither do patterns."""
    assert Globs(["*.PNG"], ignore_case=True).first("tex/a.png") == "*.PNG"


def slow_match(pattern: str, path: str) -> bool:
    """Match stars and question marks by trying everything."""
    if not pattern:
        return not path
    if pattern.startswith("**/"):
        rests = [path, *(path[at + 1 :] for at, letter in enumerate(path) if letter == "/")]
        return any(slow_match(pattern[3:], rest) for rest in rests)
    if pattern[0] == "*":
        ends = range(len(path.partition("/")[0]) + 1)
        return any(slow_match(pattern[1:], path[end:]) for end in ends)
    return (
        bool(path)
        and (path[0] == pattern[0] or (pattern[0] == "?" and path[0] != "/"))
        and slow_match(pattern[1:], path[1:])
    )


@pytest.mark.slow
@given(st.lists(st.sampled_from(["a", "b", "?", "*", "/", "/**/"]), max_size=7), st.text("ab/", max_size=9))
def test_matches_like_every_possibility(steps: list[str], path: str) -> None:
    """Taking the first place for each piece finds a match whenever there is one."""
    pattern = re.sub("/+", "/", re.sub(r"\*{3,}|(?<=[^/*])\*\*|\*\*(?=[^/*])", "*", "".join(steps))).strip("/")
    path = re.sub("/+", "/", path).strip("/")
    if pattern and path and not pattern.endswith("**"):
        name = path.rpartition("/")[2]
        assert bool(Globs([pattern]).first(path)) == (slow_match(pattern, path) or slow_match(pattern, name)), pattern


@pytest.mark.parametrize("pattern", ["*a" * 400 + "*b", "**/a*/" * 100 + "b", "[ab]*" * 200 + "c", "?*" * 400 + "b"])
def test_hostile_patterns(pattern: str) -> None:
    """Twice the path takes about twice as long, also for a pattern of hundreds of stars."""

    def seconds(size: int) -> float:
        path = "a" * size + "/" + "a/" * size + "a" * size
        began = time.thread_time()
        assert not Globs([pattern]).first(path)
        return time.thread_time() - began

    seconds(200)
    assert seconds(800) < 50 * max(seconds(200), 0.001)


@pytest.mark.slow
@given(st.text(), st.text())
def test_any_text_is_a_pattern(pattern: str, path: str) -> None:
    """No pattern is an error, and one without wildcards matches exactly itself."""
    globs = Globs([pattern])
    globs.first(path)
    plain = "".join(letter for letter in pattern if letter not in "*?[]\\/").strip()
    if plain.strip("."):
        assert Globs([plain]).first(plain) == plain
