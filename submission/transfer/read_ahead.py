"""Read-ahead: files are uploaded while others are still being read, so that disk and network work at the same time."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing

from ...core.progress import Progress
from ..packing.pack import Pack
from ..packing.pack_entry import Content, PackEntry
from .pack_contents import ContentReader, PackContents
from .shaman_requirements import ShamanRequirements
from .uploader import Uploader

BYTES = 64 * 1024 * 1024
"""Bytes to read before the Manager is asked again which files it needs."""
SECONDS = 1.0


class ReadAhead:
    """Reader of a pack that asks the Manager regularly about the files read so far, and uploads those it needs."""

    def __init__(self, contents: PackContents, requirements: ShamanRequirements, uploader: Uploader) -> None:
        self._contents = contents
        self._requirements = requirements
        self._uploader = uploader
        self._asked = 0
        self._asked_bytes = 0
        self._asked_at = time.monotonic()
        self.new: dict[Content, PackEntry] = {}
        """The files new to the farm, each content once; complete when all files are read."""

    def read(self, pack: Pack) -> Generator[Progress, None, list[PackEntry]]:
        """Read every file; all new files are queued for upload at the end.

        Raises:
            FarmError: A file cannot be read, or the Manager is unreachable or requests a file that was not offered.
            Cancelled: The user cancelled.
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
        # The answer may be outdated: a file with the same content may be uploading meanwhile.
        wanted = [entry for entry in wanted if entry.content not in self.new]
        self.new |= {entry.content: entry for entry in wanted}
        self._uploader.add(wanted)
        self._asked_at = time.monotonic()
