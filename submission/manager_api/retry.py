"""Retries: back-off, outages of the Manager, and blocking calls in background threads."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Any, TypeVar

from ...core.cancel import CancelToken
from ...core.errors import ErrorKind
from ...core.progress import Progress

T = TypeVar("T")

TICK_SECONDS = 0.1
"""Seconds between two checks while waiting."""
TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP statuses worth a retry; uploads that collide in the Manager's folders get 500."""
AWAY = frozenset({502, 503, 504})
"""HTTP statuses of a Manager that is unreachable or busy."""
HOPELESS = frozenset({ErrorKind.SHAMAN_OFF, ErrorKind.STORAGE})
"""Kinds of errors that trying again does not help: someone has to change the farm first."""
OTHERS_RATE = 20_000_000
"""Upload rate that another client is assumed to have, in bytes per second."""
CLOSING_SECONDS = 0.8
"""Seconds within which an aborted call has to end."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Back-off: waits that double up to a limit, with random jitter, so that clients do not retry all at once."""

    first: float = 0.3
    """Seconds before the first retry."""
    longest: float = 8.0
    tries: int = 8
    """Number of attempts; the waits between them add up to about 25 seconds."""
    patience: float = 60.0
    """Seconds without an answer after which waiting for a Manager ends."""
    grace: float = 2.0
    """Seconds to wait for another client's upload, in addition to the time for its bytes."""
    spread: Callable[[float, float], float] = random.uniform

    def delay(self, failures: int, at_least: float = 0.0) -> float:
        """Return the seconds to wait after a number of failures; ``at_least`` is the Manager's Retry-After."""
        full = min(self.longest, self.first * 2 ** max(0, failures - 1))
        return max(min(at_least, self.longest), self.spread(full / 2, full))

    def for_others(self, size: int) -> float:
        """Return the seconds to wait for another client to upload ``size`` bytes; it may have crashed."""
        return min(self.patience, self.grace + size / OTHERS_RATE)


def pause(seconds: float, progress: Progress, cancel: CancelToken) -> Generator[Progress, None, None]:
    """Wait, and yield ``progress`` meanwhile.

    Raises:
        Cancelled: The user cancelled.
    """
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        yield progress
        cancel.check()
        time.sleep(min(TICK_SECONDS, left))


class OutageTimer:
    """Timer of the Manager's outages: it starts at a failed call and ends at the next answer on any connection."""

    def __init__(self, backoff: Backoff, clock: Callable[[], float] = time.monotonic) -> None:
        self._backoff = backoff
        self._clock = clock
        self._silent_since: float | None = None
        self._tries = 0
        self.heard_at = clock()
        """Time of the last answer."""
        self.next_try = 0.0
        """Time of the next attempt, by the same clock."""

    @property
    def away(self) -> bool:
        """Whether there was no answer since a call failed."""
        return self._silent_since is not None

    @property
    def silent_for(self) -> float:
        """Seconds since the first failed call; 0 = the Manager answers."""
        return 0.0 if self._silent_since is None else self._clock() - self._silent_since

    @property
    def patience(self) -> float:
        """Seconds without an answer after which waiting ends."""
        return self._backoff.patience

    @property
    def rest(self) -> float:
        """Seconds until the next attempt."""
        return max(0.0, self.next_try - self._clock())

    def heard(self) -> None:
        """Record an answer."""
        self.heard_at = self._clock()
        self._silent_since = None
        self._tries = 0
        self.next_try = 0.0

    def lost(self, at_least: float = 0.0) -> bool:
        """Record a failed call; return whether to keep waiting for the Manager.

        Args:
            at_least: Seconds of the Manager's Retry-After.
        """
        now = self._clock()
        if self._silent_since is None:
            self._silent_since = now
        if now >= self.next_try:  # calls that fail together count once
            self._tries += 1
            self.next_try = now + self._backoff.delay(self._tries, at_least)
        return now - self._silent_since <= self._backoff.patience


class BackgroundCall:
    """Background calls: blocking calls in threads, while a generator yields progress."""

    def __init__(self, abort: Callable[[], object], threads: int = 1, *, closing: float = CLOSING_SECONDS) -> None:
        """Prepare.

        Args:
            abort: Ends blocking calls, from another thread.
            threads: Maximum number of calls at once.
            closing: Seconds within which aborted calls have to end.
        """
        self._abort = abort
        self._closing = closing
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="transfer")
        self._running: set[Future[Any]] = set()

    def run(self, call: Callable[[], T], tell: Callable[[], Progress]) -> Generator[Progress, None, T]:
        """Run one call and return its result; yield the progress from ``tell`` every tenth of a second meanwhile.

        Raises:
            BaseException: The call's exception.
        """
        (result,) = yield from self.run_all([call], tell)
        return result

    def run_all(
        self, calls: Sequence[Callable[[], T]], tell: Callable[[], Progress]
    ) -> Generator[Progress, None, list[T]]:
        """Run calls at the same time; the first failure ends the wait for the others.

        Raises:
            BaseException: The exception of the first failed call.
        """
        futures = [self.start(call) for call in calls]
        while True:
            done, waiting = wait(futures, timeout=TICK_SECONDS, return_when=FIRST_EXCEPTION)
            failed = next((future for future in futures if future in done and future.exception()), None)
            if failed is not None:
                failed.result()
            if not waiting:
                self._running.difference_update(futures)
                return [future.result() for future in futures]
            yield tell()

    def start(self, call: Callable[[], T]) -> Future[T]:
        """Start one call; the caller has to check its result."""
        future = self._pool.submit(call)
        self._running.add(future)
        return future

    def follow(self, future: Future[T], tell: Callable[[], Progress]) -> Generator[Progress, None, T]:
        """Wait for a started call; yield and raise as ``run`` does."""
        while wait([future], timeout=TICK_SECONDS).not_done:
            yield tell()
        return future.result()

    def close(self) -> None:
        """Abort running calls, after an error, a cancellation or the end of the generator.

        A thread that does not end, because a disk does not respond, is left running.
        """
        running = [future for future in self._running if not future.done()]
        if running:
            self._abort()
            _, running = map(list, wait(running, timeout=self._closing))
        self._pool.shutdown(wait=not running, cancel_futures=True)
