"""Sockets with limits."""

from __future__ import annotations

import socket
import threading
import time

import pytest

from flamenco_client.manager_client.connection import LimitedSocket, Limits
from flamenco_client.tests.support.waiting import FOR_EVER, PATIENCE


def _pair(pause: float) -> tuple[LimitedSocket, socket.socket]:
    ours, theirs = socket.socketpair()
    limited = LimitedSocket(fileno=ours.detach())
    limited.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    limited.limits = Limits()
    limited.limits.pause = pause
    return limited, theirs


def test_slow_reader_does_not_time_out() -> None:
    """The read timeout starts again with every byte that could be sent, so that a slow link is no error."""

    class Watched(Limits):
        begun = 0

        def timeout(self) -> float:
            self.begun += 1
            return super().timeout()

    ours, theirs = _pair(pause=FOR_EVER)
    limits = ours.limits = Watched()
    received = bytearray()

    def read_little_by_little() -> None:
        while len(received) < 200_000:
            received.extend(theirs.recv(20_000))

    thread = threading.Thread(target=read_little_by_little)
    thread.start()
    with ours, theirs:
        ours.sendall(b"x" * 200_000)
        thread.join(PATIENCE)

    assert len(received) == 200_000
    assert limits.begun > 1


def test_stopped_reader_times_out() -> None:
    """Sending ends when the other side reads nothing for the read timeout."""
    ours, theirs = _pair(pause=0.2)
    with ours, theirs, pytest.raises(TimeoutError):
        ours.sendall(b"x" * 10_000_000)


def test_reading_ends_at_the_deadline() -> None:
    """Reading ends at the deadline of the call, although bytes keep arriving."""
    ours, theirs = _pair(pause=FOR_EVER)
    assert ours.limits is not None
    ours.limits.deadline = time.monotonic() + 0.2
    theirs.sendall(b"x")
    with ours, theirs, pytest.raises(TimeoutError):
        while True:
            ours.recv_into(bytearray(1))
            theirs.sendall(b"x")
