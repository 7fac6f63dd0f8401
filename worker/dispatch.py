"""Runs the requests of Blender, several at a time, and reports on each until it has ended."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, Final

from ..farm.cancel import CancelToken
from ..farm.errors import Cancelled, FarmError
from ..farm.text import fixed, say
from ..submission.consent import Consent
from ..submission.progress import Progress
from .messages import Advanced, Answer, BadMessageError, Cancel, Event, Failed, Finished, Start, Stopped, read_order
from .outbox import Outbox

_log = logging.getLogger(__name__)

Arguments = Mapping[str, Any]
Steps = Generator[Progress, None, dict[str, Any]]
Task = Callable[[Arguments, CancelToken], Steps]
"""A use-case, given the arguments of the message."""


@dataclass(frozen=True, slots=True)
class AskingTask:
    """A use-case that may wait for a word of the user."""

    steps: Callable[[Arguments, CancelToken, Consent], Steps]


AT_A_TIME: Final = 8
"""Requests that run at once; further ones wait."""


@dataclass(frozen=True, slots=True)
class _Running:
    """How a request that was started is reached."""

    cancel: CancelToken
    consent: Consent
    future: Future[None]


class Dispatcher:
    """Takes orders, one line each."""

    def __init__(self, tasks: Mapping[str, Task | AskingTask], outbox: Outbox) -> None:
        self._tasks = tasks
        self._outbox = outbox
        self._pool = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="request")
        self._lock = threading.Lock()
        self._running: dict[int, _Running] = {}

    def take(self, line: bytes) -> None:
        """Do what a line says; a line that says nothing is logged and otherwise ignored."""
        try:
            order = read_order(line)
        except BadMessageError as error:
            _log.warning("no order: %s", error)
            if error.id is not None:
                self._outbox.put(Failed(error.id, _internal("read an order", error)))
            return
        match order:
            case Start():
                self._start(order)
            case Answer():
                self._answer(order)
            case Cancel():
                self._cancel(order.id)

    def shut_down(self, grace: float) -> bool:
        """Cancel everything and wait for it, ``grace`` seconds at most; False when something is still running."""
        with self._lock:
            started = list(self._running)
            futures = [running.future for running in self._running.values()]
        for request_id in started:
            self._cancel(request_id)
        self._pool.shutdown(wait=False, cancel_futures=True)
        return not wait(futures, grace).not_done

    def _start(self, order: Start) -> None:
        cancel, consent = CancelToken(), Consent()
        with self._lock:
            future = self._pool.submit(self._run, order, cancel, consent)
            self._running[order.id] = _Running(cancel, consent, future)
        future.add_done_callback(lambda _: self._forget(order.id))

    def _forget(self, request_id: int) -> None:
        with self._lock:
            self._running.pop(request_id, None)

    def _answer(self, order: Answer) -> None:
        with self._lock:
            running = self._running.get(order.id)
        if running is not None:
            running.consent.answer(order.answer)

    def _cancel(self, request_id: int) -> None:
        with self._lock:
            running = self._running.get(request_id)
        if running is None:
            return  # it has just ended
        if running.future.cancel():
            self._outbox.put(Stopped(request_id, ""))
        else:
            running.cancel.cancel()

    def _run(self, order: Start, cancel: CancelToken, consent: Consent) -> None:
        try:
            self._outbox.put(self._outcome(order, cancel, consent))
        except TypeError as error:  # the task's answer is not JSON
            _log.exception("request %d, %s", order.id, order.do)
            self._outbox.put(Failed(order.id, _internal(order.do, error)))

    def _outcome(self, order: Start, cancel: CancelToken, consent: Consent) -> Event:
        try:
            return self._follow(order, cancel, consent)
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

    def _follow(self, order: Start, cancel: CancelToken, consent: Consent) -> Event:
        task = self._tasks.get(order.do)
        if task is None:
            raise LookupError(f"there is no task {order.do!r}")
        cancel.check()
        if isinstance(task, AskingTask):
            steps = task.steps(order.arguments, cancel, consent)
        else:
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
        message=say(
            "Something went wrong inside Flamenco Client ({doing}: {kind}).",
            doing=fixed(doing),
            kind=type(error).__name__,
        ),
        hint="Please try again. If it happens again, report it with the file worker.log of the extension's folder.",
        details={"error": f"{type(error).__name__}: {error}"[:1000]},
    )
