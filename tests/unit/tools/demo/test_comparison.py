"""The demo's verdict on what arrived."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from flamenco_client.tools.demo.comparison import compare


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder with two files, one of them deeper."""
    folder = tmp_path / "source"
    (folder / "deep").mkdir(parents=True)
    (folder / "a").write_bytes(b"a")
    (folder / "deep" / "b").write_bytes(b"b")
    return folder


def test_equal_files(source: Path, tmp_path: Path) -> None:
    """Links are followed, as in a Shaman checkout; times and modes do not count."""
    copy = tmp_path / "copy"
    (copy / "deep").mkdir(parents=True)
    (copy / "a").write_bytes(b"a")
    if sys.platform == "win32":
        (copy / "deep" / "b").write_bytes(b"b")
    else:
        (copy / "deep" / "b").symlink_to(source / "deep" / "b")

    result = compare(source, copy)

    assert result.equal == ("a", "deep/b")
    assert result.problems == []


def test_every_difference_is_a_problem(source: Path, tmp_path: Path) -> None:
    """Another content, a file that did not come, and one that nobody sent."""
    copy = tmp_path / "copy"
    copy.mkdir()
    (copy / "a").write_bytes(b"A")
    (copy / "c").write_bytes(b"c")

    result = compare(source, copy)

    assert (result.different, result.missing, result.surplus) == (("a",), ("deep/b",), ("c",))
    assert len(result.problems) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights on Windows")
def test_a_link_to_nowhere_has_another_content(source: Path, tmp_path: Path) -> None:
    """A checkout whose store has lost the file."""
    copy = tmp_path / "copy"
    (copy / "deep").mkdir(parents=True)
    (copy / "a").write_bytes(b"a")
    (copy / "deep" / "b").symlink_to(tmp_path / "nowhere")

    assert compare(source, copy).different == ("deep/b",)
