"""How long to wait before trying again, and waiting that can be cancelled."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from ...core.progress import Progress

if TYPE_CHECKING:
    from ...core.cancel import CancelToken

T = TypeVar("T")

TICK_SECONDS = 0.1
"""How often a wait looks up."""
TRY_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Answers that may be better next time; 500 is what uploads get that collide in the Manager's folders."""
AWAY = frozenset({502, 503, 504})
"""Those that say nothing about a file, but that the Manager is away or busy."""
OTHERS_RATE = 20_000_000
"""Bytes a second that another client is trusted to send."""
CLOSING_SECONDS = 0.8
"""How long a call may take to end when it has to."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """Waits that double up to a limit, each a little different, so that many clients do not come back all at once."""

    first: float = 0.3
    """Seconds before the first further try."""
    longest: float = 8.0
    tries: int = 8
    """How often one thing is tried in all; the waits between add up to about 25 seconds."""
    patience: float = 60.0
    """Seconds without any answer after which a Manager counts as gone."""
    grace: float = 2.0
    """Seconds for which a file is left to another client that sends it, besides those that its bytes take."""
    spread: Callable[[float, float], float] = random.uniform

    def delay(self, failures: int, at_least: float = 0.0) -> float:
        """Seconds to wait after so many failures; ``at_least`` is the Manager's own wish, up to the limit."""
        full = min(self.longest, self.first * 2 ** max(0, failures - 1))
        return max(min(at_least, self.longest), self.spread(full / 2, full))

    def for_others(self, size: int) -> float:
        """Seconds for which so many bytes are left to another client, who may have died."""
        return min(self.patience, self.grace + size / OTHERS_RATE)


def pause(seconds: float, progress: Progress, cancel: CancelToken) -> Generator[Progress, None, None]:
    """Wait, and say so.

    Raises:
        Cancelled: The user said stop.
    """
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        yield progress
        cancel.check()
        time.sleep(min(TICK_SECONDS, left))


class OutageTimer:
    """Whether the Manager is there. A connection that breaks means nothing yet, silence on all of them does."""

    def __init__(self, backoff: Backoff, clock: Callable[[], float] = time.monotonic) -> None:
        self._backoff = backoff
        self._clock = clock
        self._silent_since: float | None = None
        self._tries = 0
        self.heard_at = clock()
        """When it answered last."""
        self.next_try = 0.0
        """Until when it should be left alone, by the same clock."""

    @property
    def away(self) -> bool:
        """Whether it has not answered since a call failed."""
        return self._silent_since is not None

    @property
    def silent_for(self) -> float:
        """Seconds since the first of the calls that failed; 0 while it is there."""
        return 0.0 if self._silent_since is None else self._clock() - self._silent_since

    @property
    def patience(self) -> float:
        """Seconds of silence after which it counts as gone."""
        return self._backoff.patience

    @property
    def rest(self) -> float:
        """Seconds until the next try."""
        return max(0.0, self.next_try - self._clock())

    def heard(self) -> None:
        """It has answered."""
        self.heard_at = self._clock()
        self._silent_since = None
        self._tries = 0
        self.next_try = 0.0

    def lost(self, at_least: float = 0.0) -> bool:
        """A call failed for the Manager's sake; returns whether there is still hope.

        Args:
            at_least: Seconds that it wants to be left alone.
        """
        now = self._clock()
        if self._silent_since is None:
            self._silent_since = now
        if now >= self.next_try:  # calls that fail together count once
            self._tries += 1
            self.next_try = now + self._backoff.delay(self._tries, at_least)
        return now - self._silent_since <= self._backoff.patience


class BackgroundCall:
    """Runs blocking calls in threads of their own, while the generator goes on telling its progress."""

    def __init__(self, abort: Callable[[], object], threads: int = 1, *, closing: float = CLOSING_SECONDS) -> None:
        """Prepare.

        Args:
            abort: Ends calls that block, from another thread.
            threads: How many calls may run at once.
            closing: Seconds that calls have to end then.
        """
        self._abort = abort
        self._closing = closing
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="transfer")
        self._running: set[Future[Any]] = set()

    def run(self, call: Callable[[], T], tell: Callable[[], Progress]) -> Generator[Progress, None, T]:
        """Run one call to its end; yields what ``tell`` says every tenth of a second meanwhile.

        Raises:
            BaseException: Whatever the call raises.
        """
        (result,) = yield from self.run_all([call], tell)
        return result

    def run_all(
        self, calls: Sequence[Callable[[], T]], tell: Callable[[], Progress]
    ) -> Generator[Progress, None, list[T]]:
        """Run calls at the same time; the first that fails ends the waiting for the others.

        Raises:
            BaseException: Whatever the first raises that fails.
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
        """Run one call; whoever started it asks for its result."""
        future = self._pool.submit(call)
        self._running.add(future)
        return future

    def follow(self, future: Future[T], tell: Callable[[], Progress]) -> Generator[Progress, None, T]:
        """Wait for a call that was started; yields and raises as ``run`` does."""
        while wait([future], timeout=TICK_SECONDS).not_done:
            yield tell()
        return future.result()

    def close(self) -> None:
        """End what still runs (the generator was dropped, or something failed, or the user said stop).

        A thread that does not end, since a disk does not answer, is left behind.
        """
        running = [future for future in self._running if not future.done()]
        if running:
            self._abort()
            _, running = map(list, wait(running, timeout=self._closing))
        self._pool.shutdown(wait=not running, cancel_futures=True)
