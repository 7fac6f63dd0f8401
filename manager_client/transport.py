"""One attempt at a request over a pooled connection."""

from __future__ import annotations

import contextlib
import ssl  # noqa: TID253 - loaded at the first call, with urllib3
import time
from dataclasses import replace
from typing import Any

from urllib3 import HTTPResponse  # noqa: TID253
from urllib3.exceptions import DecodeError as CompressionError  # noqa: TID253

from .configuration import Configuration
from .connection import MAX_HEAD, Connection
from .connection_pool import Pool, PoolEnded
from .error_mapping import WIRE, aborted, connection_error
from .exceptions import ManagerError
from .file_body import BodyUnreadableError, UploadBody
from .request import Request
from .response import Answer, undecodable

CHUNK = 256 * 1024
LATE_ANSWER = 2.0
"""Seconds to wait for an answer after sending has failed: it has arrived already or never will."""
ENDLESS = float("inf")


class Transport:
    """Sends the requests of one client and reads what comes back, within limits."""

    def __init__(self, configuration: Configuration, pool: Pool) -> None:
        self._configuration = configuration
        self._pool = pool

    def exchange(self, request: Request, deadline: float) -> Answer:
        """Send a request and read its answer. ``deadline`` is on the clock of ``time.monotonic``.

        Raises:
            ApiConnectionError: There was no answer.
            ApiDecodeError: The answer is too large, or cannot be decompressed.
        """
        connection: Connection | None = None
        sent = reusable = False
        try:
            connection = self._pool.take()
            self._set_limits(connection, request, deadline)
            if connection.is_closed:
                connection.connect()
            sent = True
            with contextlib.closing(self._send(connection, request)) as response:
                answer = self._read(request, connection, response)
            reusable = not connection.is_closed and _all_sent(request)
            return answer
        except BodyUnreadableError as error:
            raise error.__cause__ or error from None
        except PoolEnded as error:
            raise aborted(error, sent=sent) from None
        except ManagerError:
            raise
        except WIRE as error:
            try:
                self._pool.check()
            except PoolEnded as end:
                raise aborted(end, sent=sent) from None
            raise connection_error(error, self._configuration, sent=sent) from error
        finally:
            if connection is not None:
                self._pool.give_back(connection, reusable=reusable)

    def wait(self, seconds: float) -> None:
        """Sleep between two attempts.

        Raises:
            ApiAbortedError: The client was aborted or closed meanwhile.
        """
        try:
            self._pool.wait(seconds)
        except PoolEnded as end:
            raise aborted(end, sent=False) from None

    def _set_limits(self, connection: Connection, request: Request, deadline: float) -> None:
        connection.timeout = request.connect_timeout
        limits = connection.limits
        limits.pause, limits.head_left, limits.ended = request.read_timeout, MAX_HEAD, False
        limits.deadline = ENDLESS if isinstance(request.body, UploadBody) else deadline

    def _send(self, connection: Connection, request: Request) -> HTTPResponse:
        """Send a request and return the head of the answer, even if it arrives before everything is sent."""
        body: Any = request.body
        if isinstance(body, UploadBody):
            body = connection.blocks(body, wait="Expect" in request.headers)
        try:
            connection.request(
                request.method, request.target, body=body, headers=request.headers, preload_content=False
            )
        except (ConnectionError, ssl.SSLError) as error:
            connection.limits.pause = LATE_ANSWER
            try:
                return connection.getresponse()
            except WIRE:
                raise error from None
        if isinstance(request.body, UploadBody):  # the last part may take some time to arrive
            connection.limits.pause = request.total_timeout
            connection.limits.deadline = time.monotonic() + request.total_timeout
        return connection.getresponse()

    def _read(self, request: Request, connection: Connection, response: HTTPResponse) -> Answer:
        """Read an answer to its end, never more than the configured size."""
        connection.limits.head_left = ENDLESS
        if connection.limits.ended:  # http.client takes an incomplete head for a whole one
            raise ConnectionResetError("the connection ended in the middle of an answer")
        if response.status < 200:
            raise ValueError(f"received status {response.status} in place of an answer")
        answer = Answer(
            status=response.status,
            reason=response.reason or "",
            headers=response.headers,
            body=b"",
            where=f"{request.method} {self._configuration.origin}{request.target}",
        )
        most = request.max_answer_size
        chunks: list[bytes] = []
        size = 0
        try:
            while chunk := response.read(CHUNK):
                size += len(chunk)
                if size > most:
                    raise undecodable(answer, f"the answer is larger than {most} bytes; is this a Flamenco Manager?")
                chunks.append(chunk)
        except CompressionError as error:
            raise undecodable(answer, f"the answer cannot be decompressed: {error}") from error
        return replace(answer, body=b"".join(chunks))


def _all_sent(request: Request) -> bool:
    return not isinstance(request.body, UploadBody) or request.body.complete
