"""Parser of HTTP/1.1 answers that may still be incomplete."""

from __future__ import annotations

import functools
import re
import zlib
from typing import NamedTuple

from urllib3 import HTTPHeaderDict  # noqa: TID253 - loaded at the first call

from .connection import MAX_HEAD, HeadTooLargeError

MAX_BODY = 1024 * 1024
"""Most bytes of the answer to an upload: an error message, or the web page of a proxy."""
_STATUS = re.compile(rb"HTTP/1\.([01]) (\d{3})(?: ([^\r\n]*))?")
_END = b"\r\n\r\n"


class RawAnswer(NamedTuple):
    """A complete answer."""

    status: int
    reason: str
    headers: HTTPHeaderDict
    body: bytes
    length: int
    """Bytes of the received data that belong to this answer."""
    keeps: bool
    """Whether the connection may be used again."""


def parse(received: bytes | bytearray, *, ended: bool) -> RawAnswer | None:
    """Return the answer at the beginning of ``received``, or None while it is incomplete.

    Args:
        received: All bytes received.
        ended: Whether the connection has ended.

    Raises:
        ConnectionResetError: The connection has ended in the middle of the answer.
        ValueError: The answer is not HTTP, or too large.
    """
    head_end = received.find(_END)
    if head_end < 0:
        if len(received) > MAX_HEAD:
            raise HeadTooLargeError(f"the head of the answer is larger than {MAX_HEAD} bytes")
        _require_more(ended=ended)
        return None
    status, reason, headers, keeps = _head(bytes(received[:head_end]))
    at = head_end + len(_END)
    body: bytes | None = b""
    end = at
    if status >= 200 and status not in {204, 304}:
        if "chunked" in headers.get("Transfer-Encoding", "").lower():
            body, end = _chunks(received, at)
        elif (length := headers.get("Content-Length")) is not None:
            end = at + _length(length, 10)
            body = bytes(received[at:end]) if len(received) >= end else None
        else:
            keeps = False
            end = len(received)
            body = bytes(received[at:]) if ended else None
    if max(end, len(received)) - at > MAX_BODY:
        raise ValueError(f"the answer is larger than {MAX_BODY} bytes")
    if body is None:
        _require_more(ended=ended)
        return None
    if body and (coding := headers.get("Content-Encoding", "").strip().lower()) not in {"", "identity"}:
        body = _unpacked(body, coding)
    return RawAnswer(status, reason, headers, body, end, keeps)


def _unpacked(body: bytes, coding: str) -> bytes:
    """Decompress a body that a proxy has compressed unasked; return nothing if that is not possible.

    Raises:
        ValueError: The decompressed body is too large.
    """
    if coding not in {"gzip", "x-gzip", "deflate"}:
        return b""
    for format_ in (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS):  # with a header of gzip or zlib, or raw
        unpacking = zlib.decompressobj(format_)
        try:
            whole = unpacking.decompress(body, MAX_BODY)
        except zlib.error:
            continue
        if unpacking.unconsumed_tail:
            raise ValueError(f"the answer decompresses to more than {MAX_BODY} bytes")
        return whole
    return b""


@functools.lru_cache(maxsize=16)
def _head(head: bytes) -> tuple[int, str, HTTPHeaderDict, bool]:
    """Return status, reason, headers and whether the connection can be kept; most answers have the same head."""
    first, *lines = head.split(b"\r\n")
    match = _STATUS.fullmatch(first)
    if match is None:
        raise ValueError(f"{first[:60]!r} is not the first line of an HTTP answer")
    headers = _headers(lines)
    keeps = match[1] == b"1" and "close" not in headers.get("Connection", "").lower()
    return int(match[2]), (match[3] or b"").decode("latin-1"), headers, keeps


def _require_more(*, ended: bool) -> None:
    if ended:
        raise ConnectionResetError("the connection ended in the middle of an answer")


def _headers(lines: list[bytes]) -> HTTPHeaderDict:
    headers = HTTPHeaderDict()
    for line in lines:
        name, colon, value = line.decode("latin-1").partition(":")
        if not colon:
            raise ValueError(f"{line[:60]!r} is not a header")
        headers.add(name.strip(), value.strip())
    return headers


def _chunks(received: bytes | bytearray, at: int) -> tuple[bytes | None, int]:
    """Join the chunks from ``at`` on; return the body, or None while chunks are missing, and where it ends."""
    pieces: list[bytes] = []
    while True:
        line_end = received.find(b"\r\n", at)
        if line_end < 0:
            return None, len(received)
        size = _length(bytes(received[at:line_end]).partition(b";")[0].decode("latin-1"), 16)
        at = line_end + 2
        if size == 0:
            end = received.find(b"\r\n", at)  # no trailers: servers send them only on request
            return (b"".join(pieces), end + 2) if end >= 0 else (None, len(received))
        if len(received) < at + size + 2:
            return None, at + size
        pieces.append(bytes(received[at : at + size]))
        at += size + 2


def _length(text: str, base: int) -> int:
    """Parse a length.

    Raises:
        ValueError: It is not a number.
    """
    text = text.strip()
    if not re.fullmatch(r"[0-9A-Fa-f]{1,15}", text):
        raise ValueError(f"{text[:60]!r} is not a length")
    return int(text, base)
