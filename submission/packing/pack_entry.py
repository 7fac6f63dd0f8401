"""A file of the pack with its checksum and the state of its upload."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..local_files.checksums import Checksum
from .pack import PackFile


class Content(NamedTuple):
    """The identity of a file for Shaman: two paths with the same content are one file."""

    sha: str
    size: int


@dataclass(slots=True, eq=False)
class PackEntry:
    """A file of the pack, its checksum when it was last read, and the state of its upload."""

    file: PackFile
    checksum: Checksum
    changes: int = 0
    failures: int = 0
    """Number of failed attempts."""
    failed_at: float = 0.0
    """Time of the last failure, by the monotonic clock."""
    was_written_to: bool = False
    """It changed while it was read, or since the pack was planned: a program may still be writing to it."""
    deferred: bool = False
    """The Manager answered at least once that another client is uploading this file."""
    elsewhere: bool = False
    """The Manager's last answer was that another client is uploading it; that client may have crashed."""

    @property
    def is_others(self) -> bool:
        """Whether another client seems to be uploading it, and not an earlier attempt of this one."""
        return self.deferred and self.elsewhere and not self.failures

    @property
    def content(self) -> Content:
        return Content(self.checksum.sha, self.checksum.size)

    def to_dict(self) -> dict[str, str | int]:
        """Return the properties of a ``ShamanFileSpec``."""
        return {"sha": self.checksum.sha, "size": self.checksum.size, "path": self.file.path_in_pack}
