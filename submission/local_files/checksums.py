"""The fingerprint that Shaman knows a file by: SHA-256 and size."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...core.cancel import CancelToken
    from .checksum_cache import ChecksumCache
    from .file_sources import FileSources

BLOCK_BYTES = 1 << 20


class FileChangedError(Exception):
    """The file was written while it was read."""


@dataclass(frozen=True, slots=True)
class Checksum:
    """What a file holds."""

    sha: str
    """SHA-256 in lower-case hex: the Manager refuses upper case."""
    size: int
    mtime_ns: int
    """When it was last written, to notice a change without reading it again."""


class Reader:
    """Reads files for their fingerprints, in large blocks; one for each thread."""

    def __init__(self, sources: FileSources, cancel: CancelToken, cache: ChecksumCache) -> None:
        self._sources = sources
        self._cancel = cancel
        self._cache = cache
        self._block = memoryview(bytearray(BLOCK_BYTES))

    def known(self, source: str) -> Checksum | None:
        """The fingerprint of a file that has not changed since it was last read, by whichever Blender.

        Raises:
            OSError: There is nothing to be read.
        """
        if not self._cache.works:
            return None
        status = self._sources.stat(source)
        sha = self._cache.find(source, status)
        return Checksum(sha, status.st_size, status.st_mtime_ns) if sha else None

    def read(self, source: str, on_bytes: Callable[[int], None]) -> Checksum:
        """Read a file; ``on_bytes`` is called with the size of each block.

        Raises:
            FileChangedError: Size or time of the file are not the same after as before.
            Cancelled: The user said stop.
            OSError: The file can't be read.
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
                if done > before.st_size:  # it might grow as fast as it is read
                    raise FileChangedError(source)
            after = os.fstat(file.fileno())
        if done != before.st_size or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise FileChangedError(source)
        sha = digest.hexdigest()
        self._cache.keep(source, after, sha, begun)
        return Checksum(sha, done, before.st_mtime_ns)
