"""Names and paths of every kind: packed or reported, never outside of the pack, never two files at one path."""

from __future__ import annotations

import contextlib
import ntpath
import os
import posixpath
import socket
from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flamenco_client.core.cancel import CancelToken
from flamenco_client.submission.local_files.file_sources import FileSources
from flamenco_client.submission.packing.pack import Pack
from flamenco_client.submission.packing.pack_layout import OUTSIDE, Layout, key, normal
from flamenco_client.submission.packing.placed_reference import relative, resolved_place
from flamenco_client.submission.packing.project_root import ProjectRoot
from flamenco_client.submission.snapshot import AssetReference, FileChoices, JobSnapshot
from flamenco_client.submission.transfer.storage_delivery import CopyDelivery
from flamenco_client.tests.support.planning import plan
from flamenco_client.tests.unit.submission.helpers import asset, everything_below, run

NASTY = [
    *(
        "..",
        ".",
        "...",
        " ",
        "a",
        "A",
        "film",
        "tex",
        OUTSIDE,
        OUTSIDE.upper(),
        "<UDIM>",
        "~",
        "-rf",
        "%2e%2e",
        "#",
        "{jobs}",
    ),
    *(
        "con",
        "nul.png",
        "a.",
        "a ",
        "café",
        "cafe\u0301",
        "שלום",
        "🎬",
        "\u202egnp.a",
        "new\nline",
        "q'\"`$(x)",
        "x" * 255,
    ),
    *("\udce9.png", "a\0b", "a:b", "*?", "C:", "//", "Straße", "STRASSE", "ſ", "\x7f", "é" * 127),
]
PARTS = st.sampled_from(NASTY) | st.text(st.characters(exclude_characters="/\\"), min_size=1, max_size=8)
PATHS = st.lists(PARTS, min_size=1, max_size=5)


def is_place(place: str) -> bool:
    """Return whether it is a valid path in a pack."""
    parts = place.split("/")
    return bool(place) and not PurePosixPath(place).is_absolute() and not {"", ".", ".."} & set(parts)


def join(kind: ModuleType, parts: list[str]) -> str:
    if kind is posixpath:
        return "/" + "/".join(parts)
    drives = ("C:\\", "D:\\", "c:\\", "\\\\srv\\share\\", "\\\\?\\C:\\", "//SRV/share/")
    clean = [part for part in parts if not set(part) & set(':"*?<>|/\\')] or ["a"]
    return drives[len(parts[0]) % len(drives)] + "\\".join(clean)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [posixpath, ntpath])
@given(root=PATHS, files=st.lists(PATHS, max_size=12), ties=st.lists(st.tuples(PATHS, PATHS), max_size=4))
def test_places(
    kind: ModuleType, root: list[str], files: list[list[str]], ties: list[tuple[list[str], list[str]]]
) -> None:
    """Each file has a unique path in the pack, whatever its name and whichever folders belong together."""

    def tidy(parts: list[str]) -> str | None:
        try:
            return normal(join(kind, parts), kind)
        except ValueError:
            return None

    start = tidy(root)
    if start is None:
        return
    layout = Layout(start, kind)
    for one, other in ties:
        pair = tidy(one), tidy(other)
        if pair[0] and pair[1]:
            layout.keep_together(pair[0], pair[1])
    found = {key(path, kind): path for path in map(tidy, [*files, *([*root, *file] for file in files)]) if path}
    # A drive and the project itself are not files.
    found = {name: path for name, path in found.items() if kind.basename(path) and name != key(start, kind)}
    layout.make_room(found.values())
    places = {name: layout.place(path) for name, path in found.items()}
    assert all(map(is_place, places.values()))
    assert len(set(places.values())) == len(places)
    if kind is ntpath:
        assert not any(letter in place for place in places.values() for letter in "\\:")
    for place in places.values():
        assert resolved_place("shots/a.blend", relative("shots/a.blend", place)) == place or "\\" in place


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(
    st.lists(
        st.tuples(st.booleans(), PATHS, st.sampled_from(["file", "frames", "tiles", "folder", "point_cache", "usd"])),
        max_size=6,
    ),
    st.lists(PARTS, max_size=2),
)
def test_any_references(
    offline: JobSnapshot, project: Path, references: list[tuple[bool, list[str], str]], exclude: list[str]
) -> None:
    """Any references can be planned: each file is in the pack or reported."""
    assets = []
    for is_inside, parts, spread in references:
        base = project if is_inside else project.parent / "elsewhere"
        path = "/".join([str(base), *parts])
        if "\0" not in path and not normal(path).startswith(f"{base}/"):
            path = "/".join(
                [str(base), *(part for part in parts if part != "..")]
            )  # never write outside of the test's folder
        with contextlib.suppress(OSError, ValueError):
            os.makedirs(os.path.dirname(path), exist_ok=True)
            Path(path).write_bytes(b"x")
        assets.append(asset(path, path, spread=spread, stem=parts[0]))
    pack = plan_of(replace(offline, assets=tuple(assets), files=FileChoices(exclude=tuple(exclude))), project)
    places = [file.path_in_pack for file in pack.files]
    assert all(map(is_place, places))
    assert all(place.encode() for place in places)
    assert len(set(places)) == len(places)
    known = {entry.path for entry in pack.unavailable} | {left.path for left in pack.excluded}
    known |= {file.source for file in pack.files}
    for each in assets:
        if each.spread == "file" and "\0" not in each.path:
            assert normal(each.path) in known or each.path in known


def plan_of(snapshot: JobSnapshot, project: Path) -> Pack:
    assert snapshot.blend
    return plan(snapshot, snapshot.blend, ProjectRoot(str(project), ""), cancel=CancelToken())


@pytest.fixture
def hostile(project: Path) -> Generator[list[AssetReference], None, None]:
    """References to files with hostile names and to special files in the project (scenario 48)."""
    folder = project / "tex"
    names = [name for name in NASTY if name not in {".", ".."} and "\0" not in name and "/" not in name]
    for name in names:
        (folder / name).write_bytes(os.fsencode(name))
    os.mkfifo(folder / "pipe")
    (folder / "loop").symlink_to("loop")
    (folder / "folder").mkdir()
    (folder / "link").symlink_to("a")
    (folder / "up").symlink_to("..")
    more = [
        "pipe",
        "loop",
        "folder",
        "link",
        "up/tex/a",
        "../tex/../../film/tex/A",
        "gone",
        "a\0b",
        "y" * 300,
        "socket",
    ]
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / "socket"))
        yield [asset(f"{folder}/{name}") for name in [*names, *more]]


def test_hostile_names(offline: JobSnapshot, project: Path, hostile: list[AssetReference], tmp_path: Path) -> None:
    """Each file is packed or reported; packed files arrive with their name and content; nothing blocks."""
    pack = plan_of(replace(offline, assets=tuple(hostile)), project)
    sent = {file.source for file in pack.files}
    reported = {entry.path: entry.why for entry in pack.unavailable}
    for reference in hostile:
        path = reference.path if "\0" in reference.path else normal(reference.path)
        assert (path in sent) != (path in reported), path
    assert {os.path.basename(path): why for path, why in reported.items() if len(path) < 250} == {
        "pipe": "is a named pipe",
        "loop": "Too many levels of symbolic links",
        "folder": "is a folder",
        "gone": "not found",
        "a\0b": "embedded null character",
        "socket": "is a socket",
        "\udce9.png": "has a name that is not UTF-8",
    }
    (tmp_path / "storage").mkdir()
    delivery = CopyDelivery(pack, FileSources(), str(tmp_path / "storage"), "job", CancelToken())
    run(delivery.run())
    arrived = everything_below(tmp_path / "storage")
    assert arrived == {f"job/{file.path_in_pack}": Path(file.source).read_bytes() for file in pack.files}
    assert len(arrived) == len(pack.files) > 30


def test_too_long_for_a_farm(offline: JobSnapshot, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name or a path that is too long for a Linux farm is reported, though this machine allows it."""
    # Windows and macOS count characters, Linux counts bytes: this file cannot be created on Linux.
    monkeypatch.setattr("flamenco_client.submission.packing.pack_builder.readable", lambda path: (1, False))
    long = asset(project / "tex" / ("é" * 200 + ".png"))
    deep = asset("/".join([str(project), *["folder" * 20] * 40, "a.png"]))
    folder = asset(project / ("é" * 200) / "a.png")
    pack = plan_of(replace(offline, assets=(long, deep, folder)), project)
    assert len(pack.files) == 1
    assert [entry.why for entry in pack.unreadable] == [
        "has a name of more than 255 bytes",
        "has a path that is too long for the farm's file system",
        "has a name of more than 255 bytes",
    ]


def test_paths_out_of_everything(offline: JobSnapshot, project: Path) -> None:
    """A reference that climbs above the root of the disk stays at the root, as it does for Blender."""
    wood = project / "tex" / "wood.png"
    pack = plan_of(replace(offline, assets=(asset("/.." * 40 + str(wood)),)), project)
    assert [file.path_in_pack for file in pack.files] == ["shots/shot.blend", "tex/wood.png"]


@pytest.mark.parametrize("make", [os.symlink, os.link])
def test_links_are_files(offline: JobSnapshot, project: Path, make: Callable[[Path, Path], None]) -> None:
    """Two names of one content are two files: the scene may refer to either."""
    make(project / "tex" / "wood.png", project / "tex" / "bark.png")
    assets = (asset(project / "tex" / "bark.png"), asset(project / "tex" / "wood.png"))
    pack = plan_of(replace(offline, assets=assets), project)
    assert [file.path_in_pack for file in pack.files[1:]] == ["tex/bark.png", "tex/wood.png"]
