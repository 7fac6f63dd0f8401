"""The tests' own guard against connections to other machines."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("address", ["192.0.2.1", "10.1.2.3", "example.com"])
def test_other_machines_are_refused(address: str) -> None:
    """Nothing leaves, and the error is none that a network client would handle."""
    with socket.socket() as tcp, pytest.raises(RuntimeError, match="loopback only"):
        tcp.connect((address, 80))
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, pytest.raises(RuntimeError, match="loopback only"):
        udp.sendto(b"hello", (address, 80))


def test_loopback_is_fine() -> None:
    """The test Manager listens there."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
