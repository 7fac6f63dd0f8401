"""Idle connections for reuse, and a way to end those in use."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .connection import Connection


class PoolEnded(Exception):
    """The pool was aborted or closed; the text says which."""


class Pool:
    """Connections to one Manager, shared by threads. Holds at most ``size`` idle ones.

    Args:
        connector: Returns a function that makes a connection; called at the first use.
        size: Idle connections to keep.
    """

    def __init__(self, connector: Callable[[], Callable[[], Connection]], size: int) -> None:
        self._connector = connector
        self._connect: Callable[[], Connection] | None = None
        self._size = size
        self._idle: list[Connection] = []
        self._busy: set[Connection] = set()
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._end = ""

    def take(self) -> Connection:
        """Return an idle connection that is still open, or a new one.

        Raises:
            PoolEnded: The pool was aborted or closed.
        """
        with self._lock:
            self.check()
            while self._idle:
                connection = self._idle.pop()
                if connection.is_connected:
                    break
                connection.discard()
            else:
                if self._connect is None:
                    self._connect = self._connector()
                connection = self._connect()
            self._busy.add(connection)
            return connection

    def give_back(self, connection: Connection, *, reusable: bool) -> None:
        with self._lock:
            self._busy.discard(connection)
            if reusable and not self._end and len(self._idle) < self._size:
                self._idle.append(connection)
            else:
                connection.discard()

    def drop_idle(self) -> None:
        """Close the idle connections."""
        with self._lock:
            while self._idle:
                self._idle.pop().discard()

    def end(self, reason: str) -> None:
        """Make all waiting and later calls fail at once."""
        with self._lock:
            self._end = self._end or reason
            self._ended.set()
            for connection in self._busy:
                connection.cut()
            while self._idle:
                self._idle.pop().discard()

    def check(self) -> None:
        """Raise PoolEnded when the pool was aborted or closed."""
        if self._end:
            raise PoolEnded(self._end)

    def wait(self, seconds: float) -> None:
        """Sleep between two attempts, at most until the pool ends.

        Raises:
            PoolEnded: The pool was aborted or closed.
        """
        self._ended.wait(seconds)
        self.check()
