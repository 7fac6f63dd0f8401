"""Many uploads at once in one thread: what is sent, and how one failure affects the others."""

from __future__ import annotations

import io
import ssl
import threading
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.manager_client import ApiAbortedError, ApiConnectionError
from flamenco_client.manager_client.uploads import Upload
from flamenco_client.tests.support.certificates import needs_openssl, self_signed
from flamenco_client.tests.support.ports import closed_port
from flamenco_client.tests.support.waiting import FOR_EVER, PATIENCE, at_once, until

from .conftest import Connector, Peer, header
from .uploading import LARGE, OK, SMALL, finish, hang, send, take, upload_of


@pytest.mark.parametrize("content", [b"", b"x", SMALL, LARGE])
def test_whole_file_is_uploaded(connect: Connector, content: bytes) -> None:
    """Every byte of an empty, small or large file is sent and counted."""
    bodies: list[bytes] = []
    (ended,) = send(connect(take(bodies)), content)
    assert (ended.status, ended.error, ended.upload.sent) == (200, None, len(content))
    assert bodies == [content]


def test_file_is_sent_from_its_current_position(connect: Connector, tmp_path: Path) -> None:
    """A file on disk is sent from its current position to its end."""
    bodies: list[bytes] = []
    path = tmp_path / "a"
    path.write_bytes(b"before" + LARGE)
    uploads = connect(take(bodies)).uploads()
    with path.open("rb", buffering=0) as file:
        file.seek(6)
        uploads.start(Upload("ab", len(LARGE), file))
        assert finish(uploads)[0].status == 200
    uploads.close()
    assert bodies == [LARGE]


def test_head_of_an_upload(connect: Connector) -> None:
    """The request has the path and headers of the operation, and those of the configuration."""
    heads: list[bytes] = []

    def script(peer: Peer) -> None:
        for _ in range(2):
            heads.append(peer.request()[0])
            peer.send(OK)

    server = connect.listen(script)
    client = connect.client(f"http://127.0.0.1:{server.port}/farm", default_headers={"X-Proxy": "secret"})
    uploads = client.uploads()
    for may_defer in (True, False):
        uploads.start(upload_of(SMALL, may_defer=may_defer))
        finish(uploads)
    uploads.close()
    assert heads[0].startswith(b"POST /farm/api/v3/shaman/files/ab/4000 HTTP/1.1\r\n")
    assert header(heads[0], "Host") == f"127.0.0.1:{server.port}"
    assert header(heads[0], "X-Proxy") == "secret"
    assert header(heads[0], "Content-Type") == "application/octet-stream"
    assert [header(head, "X-Shaman-Can-Defer-Upload") for head in heads] == ["true", "false"]
    assert header(heads[0], "Expect") is None
    assert server.connections == 1


def test_concurrent_uploads_use_several_connections(connect: Connector) -> None:
    """Each upload in progress has a connection of its own, which the next upload reuses."""
    all_there = threading.Barrier(6)

    def together(peer: Peer) -> None:
        peer.request()
        all_there.wait(PATIENCE)
        peer.send(OK)
        take([])(peer)

    client = connect(together)
    uploads = client.uploads()
    for _ in range(6):
        uploads.start(upload_of(SMALL))
    assert len(uploads) == len(uploads.under_way) == 6
    assert [ended.status for ended in finish(uploads, 6)] == [200] * 6
    uploads.start(upload_of(SMALL))
    finish(uploads)
    uploads.close()
    assert connect.server.connections == 6


def test_connection_with_half_a_body_is_not_reused(connect: Connector) -> None:
    """Even if the Manager keeps it open: the next request would be taken for the rest of the file."""

    def refuse(peer: Peer) -> None:
        peer.head()
        peer.answer("208 Already Reported", b"")
        peer.stopped.wait(FOR_EVER)

    bodies: list[bytes] = []
    uploads = connect(refuse, take(bodies)).uploads()
    for content in (LARGE, SMALL):
        uploads.start(upload_of(content))
        finish(uploads)
    uploads.close()
    assert (bodies, connect.server.connections) == ([SMALL], 2)


def test_connection_closed_while_idle_is_replaced(connect: Connector) -> None:
    """An upload over an idle connection that the Manager has closed succeeds over a new one."""

    def once(peer: Peer) -> None:
        peer.request()
        peer.send(OK)

    client = connect(once)
    uploads = client.uploads()
    for number in (1, 2, 3):
        uploads.start(upload_of(SMALL))
        assert finish(uploads)[0].status == 200
        until(lambda count=number: connect.server.ended == count)  # type: ignore[misc]
    uploads.close()
    assert connect.server.connections == 3


@pytest.mark.parametrize("content", [SMALL, LARGE])
def test_reset_fails_only_that_upload(connect: Connector, content: bytes) -> None:
    """A broken connection is reported, and the other files are uploaded."""

    def broken(peer: Peer) -> None:
        peer.head()
        peer.body(1)
        peer.reset()

    bodies: list[bytes] = []
    ended = send(connect(broken, take(bodies)), content, content + b"x", content + b"y")
    errors = [one.error for one in ended if one.error]
    assert len(errors) == 1
    assert isinstance(errors[0], ApiConnectionError)
    assert (errors[0].kind, errors[0].sent) == ("reset", True)
    assert len(bodies) == 2


def test_refused_connection_is_reported(connect: Connector) -> None:
    """A refused connection is reported as refused, with nothing sent."""
    with closed_port() as port:
        (ended,) = send(connect.client(f"http://127.0.0.1:{port}"), SMALL)
    assert isinstance(ended.error, ApiConnectionError)
    assert (ended.error.kind, ended.error.sent) == ("refused", False)


def test_truncated_file_fails_only_its_upload(connect: Connector, tmp_path: Path) -> None:
    """A file that became shorter ends in an error of the file, and the next file is uploaded."""
    path = tmp_path / "a"
    path.write_bytes(LARGE)
    bodies: list[bytes] = []
    uploads = connect(take(bodies)).uploads()
    with path.open("rb") as file:
        for size in (len(LARGE) + 1, len(LARGE)):
            uploads.start(Upload("ab", size, file))
        for content in (SMALL, b"other"):
            uploads.start(Upload("ab", len(SMALL), io.BytesIO(content)))
        ended = finish(uploads, 4)
    uploads.close()
    assert sorted(bodies) == sorted([LARGE, SMALL])
    assert [type(one.error) for one in ended if one.error] == [EOFError, EOFError]


def test_error_of_reading_the_file_is_returned(connect: Connector) -> None:
    """An error of reading the file is the result of its upload."""

    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

    uploads = connect(take([])).uploads()
    uploads.start(Upload("ab", 5, Broken(b"12345")))
    (ended,) = finish(uploads)
    uploads.close()
    assert isinstance(ended.error, OSError)
    assert ended.error.errno == 5


def test_malformed_checksum_is_refused(connect: Connector) -> None:
    """A checksum that would change the path of the request raises ValueError."""
    uploads = connect(take([])).uploads()
    with pytest.raises(ValueError, match="not a checksum"):
        uploads.start(Upload("../jobs", 1, io.BytesIO(b"x")))
    uploads.close()


def test_abort_ends_all_uploads(connect: Connector) -> None:
    """Aborting the client ends all uploads at once, and all that are started later."""
    client = connect(hang)
    uploads = client.uploads()
    for content in (SMALL, LARGE):
        uploads.start(upload_of(content))
    assert uploads.step(0.05) == []
    client.abort()
    with at_once():
        ended = finish(uploads, 2)
    uploads.start(upload_of(SMALL))
    ended += finish(uploads)
    uploads.close()
    assert all(isinstance(one.error, ApiAbortedError) for one in ended)


@needs_openssl
def test_uploads_over_tls(connect: Connector, tmp_path: Path) -> None:
    """Over https the client asks before it sends a large file; all files are uploaded."""
    context, certificate = self_signed(tmp_path)
    asked: list[bytes] = []
    bodies: list[bytes] = []

    def script(peer: Peer) -> None:
        while True:
            head, body = peer.request()
            if head.startswith(b"GET"):
                asked.append(head.split()[1])
                known = b"stored" if len(asked) > 1 else b"unknown"
                peer.answer("200 OK", b'{"status":"%s"}' % known)
            else:
                bodies.append(body)
                peer.send(OK)

    def wrap(sock: Any) -> ssl.SSLSocket:
        return context.wrap_socket(sock, server_side=True)

    server = connect.listen(script, wrap=wrap)
    client = connect.client(f"https://127.0.0.1:{server.port}", ca_file=str(certificate))
    assert [one.status for one in send(client, SMALL)] == [200]
    assert [one.status for one in send(client, LARGE)] == [200]
    assert [one.status for one in send(client, LARGE)] == [208]
    assert bodies == [SMALL, LARGE]
    assert len(asked) == 2


def test_close_closes_all_connections(connect: Connector) -> None:
    """Closing cancels the uploads in progress and closes their connections."""
    client = connect(hang)
    uploads = client.uploads()
    for _ in range(3):
        uploads.start(upload_of(SMALL))
    while len(uploads._sending) < 3:
        uploads.step(0.1)
    socks = [lane.sock for lane in uploads._sending]
    uploads.close()
    assert [sock.fileno() for sock in socks] == [-1, -1, -1]
    assert uploads.under_way == []
