"""The guard of the tests against connections to other machines."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize("address", ["192.0.2.1", "10.1.2.3", "2001:db8::1", "example.com"])
def test_other_machines_are_refused(address: str) -> None:
    """Connections and name look-ups fail with an error that no network client handles."""
    with pytest.raises(RuntimeError, match="loopback only"):
        socket.create_connection((address, 80), timeout=1)


def test_datagrams_to_other_machines_are_refused() -> None:
    """Discovery is tested on loopback."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, pytest.raises(RuntimeError, match="loopback only"):
        udp.sendto(b"hello", ("239.255.255.250", 1900))


def test_loopback_is_allowed() -> None:
    """The test Manager listens there."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()
