"""The checksum cache with killed processes, full disks and failing locks: never an error or a wrong checksum."""

from __future__ import annotations

import contextlib
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.local_files import checksum_cache
from flamenco_client.submission.local_files.checksum_cache import ChecksumCache
from flamenco_client.tests.support.waiting import until
from flamenco_client.tests.unit.submission.local_files.checksum_cache.helpers import LATER, SHA, database, find, keep

ROOT = Path(__file__).resolve().parents[5]
BEGINNING = f"""
import sys, os, time, hashlib, importlib.util, pathlib
spec = importlib.util.spec_from_file_location("standalone", {str(ROOT / "standalone.py")!r})
standalone = importlib.util.module_from_spec(spec); spec.loader.exec_module(standalone)
standalone.mount(pathlib.Path({str(ROOT)!r}))
from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.local_files.checksum_cache import ChecksumCache
state, status, number = sys.argv[1], os.stat(sys.executable), int(sys.argv[2])
def sha(path):
    return hashlib.sha256(path.encode()).hexdigest()
"""
WRITER = (
    BEGINNING
    + f"""
print("begun", flush=True)
while True:
    with ChecksumCache(UserFiles(state)) as cache:
        for _ in range(400):
            number += 1
            path = f"/{{number}}"
            cache.keep(path, status, sha(path), time.time_ns() + {LATER})
            if number % 50 == 0:
                cache.save()
                assert cache.find(path, status) in (sha(path), None)
"""
)
"""Stores checksums without end; each is that of the path's name, so that a wrong one is noticed."""
FULL = (
    BEGINNING
    + f"""
for _ in range(3):
    with ChecksumCache(UserFiles(state)) as cache:
        for number in range(8_000):
            path = f"/{{number}}"
            cache.keep(path, status, sha(path), time.time_ns() + {LATER})
        cache.save()
    with ChecksumCache(UserFiles(state)) as cache:
        assert all(cache.find(f"/{{number}}", status) in (sha(f"/{{number}}"), None) for number in range(8_000))
print("well")
"""
)
"""Store more than the disk can hold, and check what is read again."""


def check(state: Path, numbers: range) -> int:
    """Check that no cached checksum is wrong; return how many are found."""
    status = os.stat(sys.executable)
    known = 0
    with ChecksumCache(UserFiles(str(state))) as cache:
        assert cache.works
        for number in numbers:
            found = cache.find(f"/{number}", status)
            assert found in {None, hashlib.sha256(f"/{number}".encode()).hexdigest()}
            known += found is not None
    return known


@pytest.mark.slow
def test_killed_while_writing(state: Path, file: Path) -> None:
    """After processes are killed while they write, the cached checksums are correct and the database is usable."""
    chance = random.Random(3)
    for number in range(8):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(state), str(start)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            for start in (number * 100_000, number * 100_000 + 50_000)
        ]
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"begun\n"
        time.sleep(chance.uniform(0.0, 0.25))
        for writer in writers:
            writer.kill()
            _, output = writer.communicate()
            assert (writer.returncode, output) == (-signal.SIGKILL, b"")
        check(state, range(number * 100_000, number * 100_000 + 1000))
    keep(state, file)
    assert find(state, file) == SHA


@pytest.mark.slow
@pytest.mark.parametrize("end", ["-wal", "-shm", ""])
def test_damaged_files_of_a_killed_process(state: Path, file: Path, end: str) -> None:
    """A damaged file of the database that a killed process left only costs cached checksums."""
    with subprocess.Popen([sys.executable, "-c", WRITER, str(state), "0"], stdout=subprocess.PIPE) as writer:
        until(lambda: Path(f"{database(state)}-wal").exists() and check(state, range(1, 400)) > 0)
        writer.kill()
    damaged = Path(f"{database(state)}{end}")
    if damaged.exists():
        damaged.write_bytes(random.Random(1).randbytes(damaged.stat().st_size or 5000))
    status = os.stat(sys.executable)
    for _ in range(3):
        with ChecksumCache(UserFiles(str(state))) as cache:
            for number in range(400):
                assert cache.find(f"/{number}", status) in {None, hashlib.sha256(f"/{number}".encode()).hexdigest()}
        keep(state, file)
    assert find(state, file) == SHA


@pytest.mark.slow
def test_full_disk(tmp_path: Path) -> None:
    """On a full disk nothing is raised and no checksum is wrong."""
    unshare = shutil.which("unshare")
    script = 'mount -t tmpfs -o size=$3 none "$4" && exec "$1" -c "$2" "$4/state" 0'
    for size in ("4k", "64k", "256k", "1m"):
        folder = tmp_path / size
        folder.mkdir()
        command = [unshare or "unshare", "-rm", "sh", "-c", script, "sh", sys.executable, FULL, size, str(folder)]
        if unshare is None or subprocess.run([unshare, "-rm", "true"], capture_output=True, check=False).returncode:
            pytest.skip("this machine does not allow mounting a disk")
        done = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
        if "mount:" in done.stderr:
            pytest.skip("this machine does not allow mounting a disk")
        assert (done.returncode, done.stdout) == (0, "well\n"), done.stderr


@pytest.mark.parametrize("what", ["folder", "file", "both"])
def test_read_only(state: Path, file: Path, what: str, request: pytest.FixtureRequest) -> None:
    """In a read-only folder cached checksums may be found, and nothing is raised."""
    keep(state, file)
    folder = database(state).parent
    if what in {"file", "both"}:
        database(state).chmod(0o444)
    if what in {"folder", "both"}:
        folder.chmod(0o555)
    request.getfixturevalue("nobody")
    for _ in range(2):
        with ChecksumCache(UserFiles(str(state))) as cache:
            assert cache.find(str(file), file.stat()) in {SHA, None}
            cache.keep("/other", file.stat(), SHA, time.time_ns() + LATER)
            cache.save()
    with contextlib.suppress(PermissionError):
        folder.chmod(0o755)  # so that it can be deleted


class Faulty:
    """A connection to a database whose disk fails sometimes."""

    def __init__(self, connection: sqlite3.Connection, fails: Callable[[], sqlite3.Error | None]) -> None:
        self._connection = connection
        self._fails = fails

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._connection, name)
        if name not in {"execute", "executemany"}:
            return found

        def call(*arguments: Any) -> Any:
            error = self._fails()
            if error is not None:
                raise error
            return found(*arguments)

        return call


def failing(kind: type[sqlite3.Error], code: int, text: str) -> sqlite3.Error:
    error = kind(text)
    error.sqlite_errorcode = code
    return error


ERRORS = [
    failing(sqlite3.OperationalError, sqlite3.SQLITE_BUSY, "database is locked"),
    failing(sqlite3.OperationalError, sqlite3.SQLITE_IOERR | (15 << 8), "disk I/O error"),  # locking, as on NFS
    failing(sqlite3.OperationalError, sqlite3.SQLITE_PROTOCOL, "locking protocol"),
    failing(sqlite3.OperationalError, sqlite3.SQLITE_CANTOPEN, "unable to open database file"),
    failing(sqlite3.OperationalError, sqlite3.SQLITE_READONLY, "attempt to write a readonly database"),
    failing(sqlite3.OperationalError, sqlite3.SQLITE_FULL, "database or disk is full"),
    failing(sqlite3.DatabaseError, sqlite3.SQLITE_CORRUPT, "database disk image is malformed"),
    failing(sqlite3.DatabaseError, sqlite3.SQLITE_NOTADB, "file is not a database"),
    failing(sqlite3.IntegrityError, sqlite3.SQLITE_CONSTRAINT, "UNIQUE constraint failed"),
    failing(sqlite3.InterfaceError, sqlite3.SQLITE_MISUSE, "bad parameter or other API misuse"),
    failing(sqlite3.ProgrammingError, sqlite3.SQLITE_MISUSE, "Cannot operate on a closed database."),
]
"""Errors of SQLite on a failing disk or network share."""


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[], sqlite3.Error | None]], None]]:
    """Return a function that makes every database fail as another function decides."""
    connect = sqlite3.connect
    monkeypatch.setattr(checksum_cache, "_WAIT_SECONDS", 0.02)
    monkeypatch.setattr(checksum_cache, "_PAUSE_SECONDS", 0.001)

    def install(fails: Callable[[], sqlite3.Error | None]) -> None:
        monkeypatch.setattr(sqlite3, "connect", lambda *args, **more: Faulty(connect(*args, **more), fails))

    yield install
    monkeypatch.setattr(sqlite3, "connect", connect)


@pytest.mark.slow
@pytest.mark.parametrize("error", ERRORS, ids=str)
@pytest.mark.parametrize("at", range(12))
def test_one_statement_fails(
    state: Path, file: Path, faulty: Callable[..., None], error: sqlite3.Error, at: int
) -> None:
    """If any statement fails, once or from then on, nothing is raised, and the cache works again afterwards."""
    keep(state, file)
    for for_ever in (False, True):
        done = [0]

        def fails(done: list[int] = done, for_ever: bool = for_ever) -> sqlite3.Error | None:
            done[0] += 1
            return error if done[0] == at + 1 or (for_ever and done[0] > at) else None

        with pytest.MonkeyPatch.context() as patch:
            connect = sqlite3.connect
            patch.setattr(sqlite3, "connect", lambda *a, c=connect, f=fails, **m: Faulty(c(*a, **m), f))
            with ChecksumCache(UserFiles(str(state))) as cache:
                assert cache.find(str(file), file.stat()) in {SHA, None}
                cache.keep(str(file), file.stat(), SHA, time.time_ns() + LATER)
                cache.save()
                assert cache.find(str(file), file.stat()) in {SHA, None}
                cache.keep("/other", file.stat(), SHA, time.time_ns() + LATER)
    keep(state, file)
    keep(state, file)
    assert find(state, file) == SHA


def test_random_errors(state: Path, file: Path, faulty: Callable[..., None]) -> None:
    """Random errors of a network share never cause a wrong checksum."""
    chance = random.Random(11)
    faulty(lambda: chance.choice(ERRORS) if chance.random() < 0.05 else None)
    shas = {f"/{number}": hashlib.sha256(str(number).encode()).hexdigest() for number in range(300)}
    for _ in range(40):
        with ChecksumCache(UserFiles(str(state))) as cache:
            for path, sha in chance.sample(sorted(shas.items()), 40):
                assert cache.find(path, file.stat()) in {sha, None}
                cache.keep(path, file.stat(), sha, time.time_ns() + LATER)
                if chance.random() < 0.1:
                    cache.save()
