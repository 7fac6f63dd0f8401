"""Uploads: seekable files with declared length, and early answers."""

from __future__ import annotations

import hashlib
import io
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, BinaryIO, cast

import pytest

from flamenco_client.manager_client import ApiClient, Configuration, ProgressFile, connection, transport, with_http_info
from flamenco_client.manager_client.apis import ShamanApi
from flamenco_client.manager_client.exceptions import ApiConnectionError
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import FOR_EVER, at_once

from .conftest import Connector, Peer, header

MIB = 1024 * 1024
LARGE = bytes(range(256)) * 4096 * 8
SMALL = b"small" * 1000


def _store(client: ApiClient, content: bytes, **options: Any) -> int:
    """Upload a content and return the status."""
    store = ShamanApi(client).shaman_file_store
    return with_http_info(
        store, hashlib.sha256(content).hexdigest(), len(content), io.BytesIO(content), **options
    ).status


@pytest.mark.parametrize("content", [b"", b"x", SMALL, LARGE], ids=["empty", "byte", "small", "large"])
def test_files_are_stored(tmp_path: Path, content: bytes) -> None:
    """Files of any size are stored; a second upload is answered 208."""
    with ManagerServer(tmp_path) as manager, ApiClient(Configuration(host=manager.url)) as client:
        assert (_store(client, content), _store(client, content)) == (200, 208)
        (size,) = manager.stored_files().values()

    assert size == len(content)


def test_body_begins_at_the_files_position(connect: Connector) -> None:
    """The body is the rest of the file from its position; the head has its length, and nothing is chunked."""
    received: list[tuple[bytes, bytes]] = []

    def script(peer: Peer) -> None:
        received.append(peer.request())
        peer.answer("204 No Content", b"", Content_Type="")

    file = io.BytesIO(b"0123456789")
    file.seek(4)
    ShamanApi(connect(script)).shaman_file_store("00", 6, file, x_shaman_can_defer_upload=True)

    ((head, body),) = received
    assert body == b"456789"
    assert (header(head, "Content-Length"), header(head, "Transfer-Encoding")) == ("6", None)
    assert (header(head, "Content-Type"), header(head, "Expect")) == ("application/octet-stream", None)
    assert (header(head, "X-Shaman-Can-Defer-Upload"), header(head, "X-Shaman-Original-Filename")) == ("true", None)


@pytest.mark.parametrize(
    "body", [iter([b"x"]), b"bytes", "text", io.StringIO("text"), None], ids=lambda body: type(body).__name__
)
def test_only_seekable_binary_files(body: Any) -> None:
    """A generator would be empty when it has to be sent again: it is refused before anything is sent."""
    with pytest.raises(TypeError):
        ShamanApi(ApiClient()).shaman_file_store("00", 1, body)


def test_a_pipe_is_refused() -> None:
    """A file that cannot seek cannot be sent again, so that it is refused."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    with pytest.raises(TypeError, match="can seek"):
        ShamanApi(ApiClient()).shaman_file_store("00", 1, Pipe(b"x"))


def test_reset_without_answer_is_not_retried(connect: Connector) -> None:
    """A reset without an answer is a broken connection; the file is not sent again."""

    def script(peer: Peer) -> None:
        peer.head()
        peer.body(1000)
        peer.reset()

    with pytest.raises(ApiConnectionError) as caught:
        _store(connect(script), SMALL * 100)

    assert (caught.value.kind, caught.value.sent, connect.server.connections) == ("reset", True, 1)


@pytest.mark.slow
def test_uploads_have_no_total_deadline_but_their_answers_have(
    connect: Connector, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slow upload does not time out; the total timeout starts when the last byte is sent."""
    hours = 0
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + hours * 3600)
    for module in (connection, transport):
        monkeypatch.setattr(module, "time", clock)

    def slow(peer: Peer) -> None:
        nonlocal hours
        head = peer.head()
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        peer.body(1000)
        hours += 1
        peer.body(int(header(head, "Content-Length") or 0) - 1000)
        peer.answer("200 OK", b"")

    def never(peer: Peer) -> None:
        peer.request()
        peer.drip(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 1000, pause=0.02)

    assert _store(connect(slow), LARGE * 4) == 200
    assert hours == 1
    with at_once(), pytest.raises(ApiConnectionError) as caught:
        _store(connect(never, total_timeout=0.3), SMALL)
    assert caught.value.kind == "timeout"


def test_progress_counts_what_is_read(connect: Connector) -> None:
    """The callback gets every block; reading the file again gives a negative number."""
    counts: list[int] = []
    body = ProgressFile(io.BytesIO(LARGE), counts.append)

    def script(peer: Peer) -> None:
        head = peer.head()
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        peer.body(int(header(head, "Content-Length") or 0))
        peer.answer("200 OK", b"")

    ShamanApi(connect(script)).shaman_file_store("00", len(LARGE), cast("BinaryIO", body))

    assert (sum(counts), max(counts) <= MIB) == (len(LARGE), True)
    body.seek(0)
    body.read(10)
    assert sum(counts) == 10


class _Failing(io.BytesIO):
    def __init__(self, error: Exception) -> None:
        super().__init__(SMALL)
        self._error = error

    def read(self, size: int | None = -1, /) -> bytes:
        raise self._error


@pytest.mark.parametrize("error", [OSError(5, "Input/output error"), ValueError("closed"), KeyError("cancelled")])
def test_errors_of_the_file_reach_the_caller(connect: Connector, error: Exception) -> None:
    """An error of reading the file or of the progress callback reaches the caller unchanged."""
    client = connect(lambda peer: peer.request() and None)

    with pytest.raises(type(error)) as caught:
        ShamanApi(client).shaman_file_store("00", 5, _Failing(error))

    assert caught.value is error


def test_truncated_file_is_an_error(connect: Connector) -> None:
    """A file that becomes shorter during the upload raises EOFError."""

    class Shrinking(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(size) if self.tell() < 1000 else b""

    with pytest.raises(EOFError, match="has become shorter"):
        ShamanApi(connect(lambda peer: peer.request() and None)).shaman_file_store("00", 1, Shrinking(LARGE))


def test_growing_file_is_cut(connect: Connector) -> None:
    """No more bytes are sent than declared; more would break the next request."""
    file = io.BytesIO(SMALL)
    received: list[bytes] = []

    def script(peer: Peer) -> None:
        for _ in range(2):
            received.append(peer.request()[1])
            peer.answer("200 OK", b"")

    class Growing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return b"x" * (size or 0) if size and size > 0 else super().read(size)

    client = connect(script)
    ShamanApi(client).shaman_file_store("00", 1, Growing(SMALL))
    ShamanApi(client).shaman_file_store("00", 1, file)

    assert [len(body) for body in received] == [len(SMALL)] * 2
    assert connect.server.connections == 1


def test_abort_ends_an_upload(connect: Connector) -> None:
    """Aborting ends an upload to a Manager that has stopped reading."""

    def stuck(peer: Peer) -> None:
        peer.head()
        peer.stopped.wait(FOR_EVER)

    client = connect(stuck)
    threading.Timer(0.3, client.abort).start()

    with at_once(), pytest.raises(ApiConnectionError) as caught:
        _store(client, LARGE * 8)

    assert caught.value.kind == "aborted"
