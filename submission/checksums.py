"""The fingerprint that Shaman knows a file by: SHA-256 and size."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..farm.cancel import CancelToken
    from .sources import Sources

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


def checksum(sources: Sources, source: str, cancel: CancelToken) -> Generator[int, None, Checksum]:
    """Read a file in large blocks; yields the bytes read so far.

    Raises:
        FileChangedError: Size or time of the file are not the same after as before.
        Cancelled: The user said stop.
        OSError: The file can't be read.
    """
    digest = hashlib.sha256()
    done = 0
    block = memoryview(bytearray(BLOCK_BYTES))
    with sources.open(source) as file:
        before = os.fstat(file.fileno())
        while count := file.readinto(block):  # type: ignore[attr-defined]  # unbuffered files have it
            cancel.check()
            digest.update(block[:count])
            done += count
            yield done
        after = os.fstat(file.fileno())
    if done != before.st_size or (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise FileChangedError(source)
    return Checksum(digest.hexdigest(), done, before.st_mtime_ns)
