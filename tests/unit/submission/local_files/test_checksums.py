"""Reading of checksums."""

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
    """Return a callback that acts once, after the first block."""
    left = [action]

    def count_block(_count: int) -> None:
        if left:
            left.pop()()

    return count_block


@pytest.mark.parametrize("size", [0, 1, BLOCK_BYTES, BLOCK_BYTES * 2 + 5])
def test_checksum(tmp_path: Path, reader: Reader, size: int) -> None:
    """The checksum and size are correct, and the reported blocks add up to the size."""
    content = os.urandom(size)
    path = tmp_path / "a"
    path.write_bytes(content)
    blocks: list[int] = []
    found = reader.read(str(path), blocks.append)
    assert (found.sha, found.size) == (hashlib.sha256(content).hexdigest(), size)
    assert found.mtime_ns == path.stat().st_mtime_ns
    assert sum(blocks) == size


@pytest.mark.parametrize("change", [b"grown by this", b""])
def test_file_changes_while_it_is_read(tmp_path: Path, reader: Reader, change: bytes) -> None:
    """A file that changes while it is read raises an error."""
    path = tmp_path / "a"
    path.write_bytes(bytes(BLOCK_BYTES * 2))

    def write() -> None:
        with path.open("ab" if change else "r+b") as file:
            file.write(change or b"x")
        os.utime(path, ns=(1, 1))

    with pytest.raises(FileChangedError):
        reader.read(str(path), once(write))


def test_cancel(tmp_path: Path, reader: Reader, cancel: CancelToken) -> None:
    """Reading ends at the next block when the user cancels."""
    path = tmp_path / "a"
    path.write_bytes(bytes(BLOCK_BYTES * 2))
    with pytest.raises(Cancelled):
        reader.read(str(path), once(cancel.cancel))


def test_growing_file(tmp_path: Path, reader: Reader) -> None:
    """Reading a file that grows as fast as it is read ends with an error."""
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
