"""Happy Eyeballs: a connection to the first address of a host that answers, without waiting for unreachable ones."""

from __future__ import annotations

import contextlib
import errno
import os
import selectors
import socket
import time
from collections.abc import Callable, Sequence
from itertools import zip_longest
from typing import Any

HEAD_START = 0.25
"""Seconds until the next address is tried in parallel."""
_LOOK_UP = 0.1
"""Seconds between two calls of ``is_over``."""
_UNDER_WAY = {0, errno.EINPROGRESS, errno.EWOULDBLOCK, getattr(errno, "WSAEWOULDBLOCK", errno.EINPROGRESS)}

Address = tuple[Any, ...]
"""As ``socket.getaddrinfo`` gives them: family, kind, protocol, name, address."""


def in_turns(addresses: Sequence[Address], preferred: Any = None) -> list[Address]:
    """Put the address that worked last first, and alternate the families: usually only one is unreachable."""
    first = [address for address in addresses if address[4] == preferred]
    others = [address for address in addresses if address[4] != preferred]
    families = list(dict.fromkeys(address[0] for address in others))
    by_family = [[address for address in others if address[0] == family] for family in families]
    return first + [address for turn in zip_longest(*by_family) for address in turn if address is not None]


class ConnectionRace:
    """Parallel attempts to connect to the addresses of one host; the first that succeeds wins."""

    def __init__(self, make: Callable[[Address], socket.socket], seconds: float, is_over: Callable[[], bool]) -> None:
        """Prepare.

        Args:
            make: Makes a socket for an address; on an OSError the address is skipped.
            seconds: Timeout of each address.
            is_over: Returns whether the connection is no longer wanted.
        """
        self._make = make
        self._seconds = seconds
        self._is_over = is_over
        self._under_way: dict[socket.socket, float] = {}
        """Sockets being connected, with their deadlines."""
        self._failure: OSError = OSError("the name has no address")

    def run(self, addresses: Sequence[Address]) -> socket.socket:
        """Return a connected socket, in blocking mode.

        Raises:
            OSError: No address could be connected; the last failure.
        """
        with selectors.DefaultSelector() as selector:
            try:
                return self._run(list(addresses), selector)
            finally:
                for sock in self._under_way:
                    sock.close()

    def _run(self, addresses: list[Address], selector: selectors.BaseSelector) -> socket.socket:
        next_start = 0.0
        while addresses or self._under_way:
            if self._is_over():
                raise OSError("aborted")
            now = time.monotonic()
            if addresses and (now >= next_start or not self._under_way):
                next_start = now + HEAD_START
                self._start(addresses.pop(0), selector)
            until = min([*self._under_way.values(), now + _LOOK_UP, *([next_start] if addresses else [])])
            for key, _ in selector.select(max(0.0, until - now)):
                sock: Any = key.fileobj
                error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
                if error == 0:
                    selector.unregister(sock)
                    del self._under_way[sock]
                    sock.setblocking(True)
                    return sock  # type: ignore[no-any-return]
                self._give_up(sock, selector, OSError(error, os.strerror(error)))
                next_start = 0.0
            for sock in [sock for sock, end in self._under_way.items() if time.monotonic() >= end]:
                self._give_up(sock, selector, TimeoutError(errno.ETIMEDOUT, "it does not answer"))
        raise self._failure

    def _start(self, address: Address, selector: selectors.BaseSelector) -> None:
        sock: socket.socket | None = None
        try:
            sock = self._make(address)
            sock.setblocking(False)
            error = sock.connect_ex(address[4])
            if error not in _UNDER_WAY:
                raise OSError(error, os.strerror(error))
            selector.register(sock, selectors.EVENT_WRITE)
        except OSError as failure:
            self._failure = failure
            if sock is not None:
                sock.close()
        else:
            self._under_way[sock] = time.monotonic() + self._seconds

    def _give_up(self, sock: socket.socket, selector: selectors.BaseSelector, failure: OSError) -> None:
        self._failure = failure
        with contextlib.suppress(KeyError):
            selector.unregister(sock)
        del self._under_way[sock]
        sock.close()
