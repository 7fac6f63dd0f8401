"""Upload queue: which file is uploaded next; many small ones at once, few large ones, and none that collide."""

from __future__ import annotations

import heapq
import itertools
from collections import deque

from ..packing.pack_entry import Content, PackEntry

MANY = 8
"""Number of files that are uploaded at once."""
FEW = 2
"""Number of large files among them: more would only share the bandwidth."""
LARGE = 8 * 1024 * 1024
"""Size from which a file counts as large, in bytes."""

_Waiting = dict[str, deque[PackEntry]]
"""Files by the first two digits of their checksums."""


class UploadQueue:
    """Queue of files to upload.

    A Manager creates and removes folders named by the first two digits of a checksum while it stores files, so two
    simultaneous uploads that share these digits can make each other fail. Only one of each such group is uploaded at a
    time.
    """

    def __init__(self) -> None:
        self._small: _Waiting = {}
        self._large: _Waiting = {}
        self._later: list[tuple[float, int, PackEntry]] = []
        self._order = itertools.count()
        self._groups: set[str] = set()
        """First digits of the uploads in progress."""
        self._contents: set[Content] = set()
        """Contents that are queued or in progress."""
        self._large_ones = 0

    def __len__(self) -> int:
        """Return how many files are queued or in progress."""
        return len(self._contents)

    @property
    def under_way(self) -> int:
        """Number of uploads in progress."""
        return len(self._groups)

    def add(self, entry: PackEntry) -> bool:
        """Add a file; return False if the same content is in the queue already."""
        content = entry.content
        if content in self._contents:
            return False
        self._contents.add(content)
        self._enqueue(entry)
        return True

    def next_due(self, now: float) -> PackEntry | None:
        """Return the next file that may be uploaded now; None = there is none."""
        while self._later and self._later[0][0] <= now:
            self._enqueue(heapq.heappop(self._later)[2])
        if self.under_way >= MANY:
            return None
        entry = self._first(self._large) if self._large_ones < FEW else None
        entry = entry or self._first(self._small)
        if entry is not None:
            self._groups.add(_group(entry))
            self._large_ones += _is_large(entry)
        return entry

    def done(self, entry: PackEntry) -> None:
        """Remove a taken file from the queue."""
        self._leave(entry)
        self._contents.discard(entry.content)

    def retry_at(self, entry: PackEntry, due: float) -> None:
        """Put a taken file back into the queue, not before ``due`` and after the others."""
        self._leave(entry)
        heapq.heappush(self._later, (due, next(self._order), entry))

    def _leave(self, entry: PackEntry) -> None:
        self._groups.discard(_group(entry))
        self._large_ones -= _is_large(entry)

    def _enqueue(self, entry: PackEntry) -> None:
        waiting = self._large if _is_large(entry) else self._small
        waiting.setdefault(_group(entry), deque()).append(entry)

    def _first(self, waiting: _Waiting) -> PackEntry | None:
        """Take a file of a group without an upload in progress; the groups take turns."""
        group = next((group for group in waiting if group not in self._groups), None)
        if group is None:
            return None
        entries = waiting.pop(group)
        entry = entries.popleft()
        if entries:
            waiting[group] = entries
        return entry


def _group(entry: PackEntry) -> str:
    return entry.checksum.sha[:2]


def _is_large(entry: PackEntry) -> bool:
    return entry.checksum.size >= LARGE
