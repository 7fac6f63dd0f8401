"""Reading a file's fingerprint."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled
from flamenco_client.submission.local_files.checksum_cache import ChecksumCache
from flamenco_client.submission.local_files.checksums import BLOCK_BYTES, FileChangedError, Reader
from flamenco_client.submission.local_files.file_sources import FileSources


@pytest.fixture
def reader(cancel: CancelToken) -> Reader:
    return Reader(FileSources(), cancel, ChecksumCache())


def once(action: Callable[[], object]) -> Callable[[int], None]:
    """Do something when the first block has been read."""
    left = [action]

    def tell(_count: int) -> None:
        if left:
            left.pop()()

    return tell


@pytest.mark.parametrize("size", [0, 1, BLOCK_BYTES, BLOCK_BYTES * 2 + 5])
def test_fingerprint(tmp_path: Path, reader: Reader, size: int) -> None:
    """Checksum and size are the file's, and what is told adds up to its size."""
    content = os.urandom(size)
    path = tmp_path / "a"
    path.write_bytes(content)
    told: list[int] = []
    found = reader.read(str(path), told.append)
    assert (found.sha, found.size) == (hashlib.sha256(content).hexdigest(), size)
    assert found.mtime_ns == path.stat().st_mtime_ns
    assert sum(told) == size


@pytest.mark.parametrize("change", [b"grown by this", b""])
def test_changed_meanwhile(tmp_path: Path, reader: Reader, change: bytes) -> None:
    """A file that is written while it is read has no fingerprint."""
    path = tmp_path / "a"
    path.write_bytes(bytes(BLOCK_BYTES * 2))

    def write() -> None:
        with path.open("ab" if change else "r+b") as file:
            file.write(change or b"x")
        os.utime(path, ns=(1, 1))

    with pytest.raises(FileChangedError):
        reader.read(str(path), once(write))


def test_cancel(tmp_path: Path, reader: Reader, cancel: CancelToken) -> None:
    """Reading ends at the next block when the user says stop."""
    path = tmp_path / "a"
    path.write_bytes(bytes(BLOCK_BYTES * 2))
    with pytest.raises(Cancelled):
        reader.read(str(path), once(cancel.cancel))


def test_it_grows_without_end(tmp_path: Path, reader: Reader) -> None:
    """A file that grows as fast as it is read is given up, not read for ever."""
    path = tmp_path / "log"
    path.write_bytes(bytes(BLOCK_BYTES))
    reads = [0]

    def grow(_count: int) -> None:
        reads[0] += 1
        assert reads[0] < 10
        with path.open("ab") as file:
            file.write(bytes(BLOCK_BYTES))

    with pytest.raises(FileChangedError):
        reader.read(str(path), grow)
