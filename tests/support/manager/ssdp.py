"""Discovery: answers to the search for Managers, as SSDP by unicast."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Sequence
from email.utils import formatdate
from typing import Self

TARGET = "urn:flamenco:manager:0"
"""Search target of Managers."""

UNIQUE_NAME = "uuid:aa80bc5f-d0af-46b8-8630-23bd7e80ec4d::urn:flamenco:manager:0"
"""The same for all Managers."""


class Responder:
    """Responder to searches on a UDP port, with one datagram per URL.

    A real Manager listens on the multicast address 239.255.255.250 port 1900, waits a random time below the search's
    ``MX`` seconds, and answers from port 1900. Tests send to this port on loopback instead: nothing reaches a network.

    Args:
        urls: Addresses of the Managers that answer, each without a path.
        port: UDP port, 0 for any free one.
        delay: Seconds to wait before each answer.
    """

    def __init__(self, urls: Sequence[str], *, host: str = "127.0.0.1", port: int = 0, delay: float = 0.0) -> None:
        self.urls = list(urls)
        self._delay = delay
        self._address = (host, port)
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self.searches: list[str] = []
        """All received datagrams, valid searches or not."""

    @property
    def address(self) -> tuple[str, int]:
        """Address for searches."""
        return self._address

    def start(self) -> Self:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.settimeout(0.1)
        self._socket.bind(self._address)
        self._address = self._socket.getsockname()
        self._thread = threading.Thread(target=self._serve, args=[self._socket], name="discovery", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(5)
        if self._socket is not None:
            self._socket.close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _serve(self, sock: socket.socket) -> None:
        while not self._stop.is_set():
            try:
                datagram, sender = sock.recvfrom(8192)
            except TimeoutError:
                continue
            except OSError:
                return
            text = datagram.decode("latin-1")
            self.searches.append(text)
            if not is_search(text):
                continue
            for url in self.urls:
                if self._stop.wait(self._delay):
                    return
                with contextlib.suppress(OSError):
                    sock.sendto(answer(url), sender)


def is_search(text: str) -> bool:
    """Return whether a datagram is a search for Managers: complete, with ``MAN``, for Managers or for everything."""
    head, found, _ = text.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    fields = {name.strip().upper(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return (
        bool(found)
        and first == "M-SEARCH * HTTP/1.1"
        and fields.get("MAN") == '"ssdp:discover"'
        and fields.get("ST") in {TARGET, "ssdp:all"}
        and fields.get("MX", "").isdigit()
    )


def answer(url: str) -> bytes:
    """Return the datagram of one Manager."""
    lines = [
        "HTTP/1.1 200 OK",
        f"ST: {TARGET}",
        f"USN: {UNIQUE_NAME}",
        f"LOCATION: {url}/upnp/description.xml",
        "CACHE-CONTROL: max-age=1800",
        f"DATE: {formatdate(usegmt=True)}",
        "SERVER: test/1.0 UPnP/2.0 flamenco/3",
        "EXT: ",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
