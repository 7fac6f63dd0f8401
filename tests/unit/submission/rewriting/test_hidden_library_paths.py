"""Paths between libraries that Blender does not report."""

from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.submission.local_files.file_sources import FileSources
from flamenco_client.submission.packing.pack import Pack, PackFile
from flamenco_client.submission.packing.placed_reference import PlacedReference
from flamenco_client.submission.rewriting.hidden_library_paths import has_unresolvable_paths, suspect_libraries
from flamenco_client.submission.rewriting.required_changes import Change
from flamenco_client.tests.unit.submission.helpers import asset

PROP = "/film/props/prop.blend"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "film" / "sets" / "set.blend"


def has_hidden_path(library: Path, content: bytes) -> bool:
    """Return whether a library with this content, at the same relative path in the pack, has a path to rewrite."""
    prop = str(library.parents[1] / "props" / "prop.blend")
    library.parent.mkdir(parents=True, exist_ok=True)
    library.write_bytes(content.replace(PROP.encode(), os.fsencode(prop)))
    change = Change(
        PackFile(str(library), "sets/set.blend", 1),
        str(library),
        libraries=(PlacedReference(asset(prop, "//../props/prop.blend", "library"), "shot.blend", "props/prop.blend"),),
    )
    return has_unresolvable_paths(change, FileSources(), CancelToken())


@pytest.mark.parametrize("before", [0, 1, (1 << 20) - 10, (1 << 20) - 4, (1 << 20) + 5])
def test_absolute_path_is_found(library: Path, before: int) -> None:
    """An absolute path is found anywhere in the file, also across two blocks of reading."""
    assert has_hidden_path(library, b"BLENDER" + bytes(before) + PROP.encode() + bytes(300))


@pytest.mark.parametrize(
    "content",
    [
        b"BLENDER",
        b"BLENDER//../props/prop.blend\0",
        b"BLENDER/film/props/prop.blend.bak\0",
        b"BLENDER/film/props/other.blend\0LIprop.blend\0",
        b"",
    ],
)
def test_no_path_to_rewrite(library: Path, content: bytes) -> None:
    """Paths that resolve on the farm, paths of other files and names of data are ignored."""
    assert not has_hidden_path(library, content)


@pytest.mark.parametrize("before", [0, (1 << 20) - 1030, (1 << 20) - 20, (1 << 20) - 2000])
def test_stored_absolute_path_is_ignored(library: Path, before: int) -> None:
    """Before 4.4 a file also stores the absolute path of a relative one in a later field; that does not count."""
    relative, absolute = b"//../props/prop.blend".ljust(1024, b"\0"), PROP.encode() + bytes(300)
    assert not has_hidden_path(library, b"BLENDER" + bytes(before) + relative + absolute)
    assert not has_hidden_path(library, b"BLENDER" + bytes(before) + relative + bytes(24) + absolute)
    assert has_hidden_path(library, b"BLENDER" + bytes(before) + PROP.encode() + bytes(1000) + absolute)
    assert has_hidden_path(library, b"BLENDER" + bytes(before) + relative + bytes(160) + absolute)


def test_compressed_file(library: Path) -> None:
    """A path is found in a file that an older Blender compressed with gzip."""
    content = b"BLENDER" + bytes(range(256)) * 9000 + PROP.encode() + bytes(10)
    prop = os.fsencode(str(library.parents[1] / "props" / "prop.blend"))
    assert has_hidden_path(library, gzip.compress(content.replace(PROP.encode(), prop)))
    assert not has_hidden_path(library, gzip.compress(b"BLENDER"))


def test_file_that_cannot_be_decompressed(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that this Python cannot decompress counts as having hidden paths: the second Blender decides."""
    for name in ("compression.zstd", "zstandard"):
        monkeypatch.setitem(sys.modules, name, None)
    assert has_hidden_path(library, b"\x28\xb5\x2f\xfd and more")


def test_damaged_file(library: Path) -> None:
    """A damaged file raises an error."""
    with pytest.raises(OSError, match="damaged"):
        has_hidden_path(library, gzip.compress(b"BLENDER" * 99)[:-9])


BARK = "/film/tex/bark.png"


@pytest.mark.parametrize("before", [0, (1 << 20) - 20])
@pytest.mark.parametrize("written", [BARK, "//../../far/bark.png"])
def test_path_in_packed_data(library: Path, written: str, before: int) -> None:
    """A path in data that was packed from another library is found; from 5.3 Blender may read it from there."""
    packed = PlacedReference(asset(BARK, written, packed_from=PROP), "shot.blend", "tex/bark.png")
    change = Change(PackFile(str(library), "sets/set.blend", 1), str(library), packed=(packed,))
    library.parent.mkdir(parents=True)

    library.write_bytes(b"BLENDER" + bytes(before) + written.encode() + bytes(300))
    assert has_unresolvable_paths(change, FileSources(), CancelToken())

    library.write_bytes(b"BLENDER" + bytes(before) + b"//../tex/bark.png" + bytes(300))
    assert not has_unresolvable_paths(change, FileSources(), CancelToken())


def test_single_library_is_read_for_packed_data() -> None:
    """A single library may have a copy of the packed data of the shot."""
    references = (
        PlacedReference(asset("/film/a.blend", "//a.blend", "library"), "shot.blend", "a.blend"),
        PlacedReference(asset(BARK, BARK, packed_from=PROP), "shot.blend", "tex/bark.png"),
    )
    files = tuple(PackFile(f"/film/{name}", name, 1) for name in ("shot.blend", "a.blend"))

    (found,) = suspect_libraries(Pack(files, "/film", "shot.blend", references=references), [])
    assert (found.file.path_in_pack, found.packed) == ("a.blend", references[1:])


def test_single_library_is_not_read() -> None:
    """A single library is not read, and neither is one that is changed anyway."""

    def pack(*names: str) -> Pack:
        files = [PackFile(f"/film/{name}", name, 1) for name in ("shot.blend", *names)]
        references = [
            PlacedReference(asset(f"/film/{name}", f"//{name}", "library"), "shot.blend", name) for name in names
        ]
        return Pack(tuple(files), "/film", "shot.blend", references=tuple(references))

    assert list(suspect_libraries(pack("a.blend"), [])) == []
    found = list(suspect_libraries(pack("a.blend", "b.blend"), []))
    assert [change.file.path_in_pack for change in found] == ["a.blend", "b.blend"]
    assert [change.file.path_in_pack for change in suspect_libraries(pack("a.blend", "b.blend"), found[:1])] == [
        "b.blend"
    ]
