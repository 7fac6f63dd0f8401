"""HTTP requests, built from the arguments of an operation."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, BinaryIO, Self, TypedDict
from urllib.parse import quote

from .configuration import Configuration
from .file_body import UploadBody
from .model import for_json

Timeout = float | tuple[float, float] | None
"""Seconds for the whole call, or a pair: seconds to connect, and seconds without a byte."""


class Parts(TypedDict, total=False):
    """Optional parts of a request."""

    path: Mapping[str, object]
    headers: Mapping[str, object]
    json: object
    file: BinaryIO
    content_type: str
    basic_auth: bool
    timeout: Timeout


TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
EXPECT_ABOVE = 256 * 1024
"""Bytes; for a larger body the head is sent first, to learn whether the Manager wants the body."""
_NO_FILE: Any = object()
MIB = 1024 * 1024
LARGE_ANSWERS = frozenset({"/api/v3/jobs", "/api/v3/jobs/{job_id}/tasks"})
"""Paths whose answers have no limit but the number of jobs and tasks."""
LARGE = 64 * MIB
USUAL = 16 * MIB
"""Most bytes of their answers, and of all others."""
CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True)
class Request:
    """Method, target and headers, a body that can be sent again, and the seconds that each phase may take."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes | UploadBody | None
    connect_timeout: float
    read_timeout: float
    total_timeout: float
    max_answer_size: int = 64 * MIB
    """Most bytes of the decompressed answer."""

    @property
    def repeatable(self) -> bool:
        """Whether it is safe to send it twice."""
        return self.method == "GET"

    def to(self, target: str) -> Self:
        """Return the same request for another path of the same Manager."""
        return replace(self, target=target)

    def without(self, header: str) -> Self:
        return replace(self, headers={name: value for name, value in self.headers.items() if name != header})


def build(
    configuration: Configuration,
    method: str,
    template: str,
    *,
    path: Mapping[str, object] | None = None,
    headers: Mapping[str, object] | None = None,
    json: object = None,
    file: BinaryIO = _NO_FILE,
    content_type: str = "application/json",
    basic_auth: bool = False,
    timeout: Timeout = None,
    accept: str = "application/json",
) -> Request:
    """Make a request.

    Raises:
        TypeError: The file of an upload is not a seekable binary file.
        ValueError: A path parameter would change the path, a header has a line break, or a time has no time zone.
    """
    fields = {"Accept": accept, "User-Agent": "flamenco-client", **configuration.default_headers}
    if basic_auth and configuration.username is not None:
        secret = f"{configuration.username}:{configuration.password or ''}".encode()
        fields["Authorization"] = f"Basic {base64.b64encode(secret).decode()}"
    fields |= {name: _text(value) for name, value in (headers or {}).items() if value is not None}
    body: bytes | UploadBody | None = None
    if file is not _NO_FILE:
        body = UploadBody(file)
        fields |= {"Content-Type": content_type, "Content-Length": str(body.length)}
        if body.length > EXPECT_ABOVE and configuration.scheme == "http":
            fields["Expect"] = "100-continue"
    elif json is not None:
        body = _dumps(json)
        fields |= {"Content-Type": content_type, "Content-Length": str(len(body))}
    elif method != "GET":
        fields["Content-Length"] = "0"
    connect, read, total = _timeouts(configuration, timeout)
    return Request(
        method=method,
        target=configuration.base_path + _fill(template, path or {}),
        headers={_header_name(name): _header_value(name, value) for name, value in fields.items()},
        body=body,
        connect_timeout=connect,
        read_timeout=read,
        total_timeout=total,
        max_answer_size=min(configuration.max_answer_size, LARGE if template in LARGE_ANSWERS else USUAL),
    )


def _timeouts(configuration: Configuration, timeout: Timeout) -> tuple[float, float, float]:
    if timeout is None:
        return configuration.connect_timeout, configuration.read_timeout, configuration.total_timeout
    if isinstance(timeout, tuple):
        connect, read = timeout
        total = max(configuration.total_timeout, connect + read)
    else:
        connect, read, total = min(configuration.connect_timeout, timeout), timeout, timeout
    if min(connect, read) <= 0:
        raise ValueError(f"_request_timeout must be above 0 seconds, not {timeout!r}")
    return connect, read, total


def _fill(template: str, path: Mapping[str, object]) -> str:
    return template.format(**{name: _segment(name, value) for name, value in path.items()})


def _segment(name: str, value: object) -> str:
    """Return one segment of a path. Refuse ``..``: servers and proxies resolve it even when it is encoded."""
    text = _text(value)
    if text in {"", ".", ".."}:
        raise ValueError(f"{name} cannot be {text!r}: it is part of a path")
    return quote(text, safe="", errors="surrogateescape")


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _header_name(name: str) -> str:
    if not TOKEN.fullmatch(name):
        raise ValueError(f"{name!r} cannot be the name of a header")
    return name


def _header_value(name: str, value: str) -> str:
    """Return a value for a header; a value that is not ASCII is encoded by RFC 2047, as the Manager expects."""
    if CONTROL.search(value):
        raise ValueError(f"the header {name} cannot hold line breaks or control characters: {value[:60]!r}")
    if value.isascii():
        return value
    return f"=?utf-8?b?{base64.b64encode(value.encode('utf-8', 'replace')).decode()}?="


def _dumps(value: Any) -> bytes:
    return json.dumps(value, default=for_json, allow_nan=False, separators=(",", ":")).encode("ascii")
