"""Ports of loopback that stay a test's own: a port that is let go may be another test's a moment later."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Iterator


def reserve(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """Bind a port without listening: it refuses connections, and the system gives it to nobody else.

    Raises:
        OSError: Somebody has that port.
    """
    sock = bindable(host)
    try:
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def bindable(host: str) -> socket.socket:
    """Return a socket that can listen where a port is reserved, and where connections have just ended."""
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "darwin":  # Linux needs the first only, and with the second several could listen
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return sock


@contextlib.contextmanager
def closed_port() -> Iterator[int]:
    """A port that refuses connections."""
    with reserve() as sock:
        yield int(sock.getsockname()[1])
