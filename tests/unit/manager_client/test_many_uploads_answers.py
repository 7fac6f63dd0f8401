"""Many uploads at once: every kind of answer, early or late, is understood."""

from __future__ import annotations

import gzip
import time
import zlib
from collections.abc import Callable, Sequence

import pytest

from flamenco_client.manager_client import ApiConnectionError, ApiException, ApiTimeoutError
from flamenco_client.manager_client.exceptions import ExpectationFailedException, TooEarlyException
from flamenco_client.tests.support.waiting import FOR_EVER, at_once, until

from .conftest import Connector, Peer, always, header
from .uploading import CONTINUE, LARGE, OK, SMALL, finish, hang, send, upload_of


@pytest.mark.parametrize("status", ["200 OK", "204 No Content", "208 Already Reported"])
def test_success_keeps_its_status(connect: Connector, status: str) -> None:
    """The three statuses of success are distinguished."""
    (ended,) = send(connect(always(lambda peer: peer.answer(status, b""))), SMALL)
    assert (ended.status, ended.error) == (int(status[:3]), None)


@pytest.mark.parametrize("chunked", [False, True])
def test_error_has_the_managers_message(connect: Connector, chunked: bool) -> None:
    """The error has the Manager's message, with a length or chunked."""
    body = b'{"code":500,"message":"mkdir ab: file exists"}'

    def answer(peer: Peer) -> None:
        if not chunked:
            peer.answer("500 Internal Server Error", body)
            return
        peer.send(b"HTTP/1.1 500 Oops\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n")
        time.sleep(0.05)
        peer.send(body[:16] + b"\r\n%x;ext=1\r\n" % len(body[16:]) + body[16:] + b"\r\n0\r\n\r\n")

    (ended,) = send(connect(always(answer)), SMALL)
    assert isinstance(ended.error, ApiException)
    assert (ended.error.status, ended.error.message) == (500, "mkdir ab: file exists")
    assert "ab/4000" in ended.error.where


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),
        ("identity", bytes),
    ],
)
def test_compressed_error_is_read(connect: Connector, coding: str, pack: Callable[[bytes], bytes]) -> None:
    """An error that a proxy has compressed is read, too."""
    body = pack(b'{"code":500,"message":"mkdir ab: file exists"}')
    (ended,) = send(connect(always(lambda peer: peer.answer("500 Oops", body, Content_Encoding=coding))), SMALL)
    assert isinstance(ended.error, ApiException)
    assert ended.error.message == "mkdir ab: file exists"


def test_limits_of_decompression(connect: Connector) -> None:
    """An answer that decompresses to a large one is an error; one that cannot be decompressed gives only its status."""
    bomb = gzip.compress(b" " * 3_000_000)
    (ended,) = send(connect(always(lambda peer: peer.answer("500 Oops", bomb, Content_Encoding="gzip"))), SMALL)
    assert isinstance(ended.error, ApiConnectionError)
    codings = ["gzip", "br"]
    client = connect(always(lambda peer: peer.answer("500 Oops", b"\x01", Content_Encoding=codings.pop())))
    for _ in range(2):
        (ended,) = send(client, SMALL)
        assert isinstance(ended.error, ApiException)
        assert ended.error.status == 500


def test_connection_with_data_after_an_answer_is_not_reused(connect: Connector) -> None:
    """Data after an answer is never taken for the answer to the next file."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(OK + b"HTTP/1.1 208 Already Reported\r\nContent-Length: 0\r\n\r\nHTTP/1.1 208")
        peer.stopped.wait(FOR_EVER)

    client = connect(script)
    uploads = client.uploads()
    for _ in range(2):
        uploads.start(upload_of(SMALL))
        assert [ended.status for ended in finish(uploads)] == [200]
    uploads.close()
    assert connect.server.connections == 2


def test_page_without_length_ends_with_the_connection(connect: Connector) -> None:
    """A proxy's page without a length is read until the connection ends."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.0 502 Bad Gateway\r\nContent-Type: text/html\r\n\r\n<title>Bad ga")
        time.sleep(0.05)
        peer.send(b"teway</title>")

    (ended,) = send(connect(script), SMALL)
    assert isinstance(ended.error, ApiException)
    assert (ended.error.status, ended.error.message) == (502, "Bad gateway")


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize(("status", "kind"), [("208 Already Reported", None), ("425 Early", TooEarlyException)])
def test_unwanted_body_is_not_sent(connect: Connector, status: str, kind: type | None) -> None:
    """Nothing of a large file is sent if the Manager does not want it, and other uploads continue."""
    got: list[int] = []

    def refuse(peer: Peer) -> None:
        assert header(peer.head(), "Expect") == "100-continue"
        peer.answer(status, b"")
        got.append(len(peer.sock.recv(1000)))  # nothing but the end of the connection

    (ended,) = send(connect(refuse), LARGE)
    assert ended.upload.sent == 0
    assert (ended.error is None) if kind is None else isinstance(ended.error, kind)
    until(lambda: got)
    assert got == [0]


@pytest.mark.usefixtures("patient")
@pytest.mark.parametrize("pieces", [[CONTINUE], [b"HTT", b"P/1.1 100 Con", b"tinue\r\nX: y\r\n\r\n"], [CONTINUE * 3]])
def test_continue_starts_the_body(connect: Connector, pieces: Sequence[bytes]) -> None:
    """After `100 Continue`, in one piece or several, the body is sent at once; it is not taken for the answer."""
    bodies: list[bytes] = []

    def script(peer: Peer) -> None:
        head = peer.head()
        for piece in pieces:
            peer.send(piece)
            time.sleep(0.05)
        bodies.append(peer.body(int(header(head, "Content-Length") or 0)))
        peer.send(OK)

    with at_once():
        (ended,) = send(connect(script), LARGE)
    assert (ended.status, bodies) == (200, [LARGE])


@pytest.mark.slow
def test_body_is_sent_after_a_second_without_continue(connect: Connector) -> None:
    """A server that ignores `Expect` gets the body after a second; a late `100 Continue` is skipped."""

    def script(peer: Peer) -> None:
        head = peer.head()
        peer.body(1000)
        peer.send(CONTINUE)
        peer.body(int(header(head, "Content-Length") or 0) - 1000)
        peer.send(OK)

    assert send(connect(script), LARGE)[0].status == 200


def test_file_is_sent_without_expect_when_the_server_rejects_it(connect: Connector) -> None:
    """After a 417 before any byte was sent the file is sent again without `Expect`."""

    def refuse(peer: Peer) -> None:
        peer.head()
        peer.answer("417 Expectation Failed", b"", Connection="close")

    def accept(peer: Peer) -> None:
        head, body = peer.request()
        peer.answer("200 OK" if header(head, "Expect") is None and body == LARGE else "400 Bad", b"")

    assert send(connect(refuse, accept), LARGE)[0].status == 200


@pytest.mark.parametrize(
    ("status", "kind"),
    [("208 Already Reported", None), ("417 Wrong", ExpectationFailedException), ("425 Early", TooEarlyException)],
)
@pytest.mark.parametrize("reset", [False, True])
def test_answer_during_the_upload_is_read(connect: Connector, status: str, kind: type | None, reset: bool) -> None:
    """An answer during the upload ends the sending, also if the connection is closed after it."""

    def script(peer: Peer) -> None:
        peer.head()
        peer.send(CONTINUE)
        peer.body(300_000)
        peer.answer(status, b"", Connection="close")
        if reset:
            time.sleep(0.05)
            peer.reset()
        else:
            peer.stopped.wait(FOR_EVER)

    with at_once():
        (ended,) = send(connect(script), LARGE * 8)
    assert 0 < ended.upload.sent < len(LARGE) * 8
    assert (ended.status == 208) if kind is None else isinstance(ended.error, kind)


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        b"HTTP/1.1 200 OK\r\nno header\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n",
        b"HTTP/1.1 500 Oops\r\nContent-Length: 99999999\r\n\r\n" + b"x" * 2_000_000,
        b"HTTP/1.1 500 Oops\r\nX: " + b"x" * 300_000,
    ],
)
def test_malformed_answer_is_a_connection_error(connect: Connector, answer: bytes) -> None:
    """Anything but an HTTP answer is an error of the connection, read up to a limit."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(answer)
        peer.stopped.wait(FOR_EVER)

    (ended,) = send(connect(script), SMALL)
    assert isinstance(ended.error, ApiConnectionError)
    assert ended.error.kind == "not-http"


def test_truncated_answer_is_a_connection_error(connect: Connector) -> None:
    """An answer that ends early is an error of the connection."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Len")

    (ended,) = send(connect(script), SMALL)
    assert isinstance(ended.error, ApiConnectionError)
    assert ended.error.kind == "reset"


@pytest.mark.slow
def test_late_answer_times_out(connect: Connector) -> None:
    """A missing or very slow answer ends at the timeout."""

    def drip(peer: Peer) -> None:
        peer.request()
        peer.drip(b"HTTP/1.1 200 OK\r\nX: y\r\n")

    client = connect(hang, drip, read_timeout=0.5, total_timeout=0.8)
    with at_once():
        ended = send(client, SMALL, SMALL)
    assert all(isinstance(one.error, ApiTimeoutError) for one in ended)


def test_upload_that_is_not_read_times_out(connect: Connector) -> None:
    """An upload ends at the timeout when the server accepts the connection, but never reads."""
    client = connect(hang, read_timeout=0.3, total_timeout=FOR_EVER)
    (ended,) = send(client, LARGE * 4)
    assert isinstance(ended.error, ApiTimeoutError)
    assert ended.upload.sent < len(LARGE * 4)


def test_redirects_are_followed_within_the_manager(connect: Connector) -> None:
    """An upload follows a redirect within the same Manager; nothing is sent to another host."""
    bodies: list[bytes] = []
    targets: list[bytes] = []

    def script(peer: Peer) -> None:
        while True:
            head, body = peer.request()
            targets.append(head.split()[1])
            if targets[-1].startswith(b"/api"):
                peer.answer("307 Moved", b"", Location="/below" + targets[-1].decode())
            elif targets[-1].endswith(b"/4000"):
                bodies.append(body)
                peer.send(OK)
            else:
                peer.answer("308 Moved", b"", Location="http://elsewhere.example/")

    client = connect(script)
    assert send(client, SMALL)[0].status == 200
    assert bodies == [SMALL]
    (ended,) = send(client, b"other")
    assert isinstance(ended.error, ApiException)
    assert "elsewhere.example" in ended.error.message


def test_endless_redirects_are_an_error(connect: Connector) -> None:
    """Too many redirects in a row end in an error."""
    client = connect(always(lambda peer: peer.answer("307 Moved", b"", Location="/on")))
    (ended,) = send(client, SMALL)
    assert isinstance(ended.error, ApiException)
    assert "more than 5 times" in ended.error.message
