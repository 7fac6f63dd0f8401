"""Each connection problem has a message: from the client on real sockets, and one by one."""

from __future__ import annotations

import errno
import socket
import struct
from typing import Any

import pytest

from flamenco_client.core.errors import ErrorKind, FarmError
from flamenco_client.farm.error_messages import explain
from flamenco_client.manager_client import ApiClient, Configuration, ConnectionProblem, ManagerError
from flamenco_client.manager_client.apis import MetaApi
from flamenco_client.manager_client.exceptions import ApiAbortedError, ApiConnectionError, ApiTimeoutError

URL = "http://farm:8080"


def failure(url: str) -> FarmError:
    """What the client raises for a request, explained."""
    configuration = Configuration(host=url, connect_timeout=1, read_timeout=0.2, retries=0)
    with ApiClient(configuration) as client, pytest.raises(ManagerError) as caught:
        MetaApi(client).get_version()
    return explain(caught.value, url)


def problem(kind: ConnectionProblem, *, sent: bool = False, url: str = URL, reason: str = "") -> FarmError:
    """One problem of a connection, explained."""
    return explain(ApiConnectionError("text", kind=kind, sent=sent, reason=reason), url)


def test_refused(closed_port: int) -> None:
    """Nothing listens: the message has host and port."""
    error = failure(f"http://127.0.0.1:{closed_port}")

    assert error.kind == "refused"
    assert f"127.0.0.1:{closed_port}" in error.message
    assert "running" in error.hint


def test_unknown_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that no one knows is named, with the port."""

    def unknown(*_arguments: Any, **_options: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure("http://no-such-host.invalid:8080")

    assert error.kind == "unknown-host"
    assert "host no-such-host.invalid " in error.message
    assert "no-such-host.invalid:8080" in error.message


def test_no_answer_in_time(serve: Any) -> None:
    """A server that takes the connection and then says nothing."""
    port = serve(lambda connection: connection.recv(65536) and connection.recv(1))
    error = failure(f"http://127.0.0.1:{port}")

    assert error.kind == "timeout"
    assert "Timeout: " in error.message
    assert f"127.0.0.1:{port}" in error.message


def test_no_connection_in_time() -> None:
    """A timeout of the connection has another message than a timeout of the answer."""
    error = explain(ApiTimeoutError("text", kind=ConnectionProblem.TIMEOUT, sent=False), URL)

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
    """The message gives the problem of a certificate, and what to do."""
    error = problem(ConnectionProblem.CERTIFICATE, url="https://farm", reason="self-signed certificate")

    assert error.kind == "tls"
    assert "farm:443" in error.message
    assert "self-signed certificate" in error.message
    assert "certificate" in error.hint


def test_other_tls_trouble(serve: Any) -> None:
    """Any other failure of TLS comes with its reason."""

    def alert(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"\x15\x03\x03\x00\x02\x02\x46")  # fatal: protocol version

    error = failure(f"https://127.0.0.1:{serve(alert)}")

    assert error.kind == "tls"
    assert "PROTOCOL_VERSION" in error.message


@pytest.mark.parametrize("number", [errno.ENETUNREACH, errno.EHOSTUNREACH])
def test_unreachable(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unreachable machine has another message than a refused connection."""
    monkeypatch.setattr(socket.socket, "connect_ex", lambda *_arguments: number)
    error = failure("http://127.0.0.1:8080")

    assert error.kind == "unreachable"
    assert "127.0.0.1:8080" in error.message


@pytest.mark.parametrize("url", ["http://farm", "https://farm/sub"])
@pytest.mark.parametrize("kind", [ConnectionProblem.REFUSED, ConnectionProblem.TIMEOUT])
def test_missing_port(url: str, kind: ConnectionProblem) -> None:
    """Where the address names no port, the usual one is proposed."""
    assert "did you mean :8080" in problem(kind, url=url).hint


@pytest.mark.parametrize("sent", [False, True])
@pytest.mark.parametrize("kind", ConnectionProblem)
def test_every_problem_has_words(kind: ConnectionProblem, sent: bool) -> None:
    """Each problem has a message with the address, a kind for scripts, and mostly a hint."""
    error = problem(kind, sent=sent)

    assert error.kind in {kind.value, "tls", "not-a-manager"}
    assert "farm:8080" in error.message
    assert error.message.endswith(".")
    assert bool(error.hint) is (kind is not ConnectionProblem.ABORTED)


def test_an_aborted_call() -> None:
    """A call that this side ended is not the Manager's doing."""
    error = explain(ApiAbortedError("text", kind=ConnectionProblem.ABORTED, sent=True), URL)

    assert error.kind is ErrorKind.ABORTED


@pytest.mark.parametrize(
    ("error", "kind", "part"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/tmp/a.blend"), "disk-full", "/tmp/a.blend"),
        (PermissionError(errno.EACCES, "Permission denied", "/srv/a"), "permission", "/srv/a"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory", "/srv/b"), "disk", "No such file"),
        (TimeoutError(errno.ETIMEDOUT, "Connection timed out", "/nas/c"), "disk", "/nas/c"),
        (OSError(errno.EHOSTUNREACH, "No route to host", "/nas/d"), "disk", "/nas/d"),
        (OSError("odd"), "disk", "odd"),
        (ZeroDivisionError("division by zero"), "internal", "ZeroDivisionError"),
    ],
)
def test_trouble_of_this_machine(error: Exception, kind: str, part: str) -> None:
    """A full disk, a file on a lost network share and a mistake of ours are not blamed on the Manager."""
    explained = explain(error, URL, "pack the files")

    assert explained.kind == kind
    assert part in explained.message
    assert explained.message.startswith("Can't pack the files: ")
    assert "farm" not in explained.message
