"""Requests to the helper, as their callers see them."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.errors import Cancelled, FarmError
from ..core.progress import Progress

_log = logging.getLogger(__name__)

OnProgress = Callable[[Progress], object]
OnResult = Callable[[Any], object]
OnError = Callable[[FarmError], object]
OnCancelled = Callable[[Cancelled], object]


@dataclass(eq=False)
class Request:
    """A request to the helper."""

    id: int
    do: str
    on_progress: OnProgress | None = None
    on_result: OnResult | None = None
    on_error: OnError | None = None
    on_cancelled: OnCancelled | None = None
    started: float = field(default_factory=time.monotonic)
    """Seconds on the monotonic clock."""
    keep: bool = False
    """Whether the helper continues it after Blender has ended."""
    done: bool = False
    """Whether the request has ended; no callback is called after that."""
    cancelled_at: float | None = None
    """Seconds on the monotonic clock; None = it was not cancelled."""
    stopping: bool = False
    """Whether the helper has read that it is cancelled."""
    parts: dict[str, list[Any]] = field(default_factory=dict, repr=False)
    """The received parts of the lists of a large result."""
    _cancel: Callable[[Request], None] | None = field(default=None, repr=False)
    _keep: Callable[[Request], None] | None = field(default=None, repr=False)
    _answer: Callable[[Request, Mapping[str, Any]], None] | None = field(default=None, repr=False)

    def answer(self, **answer: Any) -> None:
        """Send the user's answer, JSON-able, to the helper, which ignores it unless it waits for one."""
        if not self.done and self._answer is not None:
            self._answer(self, answer)

    def keep_going(self, *, keep: bool) -> None:
        """Change whether the helper continues the request after Blender has ended."""
        if not self.done and self._keep is not None:
            self.keep = keep
            self._keep(self)

    def cancel(self) -> None:
        """Cancel the request; ``on_cancelled`` is called, or ``on_result`` if the result came first."""
        if not self.done and self._cancel is not None:
            if self.cancelled_at is None:
                self.cancelled_at = time.monotonic()
            self._cancel(self)


def call_back(callback: Callable[[Any], object] | None, value: Any) -> None:
    """Call a callback, if any; log its exception, which must not stop other callbacks."""
    if callback is not None:
        try:
            callback(value)
        except Exception:  # noqa: BLE001 - callbacks may raise anything
            _log.exception("a callback failed")
