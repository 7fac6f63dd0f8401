"""Requests that are held until a test lets them go: a moment that lasts as long as it has to be looked at."""

from __future__ import annotations

import threading

from .exchange import Exchange
from .faults import Fault
from .wire import Answer

_LOOK = 0.005


class Gate(Fault):
    """Holds requests until it is opened; ``after_work``: only their answers are held, the work is done.

    Attributes:
        held: Set once a request is held.
    """

    def __init__(self, *, after_work: bool = False) -> None:
        self.held = threading.Event()
        self._open = threading.Event()
        self._after_work = after_work

    def open(self) -> None:
        """Let what is held go on, and what comes later pass."""
        self._open.set()

    def on_head(self, exchange: Exchange) -> Answer | None:
        if not self._after_work:
            self._hold(exchange)
        return None

    def on_answer(self, exchange: Exchange, answer: Answer) -> Answer:
        if self._after_work:
            self._hold(exchange)
        return answer

    def _hold(self, exchange: Exchange) -> None:
        self.held.set()
        while not self._open.is_set():
            exchange.wait(_LOOK)  # ends with the Manager
