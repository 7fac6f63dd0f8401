"""Places in the pack, on paths of both kinds of systems."""

from __future__ import annotations

from pathlib import PurePath, PurePosixPath, PureWindowsPath

import pytest

from flamenco_client.submission.layout import OUTSIDE, normal, place


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (PurePosixPath("/p/shots/../tex/./a.png"), PurePosixPath("/p/tex/a.png")),
        (PurePosixPath("/../../a"), PurePosixPath("/a")),
        (PureWindowsPath(r"C:\p\shots\..\tex\a.png"), PureWindowsPath(r"C:\p\tex\a.png")),
        (PureWindowsPath(r"C:\..\..\a"), PureWindowsPath(r"C:\a")),
        (PureWindowsPath(r"\\server\share\p\..\a"), PureWindowsPath(r"\\server\share\a")),
        (PureWindowsPath("C:/p/tex/a.png"), PureWindowsPath(r"C:\p\tex\a.png")),
    ],
)
def test_normal(path: PurePath, expected: PurePath) -> None:
    """Dots are resolved by text alone and never lead out of the drive."""
    assert normal(path) == expected


@pytest.mark.parametrize(
    ("path", "root", "expected"),
    [
        (PurePosixPath("/p/tex/a.png"), PurePosixPath("/p"), "tex/a.png"),
        (PureWindowsPath(r"C:\p\tex\a.png"), PureWindowsPath(r"C:\p"), "tex/a.png"),
        (PureWindowsPath(r"c:\P\Tex\A.png"), PureWindowsPath(r"C:\p"), "Tex/A.png"),
        (PureWindowsPath(r"\\srv\share\p\a.png"), PureWindowsPath(r"\\SRV\share\p"), "a.png"),
        (PurePosixPath("/p/cafe\u0301.png"), PurePosixPath("/p"), "cafe\u0301.png"),
    ],
)
def test_project_keeps_its_layout(path: PurePath, root: PurePath, expected: str) -> None:
    """A file of the project lies where it lay, with / and as its name is written."""
    assert place(path, root).path == expected
    assert not place(path, root).outside


@pytest.mark.parametrize(
    ("path", "root"),
    [
        (PurePosixPath("/secret client/a.png"), PurePosixPath("/p")),
        (PurePosixPath("/projects/a.png"), PurePosixPath("/proj")),
        (PureWindowsPath(r"D:\secret client\a.png"), PureWindowsPath(r"C:\p")),
        (PureWindowsPath(r"\\srv\share\secret\a.png"), PureWindowsPath(r"C:\p")),
    ],
)
def test_outside(path: PurePath, root: PurePath) -> None:
    """Another file goes to a folder that leaks nothing."""
    where = place(path, root)
    first, short, name = where.path.split("/")
    assert where.outside
    assert (first, name) == (OUTSIDE, "a.png")
    assert short.isalnum()
    assert len(short) == 12


def test_outside_files_stay_together() -> None:
    """Files of one folder stay in one, those of two do not; case and slashes are the system's business."""
    root = PureWindowsPath(r"C:\p")
    folders = [
        place(PureWindowsPath(path), root).path.rsplit("/", 1)[0]
        for path in (r"D:\tex\a.png", r"D:\tex\b.png", "d:/TEX/c.png", r"D:\other\a.png")
    ]
    assert folders[0] == folders[1] == folders[2] != folders[3]
