"""Waits for a Manager that takes its time or is away, and says so: who is waited for, and how long already."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from ...core.errors import Cancelled, FarmError
from ...core.text import say
from ...farm.manager_url import host_and_port
from ...manager_client import ManagerError
from .manager import retry_after, status_of
from .retry import AWAY, BackgroundCall, OutageTimer, pause

if TYPE_CHECKING:
    from ...core.cancel import CancelToken
    from ...core.progress import Progress
    from .manager import Manager

T = TypeVar("T")

SILENT = 3.0
"""Seconds without an answer after which that is said."""
TO_END = 0.35
"""Seconds that a call has to end when the user says stop."""
COMES_BACK = frozenset({"refused", "unreachable", "broken", "timeout", "name"})
"""Kinds of errors of a connection that pass; a name may not be known while a network is coming back."""


def slow(url: str, seconds: float) -> str:
    """The Manager has a request and does not answer."""
    return say(
        "Waiting for the Manager at {where}: no answer for {seconds} s", where=host_and_port(url), seconds=int(seconds)
    )


def away(url: str, outage: OutageTimer) -> str:
    """The Manager can't be reached; what is to be done is tried again."""
    return say(
        "Waiting for the Manager at {where} to come back: away for {seconds} s, given up after {most} s",
        where=host_and_port(url),
        seconds=int(outage.silent_for),
        most=int(outage.patience),
    )


def answered(manager: Manager, call: Callable[[], T], progress: Progress) -> Generator[Progress, None, T]:
    """Run a call that blocks, and tell ``progress`` meanwhile, or that the Manager does not answer.

    Raises:
        BaseException: What the call raises.
        Cancelled: The user said stop, and the call does not end: it looks up a name, which can't be cut short.
    """
    begun = time.monotonic()
    stopped_at: float | None = None

    def tell() -> Progress:
        nonlocal stopped_at
        if manager.cancelled:
            stopped_at = stopped_at or time.monotonic()
            if time.monotonic() - stopped_at > TO_END:
                raise Cancelled
        silent = time.monotonic() - begun
        return progress if silent < SILENT else replace(progress, text=slow(manager.url, silent))

    with closing(BackgroundCall(manager.abort, closing=TO_END)) as background:
        return (yield from background.run(call, tell))


def until_back(
    manager: Manager, outage: OutageTimer, progress: Progress, cancel: CancelToken
) -> Generator[Progress, None, None]:
    """Wait until it is time for the next try.

    Raises:
        Cancelled: The user said stop.
    """
    while (rest := outage.rest) > 0:
        told = replace(progress, text=away(manager.url, outage))
        yield from pause(min(rest, 1.0), told, cancel)


def patiently(
    manager: Manager, call: Callable[[], T], progress: Progress, cancel: CancelToken
) -> Generator[Progress, None, T]:
    """Run a call that may be repeated, again and again while the Manager is away.

    Raises:
        ManagerError, FarmError: What the call raises: it did not come back in time, or the error is one of its own.
        Cancelled: The user said stop.
    """
    outage = OutageTimer(manager.timeouts.backoff)
    while True:
        cancel.check()
        try:
            return (yield from answered(manager, call, progress))
        except (ManagerError, FarmError) as error:
            cancel.check()
            cause = error.__cause__ if isinstance(error, FarmError) else error
            if cause is None or not is_away(cause) or not outage.lost(retry_after(cause)):
                raise
        yield from until_back(manager, outage, progress, cancel)


def is_away(error: BaseException) -> bool:
    """Whether an error says nothing but that the Manager can't be reached just now, or is busy."""
    status = status_of(error)
    return status in AWAY or (status is None and getattr(error, "kind", "") in COMES_BACK)
