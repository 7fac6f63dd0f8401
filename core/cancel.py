"""Cancelling: a request to stop, shared by the working thread and the one that listens to the user."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from .errors import Cancelled

log = logging.getLogger(__name__)


class CancelToken:
    """A request to stop: set once, never withdrawn; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._callbacks: dict[object, Callable[[], object]] = {}

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def check(self) -> None:
        """Raise ``Cancelled`` if the user cancelled; call it between steps that leave nothing behind."""
        if self._cancelled:
            raise Cancelled

    def cancel(self) -> None:
        """Request the stop, and run the callbacks in this thread. A second call does nothing."""
        with self._lock:
            self._cancelled = True
            callbacks = list(self._callbacks.values())
            self._callbacks.clear()
        for callback in callbacks:
            self._run(callback)

    def on_cancel(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Run ``callback`` when the user cancels, or at once if that has happened already.

        The callback ends a blocking call. It runs in the thread that cancels and must not block.

        Returns:
            A function that removes the callback. The callback may still be running when it returns.
        """
        key = object()
        with self._lock:
            if not self._cancelled:
                self._callbacks[key] = callback
                return lambda: self._forget(key)
        self._run(callback)
        return lambda: None

    def _forget(self, key: object) -> None:
        with self._lock:
            self._callbacks.pop(key, None)

    @staticmethod
    def _run(callback: Callable[[], object]) -> None:
        try:
            callback()
        except Exception:
            # A failing callback must not keep the others from running.
            log.exception("A callback of a cancellation failed")
