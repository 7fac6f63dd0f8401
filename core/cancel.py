"""A request to stop, shared by the thread that works and the one that hears the user."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from .errors import Cancelled

log = logging.getLogger(__name__)


class CancelToken:
    """Set once, never taken back; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._cancelled = False
        self._callbacks: dict[object, Callable[[], object]] = {}

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    def check(self) -> None:
        """Raise ``Cancelled`` if the user said stop; to be called between steps that leave nothing behind."""
        if self._cancelled:
            raise Cancelled

    def cancel(self) -> None:
        """Say stop, and run the callbacks in this thread. A second time does nothing."""
        with self._lock:
            self._cancelled = True
            callbacks = list(self._callbacks.values())
            self._callbacks.clear()
        for callback in callbacks:
            self._run(callback)

    def on_cancel(self, callback: Callable[[], object]) -> Callable[[], None]:
        """Have ``callback`` run when the user says stop, or at once when that was before.

        It is to end a call that blocks, in the thread that cancels; it must not block itself.

        Returns:
            A function that takes the callback back. It may still be running when that returns.
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
            # One callback that fails must not keep the others from ending their calls.
            log.exception("A callback of a cancellation failed")
