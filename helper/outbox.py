"""Outbox: events in order, written by a separate thread so that no task waits for Blender.

Blender reads only when its main thread has time, which may be never while it renders. So progress is not queued: for
each phase of a request the newest event replaces the waiting one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable

from ..ipc.messages import Event, ProgressEvent, event_line

_log = logging.getLogger(__name__)

INTERVAL = 0.1
"""Seconds between two reports of progress of one request."""


class Outbox:
    """Events on their way to Blender."""

    def __init__(self, write: Callable[[bytes], object], interval: float = INTERVAL) -> None:
        """Start the writing thread.

        Args:
            write: Writes a whole line and may block; an OSError means that the reader has gone.
            interval: Seconds between two reports of progress of one request.
        """
        self._write = write
        self._interval = interval
        self._changed = threading.Condition()
        self._ready: deque[ProgressEvent | bytes] = deque()
        self._newest: dict[int, dict[str, ProgressEvent]] = {}
        self._due: dict[int, float] = {}
        threading.Thread(target=self._run, name="outbox", daemon=True).start()

    def put(self, event: Event) -> None:
        """Queue an event and return at once: progress is sent at intervals, the end of a request as soon as possible.

        Raises:
            TypeError: The end of a request contains something that JSON can't represent.
            RecursionError: It is nested too deep.
        """
        line = b"" if isinstance(event, ProgressEvent) else event_line(event)
        with self._changed:
            if isinstance(event, ProgressEvent):
                phases = self._newest.setdefault(event.id, {})
                phases.pop(event.progress.phase, None)
                phases[event.progress.phase] = event
            else:
                self._ready.extend(self._newest.pop(event.id, {}).values())
                self._ready.append(line)
                self._due.pop(event.id, None)
            self._changed.notify()

    def _run(self) -> None:
        while True:
            waiting = self._next()
            try:
                self._write(waiting if isinstance(waiting, bytes) else event_line(waiting))
            except OSError as error:
                _log.info("Blender closed the pipe: %s", error)
                return
            except Exception:  # noqa: BLE001 - a faulty event must not stop the following ones
                _log.exception("progress that can't be encoded")

    def _next(self) -> ProgressEvent | bytes:
        with self._changed:
            while not self._ready:
                self._changed.wait(self._collect(time.monotonic()))
            return self._ready.popleft()

    def _collect(self, now: float) -> float | None:
        """Move due progress to the ready queue; return the seconds until the next is due, None if none waits."""
        pause: float | None = None
        for request_id in list(self._newest):
            left = self._due.get(request_id, now) - now
            if left <= 0:
                self._ready.extend(self._newest.pop(request_id).values())
                self._due[request_id] = now + self._interval
                pause = 0.0
            elif pause is None or left < pause:
                pause = left
        return pause
