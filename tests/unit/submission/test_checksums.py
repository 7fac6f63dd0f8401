"""Reading a file's fingerprint."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from flamenco_client.farm.cancel import CancelToken
from flamenco_client.farm.errors import Cancelled
from flamenco_client.submission.checksums import BLOCK_BYTES, Checksum, FileChangedError, checksum
from flamenco_client.submission.sources import Sources


def finished(path: Path, cancel: CancelToken) -> tuple[list[int], Checksum]:
    reading = checksum(Sources(), str(path), cancel)
    told: list[int] = []
    while True:
        try:
            told.append(next(reading))
        except StopIteration as end:
            return told, end.value


@pytest.mark.parametrize("size", [0, 1, BLOCK_BYTES, BLOCK_BYTES * 2 + 5])
def test_fingerprint(tmp_path: Path, cancel: CancelToken, size: int) -> None:
    """Checksum and size are the file's, and the progress ends at its size."""
    content = os.urandom(size)
    path = tmp_path / "a"
    path.write_bytes(content)
    told, found = finished(path, cancel)
    assert (found.sha, found.size) == (hashlib.sha256(content).hexdigest(), size)
    assert found.mtime_ns == path.stat().st_mtime_ns
    assert told == sorted(told)
    assert (told or [0])[-1] == size


@pytest.mark.parametrize("change", [b"grown by this", b""])
def test_changed_meanwhile(tmp_path: Path, cancel: CancelToken, change: bytes) -> None:
    """A file that is written while it is read has no fingerprint."""
    path = tmp_path / "a"
    path.write_bytes(bytes(BLOCK_BYTES * 2))
    reading = checksum(Sources(), str(path), cancel)
    next(reading)
    with path.open("ab" if change else "r+b") as file:
        file.write(change or b"x")
        os.utime(path, ns=(1, 1))
    with pytest.raises(FileChangedError):
        list(reading)


def test_cancel(tmp_path: Path, cancel: CancelToken) -> None:
    """Reading ends at the next block when the user says stop."""
    path = tmp_path / "a"
    path.write_bytes(bytes(BLOCK_BYTES * 2))
    reading = checksum(Sources(), str(path), cancel)
    next(reading)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(reading)
