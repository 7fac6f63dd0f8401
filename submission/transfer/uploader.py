"""Uploader: uploads files to Shaman, several at once; a failure of one file does not stop the others."""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from contextlib import closing
from typing import TypeVar

from ...core.cancel import CancelToken
from ...core.progress import Progress
from ...core.safe_names import printable
from ...core.text import say
from ...manager_client import ManagerError
from ...manager_client.uploads import Upload, UploadResult, Uploads
from ..local_files.checksums import FileChangedError
from ..manager_api.manager import Manager, retry_after
from ..manager_api.retry import AWAY, HOPELESS, TICK_SECONDS, TRY_AGAIN, BackgroundCall, Backoff, OutageTimer
from ..manager_api.wait_for_manager import SILENT, away, slow
from ..packing.pack_entry import PackEntry
from .pack_contents import PackContents, unreadable
from .transfer_meter import TransferMeter
from .upload_queue import UploadQueue

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Uploader:
    """Uploader of the files that the Manager requires."""

    def __init__(
        self,
        manager: Manager,
        contents: PackContents,
        cancel: CancelToken,
        *,
        backoff: Backoff,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.meter = TransferMeter()
        self._manager = manager
        self._contents = contents
        self._cancel = cancel
        self._backoff = backoff
        self._clock = clock
        self._outage = OutageTimer(backoff, clock)
        self._queue = UploadQueue()
        self._sending: dict[Upload, PackEntry] = {}
        self._incoming: deque[PackEntry] = deque()
        self._changed: list[PackEntry] = []
        self._more = False
        """Whether more files may be added."""
        self._stopped = False

    def send(self, entries: Iterable[PackEntry]) -> Generator[Progress, None, None]:
        """Upload the content of each entry once; only the requirements show whether all have arrived.

        Raises:
            FarmError: A file cannot be read, keeps changing or is rejected, or the Manager is unreachable.
            Cancelled: The user cancelled.
        """
        self._incoming.extend(entries)
        self._take_up()
        self._outage.heard()
        yield self.progress()
        with closing(BackgroundCall(self._stop)) as background:
            yield from background.run(self._send_all, self.progress)
        yield from self._finish()

    def send_during(self, steps: Generator[Progress, None, T]) -> Generator[Progress, None, T]:
        """Run steps that ``add`` files, and upload these meanwhile; end when all are uploaded.

        Raises:
            FarmError, Cancelled: See ``send``; or an error of the steps.
        """
        self._more = True
        sending: Future[None] | None = None
        with closing(BackgroundCall(self._stop)) as background, closing(steps):
            while True:
                try:
                    progress = next(steps)
                except StopIteration as end:
                    result: T = end.value
                    break
                if sending is None and self._incoming:
                    self._outage.heard()
                    sending = background.start(self._send_all)
                elif sending is not None and sending.done():
                    sending.result()  # raises: while files may be added, it only ends with an error
                yield progress
            self._more = False
            if sending is not None:
                yield from background.follow(sending, self.progress)
        if sending is not None:
            yield from self._finish()
        if self._incoming:
            yield from self.send(())
        return result

    def add(self, entries: Iterable[PackEntry]) -> None:
        """Queue files for upload, from the steps of ``send_during``."""
        self._incoming.extend(entries)

    def _finish(self) -> Generator[Progress, None, None]:
        yield self.progress()
        changed, self._changed = self._changed, []
        yield from self._contents.read_again(changed, self.meter.progress("Reading a file that has changed"))

    def _take_up(self) -> None:
        """Queue the added files."""
        while self._incoming:
            entry = self._incoming.popleft()
            if self._queue.add(entry):
                self.meter.expect(1, entry.checksum.size)

    def progress(self) -> Progress:
        """Return the progress; may be called from another thread."""
        self.meter.under_way(sum(upload.sent for upload in list(self._sending)))
        return self.meter.progress(self._text())

    def _text(self) -> str:
        """Return the progress text: uploading, or waiting for the Manager."""
        if self._outage.away:
            return away(self._manager.url, self._outage)
        silent = self.meter.still_for if self._sending else 0.0
        return slow(self._manager.url, silent) if silent >= SILENT else "Uploading files"

    def _stop(self) -> None:
        self._stopped = True
        self._manager.abort()

    def _send_all(self) -> None:
        """Upload until the queue is empty, in the background thread.

        Raises:
            FarmError, Cancelled: See ``send``.
        """
        uploads = self._manager.uploads()
        try:
            while (self._more or self._incoming or len(self._queue)) and not self._stopped:
                self._cancel.check()
                self._take_up()
                self._start_some(uploads)
                for ended in uploads.step(TICK_SECONDS):
                    self._take_in(ended)
        finally:
            uploads.close()
            for upload in self._sending:
                upload.file.close()
            self._sending.clear()

    def _start_some(self, uploads: Uploads) -> None:
        now = self._clock()
        # While the Manager is unreachable, only one file is tried.
        while not self._outage.away or (now >= self._outage.next_try and not self._queue.under_way):
            entry = self._queue.next_due(now)
            if entry is None:
                return
            self._start(uploads, entry)

    def _start(self, uploads: Uploads, entry: PackEntry) -> None:
        try:
            file = self._contents.sources.open(entry.file.source)
        except OSError as error:
            raise unreadable(entry.file, error) from error
        status = os.fstat(file.fileno())
        checksum = entry.checksum
        if (status.st_size, status.st_mtime_ns) != (checksum.size, checksum.mtime_ns):
            file.close()
            self._has_changed(entry)
            return
        # Deferring leaves the file to another client. The last attempt must not: that client may have crashed.
        may_defer = not entry.deferred and entry.failures + 1 < self._backoff.tries
        upload = Upload(checksum.sha, checksum.size, file, may_defer)
        if not self._sending:
            self.meter.begun()
        self._sending[upload] = entry
        uploads.start(upload)

    def _take_in(self, ended: UploadResult) -> None:
        """Handle the end of one upload.

        Raises:
            FarmError: The transfer cannot continue.
        """
        upload, status, error = ended
        entry = self._sending.pop(upload)
        upload.file.close()
        if error is None:
            self._outage.heard()
            self._queue.done(entry)
            self.meter.ended(upload.size, sent=status != 208 and not entry.file.is_note)
        elif isinstance(error, EOFError | FileChangedError):
            self._has_changed(entry)
        elif isinstance(error, ManagerError):
            self._cancel.check()
            self._failed(entry, error, may_defer=upload.may_defer)
        elif isinstance(error, OSError):
            raise unreadable(entry.file, error) from error
        else:
            raise error

    def _has_changed(self, entry: PackEntry) -> None:
        """Read the file again after the other uploads; the requirements then show whether its new content is needed."""
        self._queue.done(entry)
        self._changed.append(entry)
        self.meter.left_out(entry.checksum.size)

    def _failed(self, entry: PackEntry, error: ManagerError, *, may_defer: bool) -> None:
        _log.info("an upload of %d bytes: %.300s", entry.checksum.size, error)
        status, explained = error.status, self._manager.explain(error, _doing(entry))
        if explained.kind in HOPELESS:
            raise explained from error
        if status == 417:
            self._outage.heard()
            self._has_changed(entry)
        elif status == 425 and may_defer:
            # The requirements show later whether it still has to be uploaded.
            self._outage.heard()
            entry.deferred = True
            self._queue.done(entry)
            self.meter.left_out(entry.checksum.size)
        elif status is None or status in AWAY:
            self._not_there(entry, error)
        elif status in TRY_AGAIN or status == 425:
            self._outage.heard()
            self._try_again(entry, error)
        else:
            raise explained from error

    def _not_there(self, entry: PackEntry, error: ManagerError) -> None:
        """Retry after no answer; it counts as this file's failure only if others succeeded since its last attempt."""
        others_got_through = entry.failures > 0 and self._outage.heard_at > entry.failed_at
        if not self._outage.lost(retry_after(error)):
            raise self._manager.explain(error, _doing(entry)) from error
        if others_got_through or not entry.failures:
            self._try_again(entry, error)
        else:
            self._queue.retry_at(entry, self._outage.next_try)

    def _try_again(self, entry: PackEntry, error: ManagerError) -> None:
        entry.failures += 1
        entry.failed_at = self._clock()
        if entry.failures >= self._backoff.tries:
            raise self._manager.explain(error, _doing(entry)) from error
        self._queue.retry_at(entry, entry.failed_at + self._backoff.delay(entry.failures, retry_after(error)))


def _doing(entry: PackEntry) -> str:
    return say("upload {path}", path=printable(entry.file.path_in_pack))
