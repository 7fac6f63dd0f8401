"""Sends files to Shaman, several at once; whatever one file suffers, the others go on."""

from __future__ import annotations

import logging
import os
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future
from contextlib import closing
from typing import TYPE_CHECKING, TypeVar

from ...core.progress import Progress
from ...core.safe_names import printable
from ...core.text import say
from ...manager_client import ManagerError
from ...manager_client.uploads import Ended, Upload, Uploads
from ..local_files.checksums import FileChangedError
from ..manager_api.manager import retry_after, status_of
from ..manager_api.retry import AWAY, TICK_SECONDS, TRY_AGAIN, BackgroundCall, Backoff, OutageTimer
from ..manager_api.wait_for_manager import SILENT, away, slow
from ..packing.pack_entry import PackEntry
from .pack_contents import PackContents, unreadable
from .transfer_meter import TransferMeter
from .upload_queue import UploadQueue

if TYPE_CHECKING:
    from ...core.cancel import CancelToken
    from ..manager_api.manager import Manager

_log = logging.getLogger(__name__)

T = TypeVar("T")


class Uploader:
    """Sends what the Manager wants."""

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
        """Whether files may still be added."""
        self._stopped = False

    def send(self, entries: Iterable[PackEntry]) -> Generator[Progress, None, None]:
        """Send the content of each entry, once; whether all has arrived is for the requirements to say.

        Raises:
            FarmError: A file can't be read, keeps changing, or is refused; or the Manager is gone.
            Cancelled: The user said stop.
        """
        self._incoming.extend(entries)
        self._take_up()
        self._outage.heard()
        yield self.progress()
        with closing(BackgroundCall(self._stop)) as background:
            yield from background.run(self._send_all, self.progress)
        yield from self._finish()

    def send_during(self, steps: Generator[Progress, None, T]) -> Generator[Progress, None, T]:
        """Run steps that ``add`` files, and send those meanwhile; ends when all of them are sent.

        Raises:
            FarmError, Cancelled: As ``send`` does, and as the steps do.
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
                    sending.result()  # it can only have failed
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
        """Have files sent, in the steps of ``beside``."""
        self._incoming.extend(entries)

    def _finish(self) -> Generator[Progress, None, None]:
        yield self.progress()
        changed, self._changed = self._changed, []
        yield from self._contents.read_again(changed, self.meter.progress("Reading a file that has changed"))

    def _take_up(self) -> None:
        """Line up what has been added."""
        while self._incoming:
            entry = self._incoming.popleft()
            if self._queue.add(entry):
                self.meter.expect(1, entry.checksum.size)

    def progress(self) -> Progress:
        """How far it has come; may be asked for from another thread than the one that sends."""
        self.meter.under_way(sum(upload.sent for upload in list(self._sending)))
        return self.meter.progress(self._text())

    def _text(self) -> str:
        """Sending, or that the Manager is waited for."""
        if self._outage.away:
            return away(self._manager.url, self._outage)
        silent = self.meter.still_for if self._sending else 0.0
        return slow(self._manager.url, silent) if silent >= SILENT else "Sending files"

    def _stop(self) -> None:
        self._stopped = True
        self._manager.abort()

    def _send_all(self) -> None:
        """Send until nothing waits any more; in the thread beside.

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
        # While the Manager is away, one file finds out when it is back.
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
        # Deferring leaves the file to someone else. The last try must not: that one may have died in mid-upload.
        may_defer = not entry.deferred and entry.failures + 1 < self._backoff.tries
        upload = Upload(checksum.sha, checksum.size, file, may_defer)
        if not self._sending:
            self.meter.begun()
        self._sending[upload] = entry
        uploads.start(upload)

    def _take_in(self, ended: Ended) -> None:
        """One file has ended, well or not.

        Raises:
            FarmError: There is no use in going on.
        """
        upload, status, error = ended
        entry = self._sending.pop(upload)
        upload.file.close()
        if error is None:
            self._outage.heard()
            self._queue.done(entry)
            self.meter.ended(upload.size, sent=status != 208)
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
        """It is read again when the others are sent; then the requirements tell whether its new content is wanted."""
        self._queue.done(entry)
        self._changed.append(entry)
        self.meter.left_out(entry.checksum.size)

    def _failed(self, entry: PackEntry, error: ManagerError, *, may_defer: bool) -> None:
        _log.info("an upload of %d bytes: %.300s", entry.checksum.size, error)
        status = status_of(error)
        if status == 417:
            self._outage.heard()
            self._has_changed(entry)
        elif status == 425 and may_defer:
            # Whether it still has to be sent is known when the others are through.
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
            raise self._manager.explain(error, _doing(entry)) from error

    def _not_there(self, entry: PackEntry, error: ManagerError) -> None:
        """No answer, or none of the Manager's own: this file's fault only if others got through since its last try."""
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
    return say("send {path}", path=printable(entry.file.path_in_pack))
