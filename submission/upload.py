"""Sends files to Shaman, one after the other; whatever one file suffers, the others go on."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..farm.text import say
from ..manager_client import ManagerError
from .checksums import FileChangedError
from .contents import Contents, Entry, unreadable
from .manager import retry_after, status_of
from .meter import Meter
from .names import printable
from .progress import Progress
from .retry import Backoff, Beside, pause

if TYPE_CHECKING:
    from ..farm.cancel import CancelToken
    from .manager import Manager

TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that may be better next time; 500 is what uploads get that collide in the Manager's folders."""


class SourceError(Exception):
    """The file that is being sent can't be read; the cause is the OSError."""


@dataclass(slots=True)
class _Turn:
    """A file that waits to be sent."""

    entry: Entry
    failures: int = 0
    deferred: bool = False
    """The Manager said once that someone else is sending this file."""
    due: float = 0.0
    """When it may be tried, by the monotonic clock."""


class Uploads:
    """Sends what the Manager wants."""

    def __init__(
        self,
        manager: Manager,
        contents: Contents,
        cancel: CancelToken,
        *,
        backoff: Backoff,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.meter = Meter()
        self._manager = manager
        self._contents = contents
        self._cancel = cancel
        self._backoff = backoff
        self._clock = clock
        self._answered = clock()
        self._silent = 0
        """Calls in a row that got no answer at all."""

    def send(self, entries: Sequence[Entry]) -> Generator[Progress, None, None]:
        """Send the content of each entry, once; whether all has arrived is for the requirements to say.

        Raises:
            FarmError: A file can't be read, keeps changing, or is refused; or the Manager is gone.
            Cancelled: The user said stop.
        """
        waiting = [_Turn(entry) for entry in entries]
        self.meter.expect(len(waiting), sum(turn.entry.checksum.size for turn in waiting))
        self._answered = self._clock()
        beside = Beside(self._manager.abort)
        try:
            while waiting:
                turn = yield from self._next(waiting)
                if (yield from self._take(turn, beside)):
                    waiting.append(turn)
        finally:
            beside.close()

    def _next(self, waiting: list[_Turn]) -> Generator[Progress, None, _Turn]:
        """The first file that may be tried now; those that failed give way to the others."""
        self._cancel.check()
        soonest = min(turn.due for turn in waiting)
        yield from pause(soonest - self._clock(), self.meter.progress("Waiting for the Manager"), self._cancel)
        now = self._clock()
        index = next((index for index, turn in enumerate(waiting) if turn.due <= now), 0)
        return waiting.pop(index)

    def _take(self, turn: _Turn, beside: Beside) -> Generator[Progress, None, bool]:
        """Try one file; whether it has to be tried again."""
        entry = turn.entry
        # Deferring leaves the file to someone else. The last try must not: that one may have died in mid-upload.
        may_defer = not turn.deferred and turn.failures + 1 < self._backoff.tries
        try:
            sent = yield from beside.run(lambda: self._send(entry, may_defer), self.meter.progress)
        except FileChangedError:
            yield from self._changed(entry)
        except SourceError as error:
            raise unreadable(entry.file, error.__cause__) from error  # type: ignore[arg-type]  # raised from an OSError
        except ManagerError as error:
            self._cancel.check()
            self.meter.failed()
            return (yield from self._failed(turn, error))
        else:
            self._heard()
            self.meter.ended(entry.checksum.size, sent=sent)
            yield self.meter.progress()
        return False

    def _send(self, entry: Entry, may_defer: bool) -> bool:
        """Send one file, in the thread beside; whether it went over the wire (else it was stored already).

        Raises:
            FileChangedError: It is not what its checksum says.
            SourceError: It can't be read.
        """
        try:
            file = self._contents.sources.open(entry.file.source)
        except OSError as error:
            raise SourceError from error
        with file:
            status = os.fstat(file.fileno())
            if (status.st_size, status.st_mtime_ns) != (entry.checksum.size, entry.checksum.mtime_ns):
                raise FileChangedError(entry.file.source)
            try:
                return self._manager.upload(entry.content, file, may_defer, self._moved)
            except EOFError as error:
                raise FileChangedError(entry.file.source) from error
            except OSError as error:
                raise SourceError from error

    def _moved(self, count: int) -> None:
        self._cancel.check()
        self.meter.moved(count)

    def _changed(self, entry: Entry) -> Generator[Progress, None, None]:
        """Read the file again; the next requirements call tells whether its new content is wanted."""
        self.meter.failed()
        yield from self._contents.read_again(entry, self.meter.progress("Reading a file that has changed"))

    def _failed(self, turn: _Turn, error: ManagerError) -> Generator[Progress, None, bool]:
        status = status_of(error)
        if status is None:
            yield from self._no_answer(error, turn.entry)
        else:
            self._heard()
        if status == 417:
            yield from self._changed(turn.entry)
            return False
        if status == 425 and not turn.deferred:
            turn.deferred = True
            return True
        if status is not None and status not in TRY_AGAIN:
            raise self._manager.explain(error, _doing(turn.entry)) from error
        turn.failures += 1
        if turn.failures >= self._backoff.tries:
            raise self._manager.explain(error, _doing(turn.entry)) from error
        turn.due = self._clock() + self._backoff.delay(turn.failures, retry_after(error))
        return True

    def _no_answer(self, error: ManagerError, entry: Entry) -> Generator[Progress, None, None]:
        """The connection failed. Once is this file's business, again and again means that the Manager is away."""
        self._silent += 1
        if self._clock() - self._answered > self._backoff.patience:
            raise self._manager.explain(error, _doing(entry)) from error
        if self._silent > 1:
            wait = self._backoff.delay(self._silent - 1)
            yield from pause(wait, self.meter.progress("The Manager does not answer, trying again"), self._cancel)

    def _heard(self) -> None:
        self._answered = self._clock()
        self._silent = 0


def _doing(entry: Entry) -> str:
    return say("send {path}", path=printable(entry.file.path_in_pack))
