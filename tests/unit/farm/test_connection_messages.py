"""Silence is told apart by its reason, through urllib3's own exceptions from real sockets and for the client's."""

from __future__ import annotations

import errno
import socket
import ssl
import struct
from typing import Any

import pytest
import urllib3

from flamenco_client.core.errors import FarmError
from flamenco_client.farm.error_messages import explain
from flamenco_client.manager_client.exceptions import ApiAbortedError, ApiConnectionError, ApiTimeoutError

URL = "http://farm:8080"


def failure(url: str, **options: Any) -> FarmError:
    """What urllib3 raises for a request, explained."""
    options = {"retries": False} | options
    with (
        urllib3.PoolManager(timeout=urllib3.Timeout(connect=1, read=0.2)) as pool,
        pytest.raises(urllib3.exceptions.HTTPError) as caught,
    ):
        pool.request("GET", url, **options)
    return explain(caught.value, url)


def test_refused(closed_port: int) -> None:
    """Nobody listens: host and port are named."""
    error = failure(f"http://127.0.0.1:{closed_port}")

    assert error.kind == "refused"
    assert f"127.0.0.1:{closed_port}" in error.message
    assert "running" in error.hint


def test_refused_after_retries(closed_port: int) -> None:
    """The reason is found also where urllib3 wraps it in the error of its retries."""
    error = failure(f"http://127.0.0.1:{closed_port}", retries=urllib3.Retry(1, backoff_factor=0))

    assert error.kind == "refused"


def test_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that no one knows is named, with the port."""

    def unknown(*_arguments: Any, **_options: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure("http://no-such-host.invalid:8080")

    assert error.kind == "unknown-host"
    assert "called no-such-host.invalid " in error.message
    assert "no-such-host.invalid:8080" in error.message


def test_no_answer_in_time(serve: Any) -> None:
    """A server that takes the connection and then says nothing."""
    port = serve(lambda connection: connection.recv(65536) and connection.recv(1))
    error = failure(f"http://127.0.0.1:{port}")

    assert error.kind == "timeout"
    assert "too long" in error.message
    assert f"127.0.0.1:{port}" in error.message


def test_no_connection_in_time() -> None:
    """A connection that does not come about is told from an answer that does not."""
    error = explain(urllib3.exceptions.ConnectTimeoutError(None, "timed out"), "http://farm:8080")

    assert error.kind == "timeout"
    assert "no connection" in error.message
    assert "firewall" in error.hint


def test_reset(serve: Any) -> None:
    """A server that breaks off in the middle."""

    def reset(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    assert failure(f"http://127.0.0.1:{serve(reset)}").kind == "reset"


def test_closed_without_answer(serve: Any) -> None:
    """A server that closes in good order but says nothing."""
    port = serve(lambda connection: connection.recv(65536))

    assert failure(f"http://127.0.0.1:{port}").kind == "reset"


def test_cut_off(serve: Any) -> None:
    """A server that announces more than it sends."""

    def stop_early(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")

    assert failure(f"http://127.0.0.1:{serve(stop_early)}").kind == "reset"


def test_not_http(serve: Any) -> None:
    """A server of another protocol."""

    def mail(connection: socket.socket) -> None:
        connection.sendall(b"220 mail.example ESMTP\r\n")
        connection.recv(65536)

    error = failure(f"http://127.0.0.1:{serve(mail)}")

    assert error.kind == "not-a-manager"
    assert "does not speak http" in error.message


def test_plain_http_on_https(serve: Any) -> None:
    """An https address of a server that speaks plain http: the remedy is to drop the s."""

    def plain(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    error = failure(f"https://127.0.0.1:{serve(plain)}")

    assert error.kind == "tls"
    assert "Use http://" in error.hint


def test_certificate() -> None:
    """What is wrong with a certificate is said."""
    inner = ssl.SSLCertVerificationError(1, "certificate verify failed")
    inner.verify_message = "self-signed certificate"
    pool = urllib3.HTTPSConnectionPool("farm")
    wrapped = urllib3.exceptions.MaxRetryError(pool, "/", urllib3.exceptions.SSLError(inner))
    error = explain(wrapped, "https://farm")

    assert error.kind == "tls"
    assert "farm:443" in error.message
    assert "self-signed certificate" in error.message
    assert "certificate" in error.hint


def test_other_tls_trouble() -> None:
    """Any other failure of TLS comes with its reason."""
    error = explain(ssl.SSLError(1, "[SSL: TLSV1_ALERT] tlsv1 alert protocol version"), "https://farm")

    assert error.kind == "tls"
    assert "protocol version" in error.message


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EHOSTUNREACH])
def test_unreachable(number: int) -> None:
    """No way to the machine is told from a refusal."""
    error = explain(urllib3.exceptions.ProtocolError("failed", OSError(number, "no route")), URL)

    assert error.kind == "unreachable"
    assert "farm:8080" in error.message


@pytest.mark.parametrize("url", ["http://farm", "https://farm/sub"])
@pytest.mark.parametrize(
    "cause", [ConnectionRefusedError(111, "refused"), urllib3.exceptions.ConnectTimeoutError(None, "timed out")]
)
def test_missing_port(url: str, cause: Exception) -> None:
    """Where the address names no port, the usual one is proposed."""
    assert "did you mean :8080" in explain(cause, url).hint


@pytest.mark.parametrize(
    ("kind", "explained"),
    [
        ("name", "unknown-host"),
        ("refused", "refused"),
        ("unreachable", "unreachable"),
        ("tls", "tls"),
        ("timeout", "timeout"),
        ("broken", "reset"),
        ("protocol", "not-a-manager"),
    ],
)
def test_kinds_of_the_client(kind: str, explained: str) -> None:
    """What the client has found out is believed, without any cause attached."""
    error = explain(ApiConnectionError("text", kind=kind, sent=True), URL)

    assert error.kind == explained
    assert "farm:8080" in error.message


def test_timeouts_and_aborts_of_the_client() -> None:
    """A deadline of the client is a timeout; an aborted call is neither that nor the Manager's doing."""
    late = explain(ApiTimeoutError("text", kind="timeout", sent=True), URL)
    never = explain(ApiTimeoutError("text", kind="timeout", sent=False), URL)

    assert (late.kind, never.kind) == ("timeout", "timeout")
    assert "no complete answer" in late.message
    assert "no connection" in never.message
    assert explain(ApiAbortedError("text", kind="aborted", sent=True), URL).kind == "aborted"


@pytest.mark.parametrize(
    ("error", "kind", "part"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/tmp/a.blend"), "disk-full", "/tmp/a.blend"),
        (PermissionError(errno.EACCES, "Permission denied", "/srv/a"), "permission", "/srv/a"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "/srv/b"), "disk", "No such file"),
        (OSError("odd"), "disk", "odd"),
        (ZeroDivisionError("division by zero"), "internal", "ZeroDivisionError"),
    ],
)
def test_trouble_of_this_machine(error: Exception, kind: str, part: str) -> None:
    """A full disk, a forbidden or missing file and a mistake of ours are not blamed on the Manager."""
    explained = explain(error, URL, "pack the files")

    assert explained.kind == kind
    assert part in explained.message
    assert explained.message.startswith("Can't pack the files: ")
    assert "farm" not in explained.message


def test_circular_causes() -> None:
    """Errors that cause each other do not send it round in circles."""
    first, second = RuntimeError("first"), RuntimeError("second")
    first.__cause__, second.__cause__ = second, first

    assert explain(first, URL).kind == "internal"


def test_deep_causes() -> None:
    """The root is found below errors that each name their cause in all the ways there are."""
    error: Exception = ConnectionRefusedError(111, "refused")
    for _ in range(6):
        outer = OSError("wrapped", error, error)
        outer.__cause__ = outer.__context__ = error
        error = outer

    assert explain(error, URL).kind == "refused"
