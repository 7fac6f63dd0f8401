"""Pack contents: the files of a pack with their checksums, as Shaman needs them."""

from __future__ import annotations

import os
import threading
from collections.abc import Generator, Iterable, Sequence
from contextlib import closing

from ...core.cancel import CancelToken
from ...core.errors import ErrorKind, FarmError
from ...core.progress import Phase, Progress
from ...core.safe_names import printable
from ...core.text import say
from ..local_files.checksum_cache import ChecksumCache
from ..local_files.checksums import Checksum, FileChangedError, Reader
from ..local_files.file_sources import FileSources
from ..manager_api.retry import BackgroundCall
from ..packing.pack import Pack, PackFile
from ..packing.pack_entry import PackEntry

CHANGES = 3
"""Attempts to read or upload a file that changes meanwhile."""
READERS = max(2, min(4, os.cpu_count() or 2))
"""Number of files that are read at once."""


class PackContents:
    """Reader of the checksums of a pack, also for files that change later."""

    def __init__(self, sources: FileSources, cancel: CancelToken, cache: ChecksumCache | None = None) -> None:
        self.sources = sources
        self._cancel = cancel
        self.cache = cache or ChecksumCache()

    def read(self, pack: Pack) -> Generator[Progress, None, list[PackEntry]]:
        """Read every file of a pack whose checksum is not cached, several at once.

        Raises:
            FarmError: A file cannot be read, or keeps changing.
            Cancelled: The user cancelled.
        """
        reading = self.reading(pack)
        yield from self.follow(reading)
        return reading.entries()

    def reading(self, pack: Pack) -> ContentReader:
        """Return a reading of all files of a pack, not started yet."""
        return ContentReader(pack.files, self.sources, self._cancel, self.cache)

    def follow(self, reading: ContentReader) -> Generator[Progress, None, None]:
        """Run a reading and yield its progress; raise as ``read`` does."""
        with closing(BackgroundCall(reading.stop, READERS)) as background:
            yield from background.run(reading.look_up, reading.progress)
            yield from background.run_all([reading.read] * READERS, reading.progress)
        self.cache.save()
        yield reading.progress()

    def read_again(self, entries: Iterable[PackEntry], progress: Progress) -> Generator[Progress, None, None]:
        """Read changed files again.

        Raises:
            FarmError: A file cannot be read, or has changed too often.
            Cancelled: The user cancelled.
        """
        changed = list(entries)
        if not changed:
            return
        for entry in changed:
            entry.changes += 1
            if entry.changes >= CHANGES:
                raise keeps_changing(entry.file)
        reading = ContentReader([entry.file for entry in changed], self.sources, self._cancel, self.cache)
        with closing(BackgroundCall(reading.stop, READERS)) as background:
            yield from background.run_all([reading.read] * READERS, lambda: progress)
        for entry, fresh in zip(changed, reading.entries(), strict=True):
            entry.checksum = fresh.checksum


class ContentReader:
    """Files that several threads read."""

    def __init__(
        self, files: Sequence[PackFile], sources: FileSources, cancel: CancelToken, cache: ChecksumCache
    ) -> None:
        self._files = files
        self._sources = sources
        self._cancel = cancel
        self._cache = cache
        self._found: list[PackEntry | None] = [None] * len(files)
        self._taken: list[PackEntry] = []
        self._next = iter(range(len(files)))
        self._lock = threading.Lock()
        self._written_to: set[str] = set()
        self._stopped = False
        self._bytes_total = sum(file.size for file in files)
        self.bytes_done = 0
        self._shown = 0

    def entries(self) -> list[PackEntry]:
        """Return all files in their order, once all are read."""
        return [entry for entry in self._found if entry is not None]

    def since(self, count: int) -> list[PackEntry]:
        """Return the files read so far, in the order of reading, without the first ``count``."""
        with self._lock:
            return self._taken[count:]

    def progress(self) -> Progress:
        """Return the progress, which never decreases and never exceeds the total, though files may change."""
        self._shown = max(self._shown, min(self.bytes_done, self._bytes_total))
        return Progress(
            Phase.HASHING, self._shown, self._bytes_total, len(self._taken), len(self._files), "Reading files"
        )

    def stop(self) -> None:
        """Stop the threads."""
        self._stopped = True

    def look_up(self) -> None:
        """Look up cached checksums, in one thread before the others start.

        Raises:
            FarmError: A file is missing.
            Cancelled: The user cancelled.
        """
        reader = self._reader()
        for index, file in enumerate(self._files):
            self._check()
            try:
                checksum = reader.known(file.source)
            except OSError as error:
                raise unreadable(file, error) from error
            if checksum is not None:
                self._take(index, checksum, file.size)

    def read(self) -> None:
        """Read files until none is left; runs in each of the threads.

        Raises:
            FarmError: A file cannot be read, or keeps changing.
            Cancelled: The user cancelled.
        """
        reader = self._reader()
        while True:
            with self._lock:
                index = next((index for index in self._next if self._found[index] is None), None)
            if index is None:
                return
            self._check()
            file = self._files[index]
            self._take(index, self._checksum(reader, file), 0)

    def _checksum(self, reader: Reader, file: PackFile) -> Checksum:
        for _ in range(CHANGES):
            reported = 0

            def tell(count: int) -> None:
                nonlocal reported
                reported += count
                self._count(count)

            try:
                checksum = reader.read(file.source, tell)
            except FileChangedError:
                self._written_to.add(file.path_in_pack)
                self._count(-reported)
            except OSError as error:
                raise unreadable(file, error) from error
            else:
                self._count(file.size - reported)
                return checksum
        raise keeps_changing(file)

    def _take(self, index: int, checksum: Checksum, size: int) -> None:
        with self._lock:
            file = self._files[index]
            written_to = file.path_in_pack in self._written_to or checksum.size != file.size
            entry = self._found[index] = PackEntry(file, checksum, was_written_to=written_to)
            self._taken.append(entry)
            self.bytes_done += size

    def _count(self, count: int) -> None:
        self._check()
        with self._lock:
            self.bytes_done += count

    def _check(self) -> None:
        self._cancel.check()
        if self._stopped:
            raise StopReading

    def _reader(self) -> Reader:
        return Reader(self._sources, self._cancel, self._cache)


class StopReading(Exception):
    """Another thread failed, or the submission ended."""


def unreadable(file: PackFile, error: OSError) -> FarmError:
    """Return the error for a file that can no longer be read."""
    return FarmError(
        kind=ErrorKind.FILE,
        message=say(
            "{path} can't be read: {reason}.", path=printable(file.source), reason=error.strerror or str(error)
        ),
        hint="Check that the file still exists, then submit again.",
    )


def keeps_changing(file: PackFile) -> FarmError:
    """Return the error for a file that a program keeps writing to."""
    return FarmError(
        kind=ErrorKind.CHANGED,
        message=say("{path} keeps changing while it is uploaded.", path=printable(file.source)),
        hint="Wait until no program writes to it, then submit again.",
    )
