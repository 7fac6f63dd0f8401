"""A request to the helper process, as its caller sees it."""

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
    """Something the helper was asked to do."""

    id: int
    do: str
    on_progress: OnProgress | None = None
    on_result: OnResult | None = None
    on_error: OnError | None = None
    on_cancelled: OnCancelled | None = None
    started: float = field(default_factory=time.monotonic)
    """Seconds on the monotonic clock."""
    keep: bool = False
    """Whether the helper goes on with it when Blender is gone."""
    done: bool = False
    """Whether the request has ended, in whatever way; nothing is called back after that."""
    parts: dict[str, list[Any]] = field(default_factory=dict, repr=False)
    """What has arrived of the lists of a large result."""
    _cancel: Callable[[Request], None] | None = field(default=None, repr=False)
    _answer: Callable[[Request, Mapping[str, Any]], None] | None = field(default=None, repr=False)

    def answer(self, **answer: Any) -> None:
        """Give the helper the word that it waits for, JSON-able; nothing happens when it waits for none."""
        if not self.done and self._answer is not None:
            self._answer(self, answer)

    def cancel(self) -> None:
        """Ask the helper to stop; ``on_cancelled`` follows, or the result if that came first."""
        if not self.done and self._cancel is not None:
            self._cancel(self)


def call_back(callback: Callable[[Any], object] | None, value: Any) -> None:
    """Hand over a value; one callback's fault must not stop the others."""
    if callback is not None:
        try:
            callback(value)
        except Exception:  # noqa: BLE001 - whatever it is
            _log.exception("a callback failed")
