"""HTTP/1.1 of the Manager's server: reading requests and writing answers on a bare socket."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

HEAD_LIMIT = 64 * 1024
"""Most bytes of a request's head."""

DISCARD_LIMIT = 256 * 1024
"""Most unread bytes of a body that are skipped to keep the connection; above it the connection is closed."""

CHUNKED_ABOVE = 2048
"""JSON answers longer than this are chunked, shorter ones have a Content-Length, like the real server's."""

BLOCK = 256 * 1024


class ConnectionGoneError(Exception):
    """The client closed the connection, or sent something that is not HTTP."""


class Headers:
    """Header fields by case-insensitive name; of equal names the last one is used."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs
        self._by_name = {name.lower(): value for name, value in pairs}

    def get(self, name: str, default: str = "") -> str:
        return self._by_name.get(name.lower(), default)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._by_name


@dataclass
class Request:
    """The head of a request, and its body after it was read."""

    method: str
    target: str
    headers: Headers
    stream: BodyStream
    body: bytes = b""
    json: Any = None
    parameters: dict[str, str] = field(default_factory=dict)
    operation: str = ""
    worker: Any = None
    intercept: Callable[[], Answer | None] = field(default=lambda: None)
    """Called when the request is complete; an answer replaces the handler's."""

    @property
    def path(self) -> str:
        """Path with its percent-escapes decoded, without the query."""
        return unquote(self.target.partition("?")[0])

    @property
    def expects_continue(self) -> bool:
        return self.headers.get("Expect").lower() == "100-continue"


@dataclass
class Answer:
    """An answer; ``json``, if given, is written as by Go, with a line break at the end."""

    status: int
    body: bytes = b""
    headers: list[tuple[str, str]] = field(default_factory=list)
    content_type: str = ""
    json: Any = None
    close: bool = False

    @classmethod
    def of_json(cls, value: Any, status: int = 200) -> Answer:
        body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass") + b"\n"
        return cls(status, body, content_type="application/json", json=value)

    @classmethod
    def error(cls, status: int, message: str) -> Answer:
        """Return an error in the form of the Manager's own handlers."""
        return cls.of_json({"code": status, "message": message}, status)

    @classmethod
    def framework_error(cls, status: int, message: str) -> Answer:
        """Return an error in the form of the web framework, which has no code."""
        return cls.of_json({"message": message}, status)

    @classmethod
    def nothing(cls, status: int = 204) -> Answer:
        return cls(status)

    def head(self, *, length: int | None) -> bytes:
        """Return status line and headers; ``length`` None means chunked."""
        lines = [f"HTTP/1.1 {self.status} {reason(self.status)}"]
        if self.content_type:
            lines.append(f"Content-Type: {self.content_type}")
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines += ["Vary: Origin", f"Date: {formatdate(usegmt=True)}"]
        if self.status != 204 and self.status >= 200:
            lines.append("Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}")
        if self.close:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8")

    def encode(self, *, without_body: bool = False) -> bytes:
        """Return head and body in one piece, so that they are sent in one packet if they fit."""
        if without_body or self.status == 204:
            return self.head(length=len(self.body))
        if self.content_type == "application/json" and len(self.body) > CHUNKED_ABOVE:
            return self.head(length=None) + b"%x\r\n" % len(self.body) + self.body + b"\r\n0\r\n\r\n"
        return self.head(length=len(self.body)) + self.body


def reason(status: int) -> str:
    """Return the reason phrase of a status code, "" for unknown ones."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


class Reader:
    """Buffered reading from a socket."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = bytearray()

    def _fill(self) -> bool:
        data = self._sock.recv(BLOCK)
        self._buffer += data
        return bool(data)

    def until(self, mark: bytes, limit: int) -> bytes:
        """Return the bytes up to and including ``mark``.

        Raises:
            ConnectionGoneError: The connection ended before, or the limit was exceeded.
        """
        searched = 0
        while (at := self._buffer.find(mark, searched)) < 0:
            searched = max(0, len(self._buffer) - len(mark))
            if len(self._buffer) > limit or not self._fill():
                raise ConnectionGoneError("the connection ended before a complete line or head")
        at += len(mark)
        found = bytes(self._buffer[:at])
        del self._buffer[:at]
        return found

    def some(self, most: int) -> bytes:
        """Return between 1 and ``most`` bytes.

        Raises:
            ConnectionGoneError: The connection ended.
        """
        if not self._buffer:
            data = self._sock.recv(min(most, BLOCK))
            if not data:
                raise ConnectionGoneError("the connection ended in the middle of a body")
            return data
        found = bytes(self._buffer[:most])
        del self._buffer[:most]
        return found


class BodyStream:
    """A request's body, read on demand; the first read sends ``100 Continue`` if the client expects it."""

    def __init__(self, reader: Reader, sock: socket.socket, headers: Headers) -> None:
        self._reader = reader
        self._sock = sock
        self._chunked = "chunked" in headers.get("Transfer-Encoding").lower()
        self._left = 0 if self._chunked else int(headers.get("Content-Length", "0") or "0")
        self.declared: int | None = None if self._chunked else self._left
        self.must_send_continue = headers.get("Expect").lower() == "100-continue"
        self.ended = not self._chunked and self._left == 0
        self.received = 0
        self.block_size = BLOCK
        self.on_block: Callable[[int], None] | None = None
        """Called with the bytes received so far before each block; may wait or raise."""

    @property
    def left(self) -> int | None:
        """Number of bytes left, None for a chunked body before its end."""
        if self.ended:
            return 0
        return None if self._chunked else self._left

    def blocks(self) -> Iterator[bytes]:
        """Yield the body as it arrives."""
        if not self.ended and self.must_send_continue:
            self._sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        self.must_send_continue = False
        while not self.ended:
            if self.on_block:
                self.on_block(self.received)
            block = self._next_chunk_part() if self._chunked else self._next_part()
            if block:
                self.received += len(block)
                yield block

    def _next_part(self) -> bytes:
        block = self._reader.some(min(self._left, self.block_size))
        self._left -= len(block)
        self.ended = self._left == 0
        return block

    def _next_chunk_part(self) -> bytes:
        if self._left == 0:
            line = self._reader.until(b"\r\n", HEAD_LIMIT)
            try:
                self._left = int(line.split(b";")[0], 16)
            except ValueError:
                raise ConnectionGoneError("a chunk without a size") from None
            if self._left == 0:
                while self._reader.until(b"\r\n", HEAD_LIMIT) != b"\r\n":
                    pass
                self.ended = True
                return b""
        block = self._reader.some(min(self._left, self.block_size))
        self._left -= len(block)
        if self._left == 0:
            self._reader.until(b"\r\n", 2)
        return block

    def read_all(self) -> bytes:
        return b"".join(self.blocks())


def read_request(reader: Reader, sock: socket.socket) -> Request:
    """Read the head of the next request.

    Raises:
        ConnectionGoneError: The client disconnected, or sent something else than an HTTP request.
    """
    head = reader.until(b"\r\n\r\n", HEAD_LIMIT).decode("latin-1").lstrip("\r\n")
    first, *lines = head.split("\r\n")
    parts = first.split(" ")
    if len(parts) != 3 or not parts[2].startswith("HTTP/1."):
        raise ConnectionGoneError(f"not a request line: {first!r}")
    pairs = [(name.strip(), value.strip()) for name, _, value in (line.partition(":") for line in lines if line)]
    headers = Headers(pairs)
    try:
        stream = BodyStream(reader, sock, headers)
    except ValueError:
        raise ConnectionGoneError("Content-Length is not a number") from None
    return Request(parts[0], parts[1], headers, stream)
