"""The rewrite cache: copies by content, a bounded size, and access from several instances of Blender."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.packing.pack import PackFile
from flamenco_client.submission.packing.placed_reference import PlacedReference
from flamenco_client.submission.rewriting import rewrite_cache
from flamenco_client.submission.rewriting.required_changes import Change
from flamenco_client.submission.rewriting.rewrite_cache import RewrittenCache, key_of
from flamenco_client.tests.unit.submission.helpers import asset


@pytest.fixture
def cache(tmp_path: Path) -> RewrittenCache:
    return RewrittenCache(UserFiles(str(tmp_path / "state")))


def made(folder: Path, content: bytes = b"changed") -> str:
    """Return a copy as the second Blender writes it."""
    path = folder / f"copy-{time.time_ns()}-{threading.get_ident()}.blend"
    path.write_bytes(content)
    return str(path)


def test_copy_is_found(cache: RewrittenCache, tmp_path: Path) -> None:
    """Another Blender finds the copy; finding it does not change its times, by which its checksum is cached."""
    kept = cache.keep("key", made(tmp_path))
    before = os.stat(kept)
    assert RewrittenCache(UserFiles(str(tmp_path / "state"))).find("key") == kept
    assert os.stat(kept).st_ctime_ns == before.st_ctime_ns
    assert cache.find("other") == ""


def test_key() -> None:
    """The key depends on the content, the changes and the Blender."""

    def change(new: str = "tex/a.png") -> Change:
        return Change(
            PackFile("/p/s.blend", "s.blend", 1), "/p/s.blend", (PlacedReference(asset("/a", "/a"), "s.blend", new),)
        )

    key = key_of("1", change(), "5.0")
    assert key == key_of("1", change(), "5.0")
    assert (
        len({key, key_of("2", change(), "5.0"), key_of("1", change("b.png"), "5.0"), key_of("1", change(), "5.1")}) == 4
    )


def test_size_is_bounded(cache: RewrittenCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The least recently used copies are deleted first; copies used within a day are kept, whatever their size."""
    monkeypatch.setattr(rewrite_cache, "MOST_BYTES", 25)
    kept = [cache.keep(f"key{number}", made(tmp_path, bytes(10))) for number in range(2)]
    for path, days in zip(kept, (3, 2), strict=True):
        old = time.time() - days * 86400
        os.utime(path, (old, old))
        for used in Path(path).parent.glob("*.used"):
            used.unlink()
    cache.find("key0")
    kept.append(cache.keep("key2", made(tmp_path, bytes(10))))
    assert [os.path.exists(path) for path in kept] == [True, False, True]
    kept.append(cache.keep("key3", made(tmp_path, bytes(10))))
    assert [os.path.exists(path) for path in kept] == [True, False, True, True]


def test_partial_copies_are_deleted(cache: RewrittenCache, tmp_path: Path) -> None:
    """A partial copy left by a crash is deleted after a month."""
    kept = Path(cache.keep("key", made(tmp_path)))
    rest = kept.parent / ".key.x.part"
    rest.write_bytes(b"half")
    cache.keep("key2", made(tmp_path))
    assert rest.exists()
    os.utime(rest, (1, 1))
    cache.keep("key3", made(tmp_path))
    assert not rest.exists()


def test_concurrent_use(tmp_path: Path) -> None:
    """Two threads that store the same key both get a complete copy."""
    found: list[bytes] = []

    def keep() -> None:
        own = RewrittenCache(UserFiles(str(tmp_path / "state")))
        found.extend(Path(own.keep("key", made(tmp_path, bytes(100_000)))).read_bytes() for _ in range(20))

    threads = [threading.Thread(target=keep) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [bytes(100_000)] * 40


def test_folder_cannot_be_created(tmp_path: Path) -> None:
    """If the cache folder cannot be created, the copy stays where it is."""
    (tmp_path / "state").write_bytes(b"no folder")
    cache = RewrittenCache(UserFiles(str(tmp_path / "state")))
    copy = made(tmp_path)
    assert cache.find("key") == ""
    assert cache.keep("key", copy) == copy
    cache.note_fine("key")
    assert not cache.is_fine("key")


def test_copy_on_another_drive(cache: RewrittenCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that cannot be moved into the cache, because it is on another drive, is copied."""
    copy, replace = made(tmp_path, b"from afar"), os.replace

    def across(source: str, target: str) -> None:
        if source == copy:
            raise OSError(18, "Invalid cross-device link")
        replace(source, target)

    monkeypatch.setattr(os, "replace", across)

    kept = cache.keep("key", copy)
    assert kept == cache.find("key") != ""
    assert Path(kept).read_bytes() == b"from afar"


def test_cache_that_cannot_be_written(tmp_path: Path) -> None:
    """The copy stays where it is and is used from there; nothing is left beside it."""
    (tmp_path / "state").write_bytes(b"a file in place of the folder")
    copy = made(tmp_path)

    assert RewrittenCache(UserFiles(str(tmp_path / "state"))).keep("key", copy) == copy
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([Path(copy).name, "state"])


def test_drive_that_is_full(cache: RewrittenCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that fits nowhere in the cache is used from where it is; no part of it stays in the cache."""
    copy = made(tmp_path, b"too large")

    def full(*_paths: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)

    assert cache.keep("key", copy) == copy
    assert Path(copy).read_bytes() == b"too large"
    monkeypatch.undo()
    assert cache.find("key") == ""
    assert [path for path in tmp_path.rglob("*") if path.is_file() and b"too large" in path.read_bytes()] == [
        Path(copy)
    ]


def test_copy_that_cannot_be_renamed_in_the_cache(
    cache: RewrittenCache, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy that was moved already, but cannot get its final name, is used all the same."""
    copy, replace = made(tmp_path, b"moved"), os.replace

    def once(source: str, target: str) -> None:
        if source != copy:
            raise PermissionError(13, "Access is denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", once)

    assert Path(cache.keep("key", copy)).read_bytes() == b"moved"
