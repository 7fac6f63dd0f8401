"""Waiting for a Manager that is slow or unreachable, with a progress text."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from typing import TypeVar

from ...core.cancel import CancelToken
from ...core.errors import Cancelled, FarmError
from ...core.progress import Progress
from ...core.text import say
from ...farm.manager_url import host_and_port
from ...manager_client import ManagerError
from .manager import Manager, retry_after
from .retry import AWAY, BackgroundCall, OutageTimer, pause

T = TypeVar("T")

SILENT = 3.0
"""Seconds without an answer after which the progress text says so."""
TO_END = 0.35
"""Seconds within which a call has to end when the user cancels."""


def slow(url: str, seconds: float) -> str:
    """Return the progress text for a Manager that does not answer a request."""
    return say(
        "Waiting for the Manager at {where}: no answer for {seconds} s", where=host_and_port(url), seconds=int(seconds)
    )


def away(url: str, outage: OutageTimer) -> str:
    """Return the progress text for an unreachable Manager."""
    return say(
        "Waiting for the Manager at {where}: unreachable for {seconds} s, giving up after {most} s",
        where=host_and_port(url),
        seconds=int(min(outage.silent_for, outage.patience)),  # the last attempt may take longer
        most=int(outage.patience),
    )


def answered(manager: Manager, call: Callable[[], T], progress: Progress) -> Generator[Progress, None, T]:
    """Run a blocking call and yield ``progress`` meanwhile; its text says if the Manager does not answer.

    Raises:
        BaseException: The call's exception.
        Cancelled: The user cancelled, and the call does not end: a name lookup cannot be aborted.
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
    """Wait until the next attempt.

    Raises:
        Cancelled: The user cancelled.
    """
    while (rest := outage.rest) > 0:
        waiting = replace(progress, text=away(manager.url, outage))
        yield from pause(min(rest, 1.0), waiting, cancel)


def patiently(
    manager: Manager, call: Callable[[], T], progress: Progress, cancel: CancelToken
) -> Generator[Progress, None, T]:
    """Run a repeatable call, and retry it while the Manager is unreachable.

    Raises:
        ManagerError, FarmError: The call failed for another reason, or the Manager stayed unreachable too long.
        Cancelled: The user cancelled.
    """
    outage = OutageTimer(manager.timeouts.backoff)
    while True:
        cancel.check()
        try:
            return (yield from answered(manager, call, progress))
        except (ManagerError, FarmError) as error:
            cancel.check()
            cause = error.__cause__ if isinstance(error, FarmError) else error
            if not isinstance(cause, ManagerError) or not is_away(cause) or not outage.lost(retry_after(cause)):
                raise
        yield from until_back(manager, outage, progress, cancel)


def is_away(error: ManagerError) -> bool:
    """Return whether an error only means that the Manager is unreachable or busy."""
    return error.status in AWAY or (error.kind is not None and error.kind.may_pass)
