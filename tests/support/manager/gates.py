"""Gates, which hold requests until a test has checked what it wants."""

from __future__ import annotations

import threading

from .exchange import Exchange
from .faults import Fault
from .wire import Answer

_LOOK = 0.005


class Gate(Fault):
    """A fault that holds requests until it is opened; ``after_work``: it holds only their answers.

    Attributes:
        held: Set once a request is held.
    """

    def __init__(self, *, after_work: bool = False) -> None:
        self.held = threading.Event()
        self._open = threading.Event()
        self._after_work = after_work

    def open(self) -> None:
        """Release the held requests, and let later ones pass."""
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
            exchange.wait(_LOOK)  # ends when the Manager stops
