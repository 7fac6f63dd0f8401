"""Resolving the paths in a .blend, on Windows and other systems."""

from __future__ import annotations

import pytest

from flamenco_client.bridge.assets.paths import resolve


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("//wood.png", "/film/shots/wood.png"),
        ("//../tex/./wood.png", "/film/tex/wood.png"),
        (r"//..\tex\wood.png", "/film/tex/wood.png"),
        ("//", "/film/shots"),
        ("//cache/", "/film/shots/cache"),
        ("/srv/wood.png", "/srv/wood.png"),
        (r"C:\tex\wood.png", "/c/tex/wood.png"),
        ("d:/wood.png", "/d/wood.png"),
        ("//tex/höhe 50%#1.png", "/film/shots/tex/höhe 50%#1.png"),
        ("tex/wood.png", "tex/wood.png"),
    ],
)
def test_other_systems(written: str, expected: str) -> None:
    """Backslashes are separators, and a Windows drive is a folder, as in Blender."""
    assert resolve(written, "/film/shots", windows=False) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("//wood.png", r"C:\film\shots\wood.png"),
        (r"//..\tex/wood.png", r"C:\film\tex\wood.png"),
        (r"D:\tex\..\wood.png", r"D:\wood.png"),
        ("D:/tex/wood.png", r"D:\tex\wood.png"),
        (r"\\server\share\wood.png", r"\\server\share\wood.png"),
    ],
)
def test_windows(written: str, expected: str) -> None:
    """Two slashes stand for the file's folder, two backslashes start the path of a network share."""
    assert resolve(written, r"C:\film\shots", windows=True) == expected
