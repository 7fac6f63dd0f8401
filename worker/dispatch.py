"""Runs the requests of Blender, several at a time, and reports on each until it has ended."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, Final

from ..farm.cancel import CancelToken
from ..farm.errors import Cancelled, FarmError
from ..submission.progress import Progress
from .messages import Advanced, BadMessageError, Cancel, Event, Failed, Finished, Start, Stopped, read_order
from .outbox import Outbox

_log = logging.getLogger(__name__)

Arguments = Mapping[str, Any]
Task = Callable[[Arguments, CancelToken], Generator[Progress, None, dict[str, Any]]]
"""A use-case, given the arguments of the message."""

AT_A_TIME: Final = 8
"""Requests that run at once; further ones wait."""


class Dispatcher:
    """Takes orders, one line each."""

    def __init__(self, tasks: Mapping[str, Task], outbox: Outbox) -> None:
        self._tasks = tasks
        self._outbox = outbox
        self._pool = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="request")
        self._lock = threading.Lock()
        self._running: dict[int, tuple[CancelToken, Future[None]]] = {}

    def take(self, line: bytes) -> None:
        """Do what a line says; a line that says nothing is logged and otherwise ignored."""
        try:
            order = read_order(line)
        except BadMessageError as error:
            _log.warning("no order: %s", error)
            if error.id is not None:
                self._outbox.put(Failed(error.id, _internal("read an order", error)))
            return
        if isinstance(order, Cancel):
            self._cancel(order.id)
        else:
            self._start(order)

    def shut_down(self, grace: float) -> bool:
        """Cancel everything and wait for it, ``grace`` seconds at most; False when something is still running."""
        with self._lock:
            running = list(self._running)
            futures = [future for _, future in self._running.values()]
        for request_id in running:
            self._cancel(request_id)
        self._pool.shutdown(wait=False, cancel_futures=True)
        return not wait(futures, grace).not_done

    def _start(self, order: Start) -> None:
        cancel = CancelToken()
        with self._lock:
            future = self._pool.submit(self._run, order, cancel)
            self._running[order.id] = cancel, future
        future.add_done_callback(lambda _: self._forget(order.id))

    def _forget(self, request_id: int) -> None:
        with self._lock:
            self._running.pop(request_id, None)

    def _cancel(self, request_id: int) -> None:
        with self._lock:
            running = self._running.get(request_id)
        if running is None:
            return  # it has just ended
        cancel, future = running
        if future.cancel():
            self._outbox.put(Stopped(request_id, ""))
        else:
            cancel.cancel()

    def _run(self, order: Start, cancel: CancelToken) -> None:
        try:
            self._outbox.put(self._outcome(order, cancel))
        except TypeError as error:  # the task's answer is not JSON
            _log.exception("request %d, %s", order.id, order.do)
            self._outbox.put(Failed(order.id, _internal(order.do, error)))

    def _outcome(self, order: Start, cancel: CancelToken) -> Event:
        try:
            return self._follow(order, cancel)
        except Cancelled as cancelled:
            return Stopped(order.id, cancelled.message)
        except FarmError as error:
            _log.warning("request %d, %s: %s: %s", order.id, order.do, error.kind, error)
            return Failed(order.id, error)
        except Exception as error:  # noqa: BLE001 - every request gets an answer
            _log.exception("request %d, %s", order.id, order.do)
            if cancel.cancelled:  # what breaks when its connection is closed under it
                return Stopped(order.id, "")
            return Failed(order.id, _internal(order.do, error))

    def _follow(self, order: Start, cancel: CancelToken) -> Event:
        task = self._tasks.get(order.do)
        if task is None:
            raise LookupError(f"there is no task {order.do!r}")
        cancel.check()
        steps = task(order.arguments, cancel)
        while True:
            try:
                progress = next(steps)
            except StopIteration as end:
                return Finished(order.id, end.value)
            self._outbox.put(Advanced(order.id, progress))


def _internal(doing: str, error: Exception) -> FarmError:
    """What an artist is told about a fault of this program."""
    return FarmError(
        kind="internal",
        message=f"Something went wrong inside Flamenco Client ({doing}: {type(error).__name__}).",
        hint="Please try again. If it happens again, report it with the file worker.log of the extension's folder.",
        details={"error": f"{type(error).__name__}: {error}"[:1000]},
    )
