"""Dispatcher: runs Blender's requests, several at a time, and reports progress and outcome of each."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Final

from ..core.cancel import CancelToken
from ..core.confirmation import UserConfirmation
from ..core.errors import Cancelled, ErrorKind, FarmError
from ..core.progress import Progress
from ..core.text import fixed, say
from ..ipc.messages import (
    Answer,
    BadMessageError,
    Cancel,
    CancelledEvent,
    Event,
    Failed,
    Finished,
    Keep,
    ProgressEvent,
    Start,
    Stopping,
    read_order,
)
from .outbox import Outbox

_log = logging.getLogger(__name__)

Arguments = Mapping[str, Any]
Steps = Generator[Progress, None, dict[str, Any]]
Task = Callable[[Arguments, CancelToken], Steps]
"""A use-case, given the arguments of the message."""


@dataclass(frozen=True, slots=True)
class InteractiveTask:
    """A use-case that may wait for the user's confirmation, and that can continue after Blender has ended."""

    steps: Callable[[Arguments, CancelToken, UserConfirmation], Steps]
    record_end: Callable[[Arguments, FarmError | Cancelled, bool], object] = lambda _arguments, _end, _keep: None
    """Called when it failed or was cancelled after Blender had ended; and whether it was to be kept."""


NEEDED_MODULES: Final = frozenset({"_ssl", "ssl", "_socket", "_hashlib", "zlib"})
"""Parts of Python that some distributions leave out, and that sending needs."""
_LONG: Final = 2.0
"""Seconds after which the end of any request is logged."""
AT_A_TIME: Final = 8
"""Requests that run at once; further ones are queued."""


@dataclass(slots=True)
class _Running:
    """Handles of a running request."""

    cancel: CancelToken
    confirmation: UserConfirmation
    future: Future[None]
    keep: bool


class _RequestLog:
    """Log of one request: of interactive tasks each phase, of others only the end of slow ones."""

    def __init__(self, request_id: int, do: str, *, in_full: bool) -> None:
        self._name = f"{do} ({request_id})"
        self._in_full = in_full
        self._began = time.monotonic()
        self._last: Progress | None = None
        if in_full:
            _log.info("%s: begins", self._name)

    def at(self, progress: Progress) -> None:
        if self._in_full and (self._last is None or self._last.phase != progress.phase):
            self._log_counts()
            _log.info("%s: %s after %.2f s", self._name, progress.phase, time.monotonic() - self._began)
        self._last = progress

    def ended(self, how: str) -> None:
        took = time.monotonic() - self._began
        if self._in_full or took > _LONG:
            self._log_counts()
            _log.info("%s: %s after %.2f s", self._name, how, took)

    def _log_counts(self) -> None:
        last = self._last
        if last is not None and (last.files_total or last.bytes_total):
            counts = (last.files_done, last.files_total, last.bytes_done, last.bytes_total)
            _log.info("%s: %s left at %d of %d files, %d of %d bytes", self._name, last.phase, *counts)


class Dispatcher:
    """Runner of Blender's orders (see ``ipc.messages``): start, answer or cancel a request."""

    def __init__(self, tasks: Mapping[str, Task | InteractiveTask], outbox: Outbox) -> None:
        self._tasks = tasks
        self._outbox = outbox
        self._pool = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="request")
        self._lock = threading.Lock()
        self._running: dict[int, _Running] = {}
        self._left = False
        """Blender has ended."""

    def take(self, line: bytes) -> None:
        """Carry out the order in a line; log and ignore an invalid line."""
        try:
            order = read_order(line)
        except BadMessageError as error:
            _log.warning("invalid message from Blender: %s", error)
            if error.id is not None:
                self._outbox.put(Failed(error.id, _internal("read a request", error)))
            return
        match order:
            case Start():
                self._start(order)
            case Answer():
                self._answer(order)
            case Keep():
                self._keep(order)
            case Cancel():
                self._cancel(order.id, answers=True)

    def shut_down(self, grace: float) -> bool:
        """Cancel everything and wait ``grace`` seconds at most; return False if something is still running."""
        with self._lock:
            started = list(self._running)
            futures = [running.future for running in self._running.values()]
        for request_id in started:
            self._cancel(request_id)
        self._pool.shutdown(wait=False, cancel_futures=True)
        return not wait(futures, grace).not_done

    def leave(self) -> bool:
        """Cancel all requests that end with Blender; return True if others continue."""
        self._left = True
        with self._lock:
            running = dict(self._running)
        for request_id, one in running.items():
            if one.keep:
                one.confirmation.leave()
            else:
                self._cancel(request_id)
        return any(one.keep for one in running.values())

    def finish(self, within: float) -> bool:
        """Wait for the remaining requests, ``within`` seconds at most; return False if something is still running."""
        with self._lock:
            futures = [one.future for one in self._running.values()]
        return not wait(futures, within).not_done

    def _start(self, order: Start) -> None:
        cancel, confirmation = CancelToken(), UserConfirmation()
        with self._lock:
            future = self._pool.submit(self._run, order, cancel, confirmation)
            self._running[order.id] = _Running(cancel, confirmation, future, order.keep)
        future.add_done_callback(lambda _: self._forget(order.id))

    def _forget(self, request_id: int) -> None:
        with self._lock:
            self._running.pop(request_id, None)

    def _answer(self, order: Answer) -> None:
        with self._lock:
            running = self._running.get(order.id)
        if running is not None:
            running.confirmation.answer(order.answer)

    def _keep(self, order: Keep) -> None:
        with self._lock:
            if order.id in self._running:
                self._running[order.id].keep = order.keep

    def _cancel(self, request_id: int, *, answers: bool = False) -> None:
        with self._lock:
            running = self._running.get(request_id)
        if running is None:
            return  # it has just ended
        if running.future.cancel():
            self._outbox.put(CancelledEvent(request_id, ""))
            return
        if answers:
            self._outbox.put(Stopping(request_id))
        running.cancel.cancel()

    def _run(self, order: Start, cancel: CancelToken, confirmation: UserConfirmation) -> None:
        try:
            self._outbox.put(self._outcome(order, cancel, confirmation))
        except Exception as error:  # noqa: BLE001 - the task's answer is not JSON, or endlessly nested
            _log.exception("request %d, %s", order.id, order.do)
            self._outbox.put(Failed(order.id, _internal(order.do, error)))

    def _outcome(self, order: Start, cancel: CancelToken, confirmation: UserConfirmation) -> Event:
        try:
            return self._follow(order, cancel, confirmation)
        except Cancelled as cancelled:
            self._record_end(order, cancelled)
            return CancelledEvent(order.id, cancelled.message)
        except FarmError as error:
            _log.warning("request %d, %s: %s: %s", order.id, order.do, error.kind, error)
            self._record_end(order, error)
            return Failed(order.id, error)
        except Exception as error:  # noqa: BLE001 - every request gets an answer
            _log.exception("request %d, %s", order.id, order.do)
            if isinstance(error, ImportError) and error.name in NEEDED_MODULES:
                error = _lacking(error.name)
                self._record_end(order, error)
                return Failed(order.id, error)
            if cancel.cancelled:  # closing the connection caused the exception
                return CancelledEvent(order.id, "")
            internal = _internal(order.do, error)
            self._record_end(order, internal)
            return Failed(order.id, internal)

    def _record_end(self, order: Start, end: FarmError | Cancelled) -> None:
        task = self._tasks.get(order.do)
        if self._left and isinstance(task, InteractiveTask):
            with self._lock:
                running = self._running.get(order.id)
            task.record_end(order.arguments, end, running.keep if running else order.keep)

    def _follow(self, order: Start, cancel: CancelToken, confirmation: UserConfirmation) -> Event:
        log = _RequestLog(order.id, order.do, in_full=isinstance(self._tasks.get(order.do), InteractiveTask))
        try:
            event = self._steps(order, cancel, confirmation, log)
        except BaseException as error:
            log.ended(type(error).__name__)
            raise
        log.ended("done")
        return event

    def _steps(self, order: Start, cancel: CancelToken, confirmation: UserConfirmation, log: _RequestLog) -> Event:
        task = self._tasks.get(order.do)
        if task is None:
            raise LookupError(f"unknown task {order.do!r}")
        cancel.check()
        if isinstance(task, InteractiveTask):
            steps = task.steps(order.arguments, cancel, confirmation)
        else:
            steps = task(order.arguments, cancel)
        while True:
            try:
                progress = next(steps)
            except StopIteration as end:
                return Finished(order.id, end.value)
            log.at(progress)
            self._outbox.put(ProgressEvent(order.id, progress))


def _lacking(module: str) -> FarmError:
    """Return the error for a Python without a part that every Blender from blender.org has."""
    return FarmError(
        kind=ErrorKind.HELPER_CANNOT_START,
        message=say("The Python of this Blender lacks its module {module}.", module=module),
        hint="Use a Blender from blender.org, or have the module installed with Blender's Python.",
    )


def _internal(doing: str, error: Exception) -> FarmError:
    """Return the error for a fault of this program."""
    return FarmError(
        kind=ErrorKind.INTERNAL,
        message=say(
            "Something went wrong inside Flamenco Client ({doing}: {kind}).",
            doing=fixed(doing),
            kind=type(error).__name__,
        ),
        hint="Please try again. If it happens again, report it with the file helper.log of the extension's folder.",
        details={"error": f"{type(error).__name__}: {error}"[:1000]},
    )
