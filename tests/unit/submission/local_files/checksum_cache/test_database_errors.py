"""The checksum cache with a damaged, locked, full or shared database."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.local_files import checksum_cache
from flamenco_client.submission.local_files.checksum_cache import ChecksumCache
from flamenco_client.tests.unit.submission.local_files.checksum_cache.helpers import LATER, SHA, database, find, keep


@pytest.mark.parametrize("content", [b"", b"not a database at all" * 100, b"SQLite format 3\0" + bytes(5000)])
def test_damaged_database_is_replaced(state: Path, file: Path, content: bytes) -> None:
    """A file that is not a valid database is replaced without an error."""
    database(state).parent.mkdir(parents=True)
    database(state).write_bytes(content)
    with ChecksumCache(UserFiles(str(state))) as cache:
        assert cache.find(str(file), file.stat()) is None
    keep(state, file)
    assert find(state, file) == SHA


def test_damage_in_the_middle(state: Path, tmp_path: Path) -> None:
    """A database with damaged pages is replaced when the damage is noticed."""
    files = [tmp_path / f"{number}.png" for number in range(2000)]
    with ChecksumCache(UserFiles(str(state))) as cache:
        for path in files:
            path.touch()
            cache.keep(str(path), path.stat(), SHA, time.time_ns() + LATER)
    size = database(state).stat().st_size
    with database(state).open("r+b") as stream:
        stream.seek(4096 * 2)
        stream.write(os.urandom(size - 4096 * 2))
    with ChecksumCache(UserFiles(str(state))) as cache:
        for path in files:
            cache.find(str(path), path.stat())
            cache.keep(str(path), path.stat(), SHA, time.time_ns() + LATER)
    keep(state, files[0])
    keep(state, files[0])
    assert find(state, files[0]) == SHA


def test_other_schema_is_replaced(state: Path, file: Path) -> None:
    """A database of an older or newer version is replaced."""
    keep(state, file)
    with sqlite3.connect(database(state)) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    assert find(state, file) is None
    keep(state, file)
    assert find(state, file) == SHA


def test_folder_cannot_be_created(tmp_path: Path, file: Path) -> None:
    """If the folder cannot be created, the cache does not work, but raises nothing."""
    (tmp_path / "blocked").write_bytes(b"")
    with ChecksumCache(UserFiles(str(tmp_path / "blocked"))) as cache:
        assert not cache.works
        cache.keep(str(file), file.stat(), SHA, time.time_ns() + LATER)
        assert cache.find(str(file), file.stat()) is None
        cache.save()


def test_database_cannot_be_opened(state: Path, file: Path) -> None:
    """If the database's path is a folder, nothing is cached, but nothing is raised."""
    database(state).mkdir(parents=True)
    keep(state, file)
    assert find(state, file) is None


def test_disk_full(state: Path, file: Path) -> None:
    """If the disk is full, cached checksums remain, and nothing is raised."""
    keep(state, file)
    with ChecksumCache(UserFiles(str(state))) as cache:
        assert cache._database is not None
        (pages,) = cache._database.execute("PRAGMA page_count").fetchone()
        cache._database.execute(f"PRAGMA max_page_count = {pages}")
        for number in range(3000):
            cache.keep(f"/{number}", file.stat(), SHA, time.time_ns() + LATER)
        cache.save()
        assert not cache.works
    assert find(state, file) == SHA


def test_long_lock(state: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If another process locks the database for long, nothing is stored, and nothing is raised."""
    monkeypatch.setattr(checksum_cache, "_WAIT_SECONDS", 0.05)
    keep(state, file)
    other = sqlite3.connect(database(state), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with ChecksumCache(UserFiles(str(state))) as cache:
        assert cache.find(str(file), file.stat()) in {SHA, None}
        cache.keep(str(file), file.stat(), "cd" * 32, time.time_ns() + LATER)
        cache.save()
    other.close()
    assert find(state, file) == SHA


def test_short_lock(state: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the database is locked for a moment, opening is retried, and cached checksums are found."""
    keep(state, file)
    monkeypatch.setattr(checksum_cache, "_WAIT_SECONDS", 60.0)
    connect = ChecksumCache._connect
    tries: list[ChecksumCache] = []

    def busy(cache: ChecksumCache) -> sqlite3.Connection:
        tries.append(cache)
        if len(tries) < 4:
            error = sqlite3.OperationalError("database is locked")
            error.sqlite_errorcode = sqlite3.SQLITE_BUSY
            raise error
        return connect(cache)

    monkeypatch.setattr(ChecksumCache, "_connect", busy)
    assert find(state, file) == SHA
    assert len(tries) == 4


def at_once(program: str, *names: str) -> None:
    """Run a program in several processes at the same time, each with a name; all must succeed."""
    root = Path(__file__).resolve().parents[5]
    beginning = f"""
import sys, os, time, importlib.util, pathlib
spec = importlib.util.spec_from_file_location("standalone", {str(root / "standalone.py")!r})
standalone = importlib.util.module_from_spec(spec); spec.loader.exec_module(standalone)
standalone.mount(pathlib.Path({str(root)!r}))
from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.local_files import checksum_cache
from flamenco_client.submission.local_files.checksum_cache import ChecksumCache
checksum_cache._WAIT_SECONDS = 30.0
name, status = sys.argv[1], os.stat(sys.executable)
def keep(cache, path):
    cache.keep(path, status, "ab" * 32, time.time_ns() + {LATER})
"""
    processes = [subprocess.Popen([sys.executable, "-c", beginning + program, name]) for name in names]
    assert [process.wait(100) for process in processes] == [0 for _ in names]


def test_two_processes(state: Path) -> None:
    """Two processes that store checksums at the same time both find all of theirs (scenario 62)."""
    program = f"""
for round_ in range(20):
    with ChecksumCache(UserFiles({str(state)!r})) as cache:
        for number in range(50):
            keep(cache, f"/{{name}}/{{round_}}/{{number}}")
            keep(cache, f"/both/{{number}}")
        assert cache.works
    with ChecksumCache(UserFiles({str(state)!r})) as cache:
        assert all(cache.find(f"/{{name}}/{{round_}}/{{number}}", status) for number in range(50))
"""
    at_once(program, "one", "two")
    with ChecksumCache(UserFiles(str(state))) as cache:
        assert cache._database is not None
        assert cache._database.execute("SELECT count(*) FROM files").fetchone() == (2 * 20 * 50 + 50,)


@pytest.mark.slow
def test_processes_open_at_the_same_time(tmp_path: Path) -> None:
    """Opening a database while other processes create or close it works, and no checksum is lost."""
    program = f"""
for number in range(40):
    moment = pathlib.Path({str(tmp_path)!r}, f"{{number}} {{name}}")
    moment.touch()
    until = time.monotonic() + 30
    while len(list(moment.parent.glob(f"{{number}} *"))) < 4 and time.monotonic() < until:
        time.sleep(0.001)
    state = str(moment.parent / f"state{{number}}")
    for times in range(3):
        with ChecksumCache(UserFiles(state)) as cache:
            assert cache.works
            keep(cache, f"/{{name}}")
    with ChecksumCache(UserFiles(state)) as cache:
        assert cache.find(f"/{{name}}", status), "lost"
"""
    at_once(program, "one", "two", "three", "four")


def test_threads_share_a_cache(state: Path, file: Path) -> None:
    """Several threads look up and store checksums at the same time."""
    failures: list[BaseException] = []
    with ChecksumCache(UserFiles(str(state))) as cache:

        def work(name: str) -> None:
            try:
                for number in range(1500):
                    cache.find(str(file), file.stat())
                    cache.keep(f"/{name}/{number}", file.stat(), SHA, time.time_ns() + LATER)
            except BaseException as error:  # noqa: BLE001
                failures.append(error)

        threads = [threading.Thread(target=work, args=[name]) for name in "abc"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        cache.save()
        assert cache.find("/a/1499", file.stat()) == SHA
    assert failures == []
