"""How long to wait before trying again, and waiting that can be cancelled."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from .progress import Progress

if TYPE_CHECKING:
    from ..farm.cancel import CancelToken

T = TypeVar("T")

TICK_SECONDS = 0.1
"""How often a wait looks up."""
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
    spread: Callable[[float, float], float] = random.uniform

    def delay(self, failures: int, at_least: float = 0.0) -> float:
        """Seconds to wait after so many failures; ``at_least`` is the Manager's own wish, up to the limit."""
        full = min(self.longest, self.first * 2 ** max(0, failures - 1))
        return max(min(at_least, self.longest), self.spread(full / 2, full))


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


class Beside:
    """Runs blocking calls in a thread of their own, one at a time, while the generator goes on telling its progress."""

    def __init__(self, abort: Callable[[], None]) -> None:
        """``abort`` ends a call that blocks, from another thread."""
        self._abort = abort
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="transfer")
        self._running: Future[Any] | None = None

    def run(self, call: Callable[[], T], tell: Callable[[], Progress]) -> Generator[Progress, None, T]:
        """Run one call to its end; yields what ``tell`` says every tenth of a second meanwhile.

        Raises:
            BaseException: Whatever the call raises.
        """
        future = self._pool.submit(call)
        self._running = future
        while not wait([future], timeout=TICK_SECONDS).done:
            yield tell()
        return future.result()

    def close(self) -> None:
        """End what still runs (the generator was dropped, or the user said stop), and the thread.

        A thread that does not end, since a disk does not answer, is left behind.
        """
        if self._running is not None and not self._running.done():
            self._abort()
            wait([self._running], timeout=CLOSING_SECONDS)
        self._pool.shutdown(wait=self._running is None or self._running.done())
