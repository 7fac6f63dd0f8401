"""Reserved ports of loopback, because another test can get a released port at once."""

from __future__ import annotations

import contextlib
import socket
import sys
from collections.abc import Iterator


def reserve(host: str = "127.0.0.1", port: int = 0) -> socket.socket:
    """Bind a port without listening: it refuses connections, and the system does not give it to others.

    Raises:
        OSError: The port is in use.
    """
    sock = bindable(host)
    try:
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock


def bindable(host: str) -> socket.socket:
    """Return a socket that can listen on a reserved port, and where connections have just ended."""
    sock = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sys.platform == "darwin":  # Linux needs the first option only; the second would allow several listeners
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    return sock


@contextlib.contextmanager
def closed_port() -> Iterator[int]:
    """Provide a port that refuses connections."""
    with reserve() as sock:
        yield int(sock.getsockname()[1])
