"""Where a path leads, on either kind of system, from what stands in the file."""

from __future__ import annotations

import pytest

from flamenco_client.bridge.assets.paths import resolve


@pytest.mark.parametrize(
    ("written", "wanted"),
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
def test_elsewhere(written: str, wanted: str) -> None:
    """Files of Windows are understood: backslashes separate, and a drive is a folder, as Blender has it."""
    assert resolve(written, "/film/shots", windows=False) == wanted


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("//wood.png", r"C:\film\shots\wood.png"),
        (r"//..\tex/wood.png", r"C:\film\tex\wood.png"),
        (r"D:\tex\..\wood.png", r"D:\wood.png"),
        ("D:/tex/wood.png", r"D:\tex\wood.png"),
        (r"\\server\share\wood.png", r"\\server\share\wood.png"),
    ],
)
def test_windows(written: str, wanted: str) -> None:
    """Two slashes begin at the file, two backslashes name a share."""
    assert resolve(written, r"C:\film\shots", windows=True) == wanted
