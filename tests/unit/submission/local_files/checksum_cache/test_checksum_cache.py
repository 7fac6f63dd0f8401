"""The checksum cache: which files count as unchanged."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.local_files import checksum_cache
from flamenco_client.submission.local_files.checksum_cache import ChecksumCache
from flamenco_client.submission.local_files.checksums import Reader
from flamenco_client.submission.local_files.file_sources import FileSources, HeldBlend
from flamenco_client.submission.packing.pack import Pack, PackFile
from flamenco_client.submission.packing.pack_entry import PackEntry
from flamenco_client.submission.transfer.pack_contents import PackContents
from flamenco_client.tests.unit.submission.helpers import run
from flamenco_client.tests.unit.submission.local_files.checksum_cache.helpers import LATER, SHA, database, find, keep


def test_cached_checksum(state: Path, file: Path) -> None:
    """A stored checksum is found again, but not for another file."""
    keep(state, file)
    assert find(state, file) == SHA
    other = file.with_name("b.png")
    other.write_bytes(b"wood")
    assert find(state, other) is None


def rewritten(path: Path) -> None:
    """Write other content of the same size, and set the time back."""
    times = path.stat()
    time.sleep(0.02)
    path.write_bytes(b"WOOD")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def replaced(path: Path) -> None:
    """Replace the file by another one of the same size and time."""
    other = path.with_name("other")
    other.write_bytes(b"WOOD")
    times = path.stat()
    os.utime(other, ns=(times.st_atime_ns, times.st_mtime_ns))
    os.replace(other, path)


def touched(path: Path) -> None:
    os.utime(path, ns=(1, 1))


def grown(path: Path) -> None:
    times = path.stat()
    path.write_bytes(b"wood and more")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.parametrize("change", [rewritten, replaced, touched, grown])
def test_changed_file(state: Path, file: Path, change: Callable[[Path], None]) -> None:
    """A file whose size, times or inode changed is not found."""
    keep(state, file)
    change(file)
    assert find(state, file) is None


def test_recently_changed_file_is_not_cached(state: Path, file: Path) -> None:
    """A file changed just before reading is not cached: it may change again within the same clock tick."""
    with ChecksumCache(UserFiles(str(state))) as cache:
        cache.keep(str(file), file.stat(), SHA, file.stat().st_mtime_ns + checksum_cache.RACY_NS - 1)
        cache.save()
        assert cache.find(str(file), file.stat()) is None
        cache.keep(str(file), file.stat(), SHA, file.stat().st_ctime_ns + checksum_cache.RACY_NS)
        cache.save()
        assert cache.find(str(file), file.stat()) == SHA


def test_file_from_the_future_is_not_cached(state: Path, file: Path) -> None:
    """A file with a future time is not cached: another machine's clock may be ahead."""
    os.utime(file, ns=(0, time.time_ns() + LATER))
    with ChecksumCache(UserFiles(str(state))) as cache:
        cache.keep(str(file), file.stat(), SHA, time.time_ns())
        cache.save()
        assert cache.find(str(file), file.stat()) is None


def test_reader_uses_the_cache(state: Path, file: Path, cancel: CancelToken) -> None:
    """A reader finds the checksum that was cached for a file."""
    os.utime(file, ns=(1, 1))
    time.sleep(0.1)
    with ChecksumCache(UserFiles(str(state))) as cache:
        reader = Reader(FileSources(), cancel, cache)
        assert reader.known(str(file)) is None
        cache.keep(str(file), file.stat(), SHA, time.time_ns() + LATER)
        cache.save()
        known = reader.known(str(file))
    assert known is not None
    assert (known.sha, known.size, known.mtime_ns) == (SHA, 4, 1)


def test_held_file(state: Path, file: Path, cancel: CancelToken) -> None:
    """After the artist has saved again, the new file's checksum is not used for the held one."""
    with HeldBlend(str(file), "") as held, ChecksumCache(UserFiles(str(state))) as cache:
        sources = FileSources(held, str(file))
        replaced(file)
        cache.keep(str(file), file.stat(), SHA, time.time_ns() + LATER)
        cache.save()
        assert Reader(sources, cancel, cache).known(str(file)) is None
        assert Reader(FileSources(), cancel, cache).known(str(file)) is not None


def test_database_contains_no_paths(state: Path, file: Path) -> None:
    """The database does not contain the names of files."""
    secret = file.with_name("client-secret-project.png")
    file.rename(secret)
    keep(state, secret)
    assert b"secret" not in database(state).read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="such names exist on POSIX only")
def test_name_that_is_not_utf8(state: Path, tmp_path: Path) -> None:
    """A file whose name is not UTF-8 is cached like any other."""
    path = tmp_path / os.fsdecode(b"\xff\xfe.png")
    path.write_bytes(b"x")
    keep(state, path)
    assert find(state, path) == SHA


def test_size_is_bounded(state: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If there are too many checksums, the least recently used ones are deleted."""
    monkeypatch.setattr(checksum_cache, "MOST", 100)
    day = [10]
    monkeypatch.setattr(checksum_cache, "_today", lambda: day[0])
    with ChecksumCache(UserFiles(str(state))) as cache:
        for number in range(60):
            cache.keep(f"/old/{number}", file.stat(), SHA, time.time_ns() + LATER)
    day[0] = 11
    with ChecksumCache(UserFiles(str(state))) as cache:
        assert cache.find("/old/0", file.stat())
        for number in range(60):
            cache.keep(f"/new/{number}", file.stat(), SHA, time.time_ns() + LATER)
    with ChecksumCache(UserFiles(str(state))) as cache:
        assert cache._database is not None
        assert cache._database.execute("SELECT count(*) FROM files").fetchone() == (90,)
        assert all(cache.find(f"/new/{number}", file.stat()) for number in range(60))
        assert cache.find("/old/0", file.stat())
        assert not cache.find("/old/1", file.stat())


def test_unchanged_files_are_not_opened(
    state: Path, tmp_path: Path, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a second reading only a changed file is opened."""

    class Watched(FileSources):
        opened: list[str] = []  # noqa: RUF012

        def open(self, source: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
            self.opened.append(Path(source).name)
            return super().open(source)

    paths = [tmp_path / f"{number}.png" for number in range(20)]
    for path in paths:
        path.write_bytes(path.name.encode() * 1000)
    pack = Pack(tuple(PackFile(str(path), path.name, path.stat().st_size) for path in paths), str(tmp_path), "0.png")

    def read() -> list[PackEntry]:
        with ChecksumCache(UserFiles(str(state))) as cache:
            return run(PackContents(Watched(), cancel, cache).read(pack))

    monkeypatch.setattr(checksum_cache, "RACY_NS", 100_000_000)
    time.sleep(0.15)
    first = read()
    assert len(Watched.opened) == 20
    paths[7].write_bytes(b"changed")
    Watched.opened.clear()
    second = read()
    assert Watched.opened == ["7.png"]
    assert [entry.file for entry in second] == [entry.file for entry in first]
    same = [entry.checksum for index, entry in enumerate(second) if index != 7]
    assert same == [entry.checksum for index, entry in enumerate(first) if index != 7]
