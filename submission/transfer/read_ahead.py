"""Sends what has been read already while the rest of a pack is being read: disk and network need not wait in turns."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from typing import TYPE_CHECKING

from ...core.progress import Progress
from ..packing.pack_entry import Content, PackEntry
from .pack_contents import ContentReader, PackContents

if TYPE_CHECKING:
    from ..packing.plan import Pack
    from .shaman_requirements import ShamanRequirements
    from .uploader import Uploader

BYTES = 64 * 1024 * 1024
"""Read since the Manager was asked last: for less it is not worth a question."""
SECONDS = 1.0


class ReadAhead:
    """Reads a pack; the Manager is asked now and then about what has been read, and gets what it lacks at once."""

    def __init__(self, contents: PackContents, requirements: ShamanRequirements, uploader: Uploader) -> None:
        self._contents = contents
        self._requirements = requirements
        self._uploader = uploader
        self._asked = 0
        self._asked_bytes = 0
        self._asked_at = time.monotonic()
        self.new: dict[Content, PackEntry] = {}
        """What the farm lacked, each content once; complete when reading has ended."""

    def read(self, pack: Pack) -> Generator[Progress, None, list[PackEntry]]:
        """Read every file; what is new to the farm is on its way when this ends.

        Raises:
            FarmError: A file can't be read; the Manager is gone, or asks for what was not offered.
            Cancelled: The user said stop.
        """
        reading = self._contents.reading(pack)
        with closing(self._contents.follow(reading)) as steps:
            for progress in steps:
                yield progress
                much = reading.bytes_done - self._asked_bytes >= BYTES
                if much and time.monotonic() - self._asked_at >= SECONDS:
                    yield from self._ask(reading)
        yield from self._ask(reading)
        return reading.entries()

    def _ask(self, reading: ContentReader) -> Generator[Progress, None, None]:
        self._asked_bytes = reading.bytes_done
        fresh = reading.since(self._asked)
        if not fresh:
            return
        self._asked += len(fresh)
        wanted = yield from self._requirements.wanted(fresh)
        # A twin of what was sent meanwhile: the answer is of a moment ago.
        wanted = [entry for entry in wanted if entry.content not in self.new]
        self.new |= {entry.content: entry for entry in wanted}
        self._uploader.add(wanted)
        self._asked_at = time.monotonic()
