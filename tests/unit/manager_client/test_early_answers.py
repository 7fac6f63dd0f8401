"""Large uploads: no unwanted body is sent, and an early answer is not lost."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest

from flamenco_client.manager_client import ApiClient, with_http_info
from flamenco_client.manager_client.apis import ShamanApi
from flamenco_client.manager_client.exceptions import (
    ContentTooLargeException,
    ExpectationFailedException,
    TooEarlyException,
)
from flamenco_client.tests.support.waiting import FOR_EVER, at_once, until

from .conftest import Connector, Peer, header

MIB = 1024 * 1024
LARGE = bytes(range(256)) * 4096 * 8


def _store(client: ApiClient, content: bytes) -> int:
    """Upload a content and return the status."""
    return with_http_info(ShamanApi(client).shaman_file_store, "00", len(content), io.BytesIO(content)).status


def _expecting(answer: bytes, seen: list[int]) -> Any:
    """Answer the head of a large upload, then count the bytes of its body until the connection ends."""

    def script(peer: Peer) -> None:
        head = peer.head()
        assert header(head, "Expect") == "100-continue"
        peer.send(answer)
        count = 0
        while data := peer.sock.recv(MIB):
            count += len(data)
        seen.append(count)

    return script


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(("status", "error"), [("208 Already Reported", None), ("425 Too Early", TooEarlyException)])
def test_unwanted_body_is_not_sent(connect: Connector, status: str, error: type[Exception] | None) -> None:
    """With `Expect: 100-continue` nothing of a large file is sent if the Manager does not want it."""
    seen: list[int] = []
    client = connect(_expecting(f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n".encode(), seen))

    if error is None:
        assert _store(client, LARGE) == 208
    else:
        with pytest.raises(error):
            _store(client, LARGE)
    client.close()
    until(lambda: seen)

    assert seen == [0]


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(
    "pieces", [[b"HTTP/1.1 100 Continue\r\n\r\n"], [b"HTT", b"P/1.1 100 Con", b"tinue\r\nX: y\r\n\r\n"]]
)
def test_continue_starts_the_body(connect: Connector, pieces: list[bytes]) -> None:
    """After `100 Continue`, in one piece or several, the body is sent at once; it is not taken for the answer."""
    bodies: list[bytes] = []

    def script(peer: Peer) -> None:
        head = peer.head()
        for piece in pieces:
            peer.send(piece)
            time.sleep(0.05)
        bodies.append(peer.body(int(header(head, "Content-Length") or 0)))
        peer.answer("200 OK", b"")

    with at_once():
        assert _store(connect(script), LARGE) == 200
    assert bodies == [LARGE]


@pytest.mark.slow
def test_body_is_sent_after_a_second_without_continue(connect: Connector) -> None:
    """A server that ignores `Expect` gets the body after a second; a late `100 Continue` is skipped."""

    def script(peer: Peer) -> None:
        head = peer.head()
        peer.body(1000)
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        peer.body(int(header(head, "Content-Length") or 0) - 1000)
        peer.answer("200 OK", b"")

    assert _store(connect(script), LARGE) == 200


def test_file_is_sent_without_expect_when_the_server_rejects_it(connect: Connector) -> None:
    """After a 417 before any byte was sent the file is sent again without `Expect`."""

    def refuse(peer: Peer) -> None:
        peer.head()
        peer.answer("417 Expectation Failed", b"", Connection="close")

    def take(peer: Peer) -> None:
        head, body = peer.request()
        peer.answer("200 OK" if header(head, "Expect") is None and body == LARGE else "400 Bad", b"")

    assert _store(connect(refuse, take), LARGE) == 200


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("208 Already Reported", None),
        ("413 Too Large", ContentTooLargeException),
        ("417 Wrong", ExpectationFailedException),
        ("425 Early", TooEarlyException),
    ],
)
@pytest.mark.parametrize("reset", [False, True])
def test_answer_during_the_upload_is_read(
    connect: Connector, status: str, error: type[Exception] | None, reset: bool
) -> None:
    """An answer during the upload ends the sending, also if the connection is closed after it."""

    def script(peer: Peer) -> None:
        peer.head()
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        peer.body(300_000)
        peer.answer(status, b"", Connection="close")
        if reset:
            time.sleep(0.05)
            peer.reset()
        else:
            peer.stopped.wait(FOR_EVER)

    client = connect(script)
    with at_once():
        if error is None:
            assert _store(client, LARGE * 4) == 208
        else:
            with pytest.raises(error):
                _store(client, LARGE * 4)


@pytest.mark.slow
@pytest.mark.parametrize("continues", [b"", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_answer_after_a_pause_is_read(connect: Connector, continues: bytes) -> None:
    """The answer of a server that stopped reading is noticed, although nothing more can be sent."""

    def script(peer: Peer) -> None:
        peer.head()
        peer.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        peer.body(300_000)
        time.sleep(0.5)
        peer.send(continues)
        time.sleep(0.2)
        peer.answer("208 Already Reported", b"")
        peer.stopped.wait(FOR_EVER)

    with at_once():
        assert _store(connect(script), LARGE * 4) == 208


def test_connection_with_half_a_body_is_not_reused(connect: Connector) -> None:
    """Even if the Manager keeps it open: the next request would be taken for the rest of the file."""

    def refuse(peer: Peer) -> None:
        peer.head()
        peer.answer("208 Already Reported", b"")
        peer.stopped.wait(FOR_EVER)

    def take(peer: Peer) -> None:
        peer.request()
        peer.answer("200 OK", b"")

    client = connect(refuse, take)

    assert [_store(client, LARGE), _store(client, b"small")] == [208, 200]
    assert connect.server.connections == 2
