"""A file of the pack together with its checksum, and what has happened to it on its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ..local_files.checksums import Checksum
    from .pack import PackFile


class Content(NamedTuple):
    """What Shaman tells files apart by: two paths with the same content are one file to it."""

    sha: str
    size: int


@dataclass(slots=True, eq=False)
class Entry:
    """A file of the pack, what it held when it was read last, and what has happened to it on its way."""

    file: PackFile
    checksum: Checksum
    changes: int = 0
    failures: int = 0
    """Tries that went wrong."""
    failed_at: float = 0.0
    """When, by the monotonic clock."""
    was_written_to: bool = False
    """It changed while it was read, or since it was planned: something may still be writing to it."""
    deferred: bool = False
    """The Manager said once that someone else is sending this file."""
    elsewhere: bool = False
    """Someone else was sending it when the Manager was asked last; or has died over it."""

    @property
    def is_others(self) -> bool:
        """Whether someone else seems to be sending it, and not an earlier try of ours."""
        return self.deferred and self.elsewhere and not self.failures

    @property
    def content(self) -> Content:
        return Content(self.checksum.sha, self.checksum.size)

    def to_dict(self) -> dict[str, str | int]:
        """The file as Shaman is told of it: the properties of a ``ShamanFileSpec``."""
        return {"sha": self.checksum.sha, "size": self.checksum.size, "path": self.file.path_in_pack}
