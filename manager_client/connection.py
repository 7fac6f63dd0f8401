"""Connections with deadlines, which another thread can end and which notice an early answer.

Imported at the first call, because it imports urllib3.
"""

from __future__ import annotations

import contextlib
import functools
import re
import socket
import ssl  # noqa: TID253 - this module itself is imported on first use
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import urllib3.connection  # noqa: TID253
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError  # noqa: TID253
from urllib3.util import wait_for_read, wait_for_write  # noqa: TID253

from .base_error import ConnectionProblem
from .configuration import Configuration
from .connection_errors import ApiConnectionError
from .file_body import BLOCK, UploadBody
from .happy_eyeballs import Address, ConnectionRace, in_turns
from .proxy import proxy_of

CONTINUE_WAIT = 1.0
"""Seconds to wait for ``100 Continue`` before the body is sent anyway."""
MAX_HEAD = 256 * 1024
"""Most bytes of an answer's head, interim answers before it included."""
PEEK = 16 * 1024
_LOOK = 0.05
"""Seconds between two checks for an early answer while nothing can be sent."""
INTERIM = re.compile(rb"HTTP/1\.\d 1\d\d")


class HeadTooLargeError(ValueError):
    """The head of an answer is too long, or ``100 Continue`` is repeated endlessly."""


class Limits:
    """Time and bytes left for a socket; set anew for each call."""

    def __init__(self) -> None:
        self.pause = 30.0
        self.deadline = float("inf")
        self.head_left: float = MAX_HEAD
        self.ended = False
        self.answered: Callable[[], bool] | None = None
        """Returns whether the final answer has arrived; called while nothing can be sent."""

    def timeout(self) -> float:
        """Return the seconds that the next operation of the socket may take.

        Raises:
            TimeoutError: The deadline of the call has passed.
        """
        seconds = min(self.pause, self.deadline - time.monotonic())
        if seconds <= 0:
            raise TimeoutError("the deadline of the call has passed")
        return seconds

    def received(self, count: int) -> None:
        self.ended = not count
        self.head_left -= count
        if self.head_left < 0:
            raise HeadTooLargeError(f"the head of the answer is larger than {MAX_HEAD} bytes")


class _Limited:
    """Mixin of sockets: sets the timeout before each operation, so that slow data cannot extend the deadline."""

    limits: Limits | None = None

    def recv_into(self, *args: Any) -> int:
        self._prepare()
        count: int = super().recv_into(*args)  # type: ignore[misc]
        if self.limits is not None:
            self.limits.received(count)
        return count

    def send(self, *args: Any) -> int:
        self._prepare()
        count: int = super().send(*args)  # type: ignore[misc]
        return count

    def sendall(self, data: Any, flags: int = 0) -> None:
        """Send all data; the read timeout starts again after each part."""
        with memoryview(data) as view:
            sent = 0
            while sent < len(view):
                self._wait_for_room()
                sent += self.send(view[sent:], flags)

    def _wait_for_room(self) -> None:
        """Wait until data can be sent, unless an answer arrives: whoever has answered may read no further."""
        if self.limits is None or self.limits.answered is None:
            return
        sock: Any = self
        until = time.monotonic() + self.limits.timeout()
        while not wait_for_write(sock, _LOOK) and time.monotonic() < until:
            if self.limits.answered():
                raise ConnectionAbortedError("the answer arrived before everything was sent")

    def _prepare(self) -> None:
        if self.limits is not None:
            self.settimeout(self.limits.timeout())  # type: ignore[attr-defined]


class LimitedSocket(_Limited, socket.socket):
    """Socket for plain http."""


class LimitedTlsSocket(_Limited, ssl.SSLSocket):
    """Socket for https; the ``sslsocket_class`` of the SSLContext."""


class Connection(urllib3.connection.HTTPConnection):
    """A connection to the Manager over plain http."""

    _handle: socket.socket | None = None
    _cut = False

    def __init__(
        self,
        host: str,
        port: int,
        *,
        known: dict[str, Any] | None = None,
        prefix: str = "",
        headers: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        """Prepare a connection; ``prefix`` and ``headers`` are what a proxy wants in each request."""
        super().__init__(host, port, blocksize=BLOCK, **options)
        self.limits = Limits()
        self._prefix, self._headers = prefix, dict(headers or {})
        self.known = {} if known is None else known
        """Shared by the connections of one client: the ``address`` that worked last."""

    def _new_conn(self) -> socket.socket:
        """Connect a socket with limits; ``cut`` ends this, too."""
        try:
            addresses = socket.getaddrinfo(self._dns_host, self.port, 0, socket.SOCK_STREAM)
        except (socket.gaierror, UnicodeError) as error:
            reason = error if isinstance(error, socket.gaierror) else socket.gaierror(str(error))
            raise NameResolutionError(self.host, self, reason) from error
        race = ConnectionRace(self._socket, min(float(self.timeout or 0), self.limits.timeout()), lambda: self._cut)
        try:
            sock = race.run(in_turns(addresses, self.known.get("address")))
            try:
                self._make_reachable(sock)
                self.known["address"] = sock.getpeername()
            except OSError:
                sock.close()
                raise
        except TimeoutError as failure:
            raise ConnectTimeoutError(self, f"no connection within {self.timeout} s") from failure
        except OSError as failure:
            raise NewConnectionError(self, f"cannot connect: {failure}") from failure
        sock.settimeout(min(float(self.timeout or 0), self.limits.timeout()))
        return sock

    @staticmethod
    def _socket(address: Address) -> LimitedSocket:
        family, kind, protocol, _name, _address = address
        sock = LimitedSocket(family, kind, protocol)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def request(self, method: str, url: str, body: Any = None, headers: Any = None, **options: Any) -> None:
        """Send a request, in the form that a proxy wants if there is one."""
        super().request(method, self._prefix + url, body, {**(headers or {}), **self._headers}, **options)

    def connect(self) -> None:
        super().connect()
        assert isinstance(self.sock, _Limited)  # noqa: S101 - both ways to connect make one
        self.sock.limits = self.limits

    def _make_reachable(self, sock: socket.socket) -> None:
        """Keep a second handle for ``cut``: TLS takes the first, and http.client closes it before the last byte."""
        if self._handle is not None:
            self._handle.close()
        self._handle = sock.dup()
        if self._cut:
            raise OSError("aborted")

    def cut(self) -> None:
        """Make the waiting call fail; to be called from another thread."""
        self._cut = True
        if self._handle is not None:
            with contextlib.suppress(OSError):  # not connected any more
                self._handle.shutdown(socket.SHUT_RDWR)

    def discard(self) -> None:
        """Close both handles."""
        self.close()
        if self._handle is not None:
            self._handle.close()

    def blocks(self, body: UploadBody, *, wait: bool) -> Iterator[bytes]:
        """Yield the blocks of an upload until the Manager gives its final answer.

        Called after the head was sent. With ``wait`` the Manager first gets a moment to refuse the body.
        """
        body.sent = 0
        if wait and self.final_answer_waits(CONTINUE_WAIT):
            return
        self.limits.answered = functools.partial(self.final_answer_waits, 0)
        try:
            for block in body.blocks():
                if self.final_answer_waits(0):
                    return
                yield block
        finally:
            self.limits.answered = None

    def final_answer_waits(self, seconds: float) -> bool:
        """Return whether a final answer or the end of the connection can be read; skips ``100 Continue``."""
        until = time.monotonic() + seconds
        while wait_for_read(self.sock, max(0, until - time.monotonic())):
            head = self.sock.recv(PEEK, socket.MSG_PEEK)
            if not head or (len(head) > 12 and not INTERIM.match(head)):
                return True
            end = head.find(b"\r\n\r\n")
            if end >= 0 and INTERIM.match(head):
                self.sock.recv(end + 4)
                return False
            if time.monotonic() >= until:
                return False
            time.sleep(0.01)  # only a part of the head has arrived
        return False


class TlsConnection(Connection, urllib3.connection.HTTPSConnection):
    """A connection to the Manager over https, where an early answer cannot be noticed without decrypting it."""

    def blocks(self, body: UploadBody, *, wait: bool) -> Iterator[bytes]:  # noqa: ARG002 - signature of the base
        return body.blocks()


def tls_context(configuration: Configuration) -> ssl.SSLContext:
    """Return the SSLContext that all connections of a configuration share.

    Raises:
        ApiConnectionError: The file of trusted certificates cannot be read.
    """
    try:
        context = ssl.create_default_context(cafile=configuration.ca_file)
    except OSError as error:
        message = f"The file of trusted certificates, {configuration.ca_file}, cannot be read: {error}."
        raise ApiConnectionError(message, kind=ConnectionProblem.TLS, sent=False, reason=str(error)) from error
    if configuration.ca_file:
        # Python 3.13 wants extensions that a CA of one's own rarely has; the user trusts it all the same.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.sslsocket_class = LimitedTlsSocket
    if not configuration.verify_ssl:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def connector(configuration: Configuration) -> Callable[[], Connection]:
    """Return a function that makes a connection, not yet connected.

    Raises:
        ApiConnectionError: The certificates or the proxy cannot be used.
    """
    known: dict[str, Any] = {}
    proxy = proxy_of(configuration)
    host, port = (proxy.hostname, proxy.port) if proxy else (configuration.hostname, configuration.port)
    if configuration.scheme == "http":
        prefix, headers = (configuration.origin, proxy.headers) if proxy else ("", {})
        return lambda: Connection(host, port, known=known, prefix=prefix, headers=headers)
    context = tls_context(configuration)

    def connect() -> Connection:
        connection = TlsConnection(host, port, known=known, ssl_context=context)
        if proxy:
            connection.set_tunnel(configuration.hostname, configuration.port, proxy.headers)
        return connection

    return connect
