"""Checksums: SHA-256 and size of a file, by which Shaman identifies it."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass

from ...core.cancel import CancelToken
from .checksum_cache import ChecksumCache
from .file_sources import FileSources

BLOCK_BYTES = 1 << 20


class FileChangedError(Exception):
    """The file changed while it was read."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """SHA-256, size and time of a file."""

    sha: str
    """SHA-256 in lower-case hex: the Manager rejects upper case."""
    size: int
    mtime_ns: int
    """Time of the last change, to notice a change without reading the file again."""


class Reader:
    """Reader that computes checksums of files; each thread needs its own."""

    def __init__(self, sources: FileSources, cancel: CancelToken, cache: ChecksumCache) -> None:
        self._sources = sources
        self._cancel = cancel
        self._cache = cache
        self._block = memoryview(bytearray(BLOCK_BYTES))

    def known(self, source: str) -> Checksum | None:
        """Return the cached checksum of a file that has not changed since; None = it has to be read.

        Raises:
            OSError: The file is missing.
        """
        if not self._cache.works:
            return None
        status = self._sources.stat(source)
        sha = self._cache.find(source, status)
        return Checksum(sha, status.st_size, status.st_mtime_ns) if sha else None

    def read(self, source: str, on_bytes: Callable[[int], None]) -> Checksum:
        """Read a file; ``on_bytes`` is called with the size of each block.

        Raises:
            FileChangedError: The size or time of the file changed meanwhile.
            Cancelled: The user cancelled.
            OSError: The file cannot be read.
        """
        digest = hashlib.sha256()
        done = 0
        block = self._block
        begun = time.time_ns()
        with self._sources.open(source) as file:
            before = os.fstat(file.fileno())
            while count := file.readinto(block):  # type: ignore[attr-defined]  # unbuffered files have it
                self._cancel.check()
                digest.update(block[:count])
                done += count
                on_bytes(count)
                if done > before.st_size:  # a file that grows as fast as it is read would never end
                    raise FileChangedError(source)
            after = os.fstat(file.fileno())
        if done != before.st_size or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise FileChangedError(source)
        sha = digest.hexdigest()
        self._cache.keep(source, after, sha, begun)
        return Checksum(sha, done, before.st_mtime_ns)
