"""Layout of the pack, for POSIX and Windows paths."""

from __future__ import annotations

import ntpath
import posixpath
from types import ModuleType

import pytest

from flamenco_client.submission.packing.pack_layout import OUTSIDE, Layout, below, key_if_possible, normal


def layout_of(root: str) -> Layout:
    """Return the layout for a project with a POSIX or Windows path."""
    return Layout(root, flavour(root))


def flavour(path: str) -> ModuleType:
    return posixpath if path.startswith("/") else ntpath


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/p/shots/../tex/./a.png", "/p/tex/a.png"),
        ("/../../a", "/a"),
        ("//p//a", "/p/a"),
        ("/p/b\\a", "/p/b\\a"),
        (r"C:\p\shots\..\tex\a.png", r"C:\p\tex\a.png"),
        (r"C:\..\..\a", r"C:\a"),
        (r"\\server\share\p\..\..\..\a", r"\\server\share\a"),
        ("C:/p/tex/a.png", r"C:\p\tex\a.png"),
        ("//server/share/a", r"\\server\share\a"),
        (r"\\?\C:\p\a.png", r"C:\p\a.png"),
        (r"\\?\UNC\server\share\a.png", r"\\server\share\a.png"),
        (r"\\?\unc\server\share\a.png", r"\\server\share\a.png"),
    ],
)
def test_normal_path(path: str, expected: str) -> None:
    """Dots are resolved by text and never leave the drive; all spellings of a path become one."""
    assert normal(path, ntpath if ":" in expected or expected.startswith("\\") else posixpath) == expected


@pytest.mark.parametrize("kind", [posixpath, ntpath])
def test_null_character(kind: ModuleType) -> None:
    """A path with a null character is rejected: some systems would cut it there."""
    with pytest.raises(ValueError, match="null"):
        normal("/p/a\0b", kind)


@pytest.mark.parametrize("path", ["", "/p/a\0b"])
def test_impossible_path_has_no_key(path: str) -> None:
    """It is equal to no file of a pack."""
    assert key_if_possible(path) == ""


@pytest.mark.parametrize(
    ("folder", "path", "expected"),
    [
        ("/p", "/p/tex/a.png", "tex/a.png"),
        ("/", "/p/a.png", "p/a.png"),
        ("/p", "/p", ""),
        ("/p", "/projects/a", None),
        ("/p", "/P/a", None),
        (r"C:\p", r"c:\P\Tex\A.png", "Tex/A.png"),
        ("C:\\", r"C:\a.png", "a.png"),
        (r"C:\p", r"D:\p\a.png", None),
        (r"\\srv\share\p", r"\\SRV\share\p\a.png", "a.png"),
        (r"\\srv\share", r"\\srv\share2\a.png", None),
    ],
)
def test_below(folder: str, path: str, expected: str | None) -> None:
    """A path below a folder becomes relative, with ``/``; Windows ignores case."""
    assert below(folder, path, flavour(folder)) == expected


@pytest.mark.parametrize(
    ("path", "root", "expected"),
    [
        ("/p/tex/a.png", "/p", "tex/a.png"),
        ("/p/a.png", "/p", "a.png"),
        (r"C:\p\tex\a.png", r"C:\p", "tex/a.png"),
        (r"c:\P\Tex\A.png", r"C:\p", "Tex/A.png"),
        (r"\\srv\share\p\a.png", r"\\SRV\share\p", "a.png"),
        ("/p/cafe\u0301.png", "/p", "cafe\u0301.png"),
    ],
)
def test_project_keeps_its_layout(path: str, root: str, expected: str) -> None:
    """A file of the project keeps its relative path and its spelling, with ``/`` and without a drive."""
    assert layout_of(root).place(path) == expected
    assert not layout_of(root).is_outside(path)


@pytest.mark.parametrize(
    ("path", "root"),
    [
        ("/secret client/a.png", "/p"),
        ("/projects/a.png", "/proj"),
        (r"D:\secret client\a.png", r"C:\p"),
        (r"\\srv\share\secret\a.png", r"C:\p"),
        (r"D:\a.png", r"C:\p"),
    ],
)
def test_outside(path: str, root: str) -> None:
    """A file from outside goes to a folder whose name does not reveal its path."""
    layout = layout_of(root)
    first, short, name = layout.place(path).split("/")
    assert layout.is_outside(path)
    assert (first, name) == (OUTSIDE, "a.png")
    assert short.isalnum()
    assert len(short) == 12


def test_outside_files_stay_together() -> None:
    """Files of one folder stay in one folder, files of two do not, for all spellings of the folder."""
    layout = layout_of(r"C:\p")
    folders = [
        layout.place(normal(path, ntpath)).rsplit("/", 1)[0]
        for path in (r"D:\tex\a.png", r"D:\tex\b.png", "d:/TEX/c.png", r"D:\other\a.png")
    ]
    assert folders[0] == folders[1] == folders[2] != folders[3]


def test_folders_that_belong_together() -> None:
    """Outside folders that belong together keep their relative paths; names above their common folder do not leak."""
    layout = layout_of("/p")
    layout.keep_together("/secret/client/chars/hero", "/secret/client/tex")
    layout.keep_together("/secret/client/chars/hero", "/secret/client/chars/hero/geo")
    places = [layout.folder_place(f"/secret/client/{inner}") for inner in ("chars/hero", "tex", "chars/hero/geo")]
    tops = {place.split("/")[1] for place in places}
    assert len(tops) == 1
    (top,) = tops
    assert places == [f"{OUTSIDE}/{top}/{inner}" for inner in ("chars/hero", "tex", "chars/hero/geo")]
    assert (
        layout.folder_place("/secret/client/other") == f"{OUTSIDE}/{layout.folder_place('/secret/client/other')[-12:]}"
    )


def test_groups_are_merged() -> None:
    """Two groups of folders become one when two of their folders belong together, in any order."""
    layout = layout_of("/p")
    for one, other in (("/a/b/c", "/a/b/d"), ("/a/x", "/a/y"), ("/a/b/d", "/a/x"), ("/a/b/c", "/a/y")):
        layout.keep_together(one, other)
    short = layout.folder_place("/a/y").split("/")[1]
    assert [layout.folder_place(folder) for folder in ("/a/b/c", "/a/b/d", "/a/x", "/a/y")] == [
        f"{OUTSIDE}/{short}/{inner}" for inner in ("b/c", "b/d", "x", "y")
    ]


def test_folders_of_two_drives_stay_separate() -> None:
    """Folders of two drives stay separate: they have no common folder and no relative path."""
    layout = layout_of(r"C:\p")
    layout.keep_together(r"D:\a\b", r"E:\c")
    assert layout.folder_place(r"D:\a\b").count("/") == layout.folder_place(r"E:\c").count("/") == 1


def test_folders_in_the_project_stay_where_they_are() -> None:
    """A folder of the project keeps its path, and does not move an outside folder into the project."""
    layout = layout_of("/p")
    layout.keep_together("/p/a", "/p/b")
    layout.keep_together("/p/a", "/q/b")
    assert layout.folder_place("/p/a") == "a"
    assert layout.folder_place("/q/b").count("/") == 1


@pytest.mark.parametrize("taken", [OUTSIDE, OUTSIDE.upper()])
def test_project_with_a_folder_of_the_reserved_name(taken: str) -> None:
    """A folder of the reserved name in the project keeps it, also in another case; outside files get another folder."""
    layout = layout_of("/p")
    layout.make_room([f"/p/{taken}/x/a.png", "/p/b.png"])
    assert layout.place(f"/p/{taken}/x/a.png") == f"{taken}/x/a.png"
    assert layout.place("/q/a.png").startswith(f"{OUTSIDE}_2/")


def test_colliding_checksums(monkeypatch: pytest.MonkeyPatch) -> None:
    """If two folders have the same short name, one of them gets a longer one."""
    layout = layout_of("/p")
    first = layout.folder_place("/q").rpartition("/")[2]
    layout._owners[first[:11] + first[11]] = "/someone else's"
    layout._shorts.clear()
    layout._places.clear()
    assert len(layout.folder_place("/q").rpartition("/")[2]) == 13
