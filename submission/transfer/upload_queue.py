"""Which file is sent next: many small ones at a time, few large ones, and none that gets in another's way."""

from __future__ import annotations

import heapq
import itertools
from collections import deque

from ..packing.pack_entry import Content, PackEntry

MANY = 8
"""Files that are sent at once."""
FEW = 2
"""Of these, large ones: more would only share the same line."""
LARGE = 8 * 1024 * 1024
"""Bytes of a file from which on it is large."""

_Waiting = dict[str, deque[PackEntry]]
"""Files by the first two digits of their checksums."""


class UploadQueue:
    """Files that wait to be sent.

    A Manager makes and removes folders named by the first two digits of a checksum while it takes files in: two files
    that share them, sent at the same moment, make each other fail. So only one of each such group is ever under way.
    """

    def __init__(self) -> None:
        self._small: _Waiting = {}
        self._large: _Waiting = {}
        self._later: list[tuple[float, int, PackEntry]] = []
        self._order = itertools.count()
        self._groups: set[str] = set()
        """First digits of what is under way."""
        self._contents: set[Content] = set()
        """What waits or is under way."""
        self._large_ones = 0

    def __len__(self) -> int:
        """Return how many wait or are under way."""
        return len(self._contents)

    @property
    def under_way(self) -> int:
        """How many were taken and are not done."""
        return len(self._groups)

    def add(self, entry: PackEntry) -> bool:
        """Have a file wait; False when the same content does already."""
        content = entry.content
        if content in self._contents:
            return False
        self._contents.add(content)
        self._enqueue(entry)
        return True

    def next_due(self, now: float) -> PackEntry | None:
        """The next file that may be sent at this moment, None when there is none."""
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
        """A file that was taken does not have to be sent any more."""
        self._leave(entry)
        self._contents.discard(entry.content)

    def retry_at(self, entry: PackEntry, due: float) -> None:
        """A file that was taken has to be sent again, not before ``due``; the others go first."""
        self._leave(entry)
        heapq.heappush(self._later, (due, next(self._order), entry))

    def _leave(self, entry: PackEntry) -> None:
        self._groups.discard(_group(entry))
        self._large_ones -= _is_large(entry)

    def _enqueue(self, entry: PackEntry) -> None:
        waiting = self._large if _is_large(entry) else self._small
        waiting.setdefault(_group(entry), deque()).append(entry)

    def _first(self, waiting: _Waiting) -> PackEntry | None:
        """Take a file of a group of which none is under way; the groups have their turns one after the other."""
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
