"""Libraries that refer to other ones in a way that Blender does not tell."""

from __future__ import annotations

import gzip
import os
import sys
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.submission.local_files.file_sources import Sources
from flamenco_client.submission.packing.plan import Pack, PackFile, PlacedReference
from flamenco_client.submission.rewriting.hidden_library_paths import candidates, holds_such_paths
from flamenco_client.submission.rewriting.required_changes import Change
from flamenco_client.tests.unit.submission.helpers import asset

PROP = "/film/props/prop.blend"


@pytest.fixture
def library(tmp_path: Path) -> Path:
    return tmp_path / "film" / "sets" / "set.blend"


def look(library: Path, content: bytes) -> bool:
    """Whether a library of that content, which lies in the pack as it does here, holds a path to be rewritten."""
    prop = str(library.parents[1] / "props" / "prop.blend")
    library.parent.mkdir(parents=True, exist_ok=True)
    library.write_bytes(content.replace(PROP.encode(), os.fsencode(prop)))
    change = Change(
        PackFile(str(library), "sets/set.blend", 1),
        str(library),
        libraries=(PlacedReference(asset(prop, "//../props/prop.blend", "library"), "shot.blend", "props/prop.blend"),),
    )
    return holds_such_paths(change, Sources(), CancelToken())


@pytest.mark.parametrize("before", [0, 1, (1 << 20) - 10, (1 << 20) - 4, (1 << 20) + 5])
def test_an_absolute_path_is_found(library: Path, before: int) -> None:
    """Wherever it stands in the file, also across two blocks of reading."""
    assert look(library, b"BLENDER" + bytes(before) + PROP.encode() + bytes(300))


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
def test_nothing_to_find(library: Path, content: bytes) -> None:
    """A path that leads to its file on the farm, other files, names."""
    assert not look(library, content)


@pytest.mark.parametrize("before", [0, (1 << 20) - 1030, (1 << 20) - 20, (1 << 20) - 2000])
def test_what_older_blenders_note_is_no_reference(library: Path, before: int) -> None:
    """Before 4.4 a file also says what a relative path led to when it was saved: in a field soon after it."""
    relative, absolute = b"//../props/prop.blend".ljust(1024, b"\0"), PROP.encode() + bytes(300)
    assert not look(library, b"BLENDER" + bytes(before) + relative + absolute)
    assert not look(library, b"BLENDER" + bytes(before) + relative + bytes(24) + absolute)
    assert look(library, b"BLENDER" + bytes(before) + PROP.encode() + bytes(1000) + absolute)
    assert look(library, b"BLENDER" + bytes(before) + relative + bytes(160) + absolute)


def test_compressed(library: Path) -> None:
    """As older Blenders compress files, and as newer ones do where this Python can read it."""
    content = b"BLENDER" + bytes(range(256)) * 9000 + PROP.encode() + bytes(10)
    prop = os.fsencode(str(library.parents[1] / "props" / "prop.blend"))
    assert look(library, gzip.compress(content.replace(PROP.encode(), prop)))
    assert not look(library, gzip.compress(b"BLENDER"))


def test_what_cannot_be_decompressed(library: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second Blender looks into what this Python can't: it is not taken for fine."""
    for name in ("compression.zstd", "zstandard"):
        monkeypatch.setitem(sys.modules, name, None)
    assert look(library, b"\x28\xb5\x2f\xfd and more")


def test_damaged(library: Path) -> None:
    """What can't be read says so."""
    with pytest.raises(OSError, match="damaged"):
        look(library, gzip.compress(b"BLENDER" * 99)[:-9])


def test_only_libraries_with_others_are_looked_into() -> None:
    """A job with one library hides nothing; what is changed anyway is not looked into."""

    def pack(*names: str) -> Pack:
        files = [PackFile(f"/film/{name}", name, 1) for name in ("shot.blend", *names)]
        references = [
            PlacedReference(asset(f"/film/{name}", f"//{name}", "library"), "shot.blend", name) for name in names
        ]
        return Pack(tuple(files), "/film", "shot.blend", references=tuple(references))

    assert list(candidates(pack("a.blend"), [])) == []
    found = list(candidates(pack("a.blend", "b.blend"), []))
    assert [change.file.path_in_pack for change in found] == ["a.blend", "b.blend"]
    assert [change.file.path_in_pack for change in candidates(pack("a.blend", "b.blend"), found[:1])] == ["b.blend"]
