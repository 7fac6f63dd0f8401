"""The files of a pack together with their checksums: what Shaman is asked about, sent and told to check out."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..farm.errors import FarmError
from ..farm.text import say
from .checksums import Checksum, FileChangedError, checksum
from .names import printable
from .progress import Progress

if TYPE_CHECKING:
    from ..farm.cancel import CancelToken
    from .pack import Pack, PackFile
    from .sources import Sources

CHANGES = 3
"""How often a file may change while it is read or sent, before it is given up."""


class Content(NamedTuple):
    """What Shaman tells files apart by: two paths with the same content are one file to it."""

    sha: str
    size: int


@dataclass(slots=True)
class Entry:
    """A file of the pack and what it held when it was read last."""

    file: PackFile
    checksum: Checksum
    changes: int = 0

    @property
    def content(self) -> Content:
        return Content(self.checksum.sha, self.checksum.size)


class Contents:
    """Computes the checksums of a pack, and again for a file that has changed."""

    def __init__(self, sources: Sources, cancel: CancelToken) -> None:
        self.sources = sources
        self._cancel = cancel

    def read(self, pack: Pack) -> Generator[Progress, None, list[Entry]]:
        """Read every file of a pack.

        Raises:
            FarmError: A file can't be read, or keeps changing.
            Cancelled: The user said stop.
        """
        entries: list[Entry] = []
        bytes_done = 0
        total = pack.size

        def so_far(count: int) -> Progress:
            # A file may have grown since it was planned; the bar never goes beyond its end.
            return Progress(
                "hashing", min(bytes_done + count, total), total, len(entries), len(pack.files), "Reading files"
            )

        for file in pack.files:
            entries.append(Entry(file, (yield from self._checksum(file, so_far))))
            bytes_done += file.size
            yield so_far(0)
        return entries

    def read_again(self, entry: Entry, progress: Progress) -> Generator[Progress, None, None]:
        """Read a file that is not what it was.

        Raises:
            FarmError: It can't be read, or has changed too often.
            Cancelled: The user said stop.
        """
        entry.changes += 1
        if entry.changes >= CHANGES:
            raise keeps_changing(entry.file)
        entry.checksum = yield from self._checksum(entry.file, lambda _: progress)

    def _checksum(self, file: PackFile, tell: Callable[[int], Progress]) -> Generator[Progress, None, Checksum]:
        for _ in range(CHANGES):
            reading = checksum(self.sources, file.source, self._cancel)
            try:
                while True:
                    try:
                        yield tell(next(reading))
                    except StopIteration as end:
                        found: Checksum = end.value
                        return found
            except FileChangedError:
                continue
            except OSError as error:
                raise unreadable(file, error) from error
        raise keeps_changing(file)


def unreadable(file: PackFile, error: OSError) -> FarmError:
    """A file that was there when the pack was planned can't be read any more."""
    return FarmError(
        kind="file",
        message=say(
            "{path} can't be read: {reason}.", path=printable(file.source), reason=error.strerror or str(error)
        ),
        hint="Check that the file is still there, then submit again.",
    )


def keeps_changing(file: PackFile) -> FarmError:
    """A file that something writes to all the time."""
    return FarmError(
        kind="changed",
        message=say("{path} keeps changing while it is sent.", path=printable(file.source)),
        hint="Wait until nothing writes to it any more, then submit again.",
    )
