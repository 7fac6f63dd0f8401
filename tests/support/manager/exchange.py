"""One request and its answer on one connection, for faults to change."""

from __future__ import annotations

import socket
import struct
import threading
from dataclasses import dataclass, field
from typing import Any

from .farm import Farm
from .wire import Request


class DropConnectionError(Exception):
    """Close the connection now; ``reset``: by RST instead of an orderly close."""

    def __init__(self, *, reset: bool = True) -> None:
        super().__init__("reset" if reset else "end")
        self.reset = reset


@dataclass
class Exchange:
    """A request and its connection, for faults."""

    sock: socket.socket
    request: Request
    farm: Farm
    stopping: threading.Event

    def wait(self, seconds: float) -> None:
        """Wait, unless the Manager is stopped.

        Raises:
            DropConnectionError: The Manager is stopped.
        """
        if self.stopping.wait(seconds):
            raise DropConnectionError(reset=False)


@dataclass
class Record:
    """One line of the request log."""

    method: str
    path: str
    operation: str
    headers: dict[str, str]
    """By lower-case name."""
    status: int = 0
    """Status code of the answer, 0 while there is none or if none was sent."""
    body_size: int = 0
    """Bytes of the body that arrived."""
    json: Any = None
    """The body, if it was JSON."""
    connection: int = 0
    """Number of the connection, to distinguish reused from new ones."""
    faults: list[str] = field(default_factory=list)
    """Kinds of the faults that were applied."""


def set_reset_on_close(sock: socket.socket) -> None:
    """Make closing the socket send RST."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
