"""No Manager answers, or nothing does: each case has its own error, with the real client on real sockets."""

from __future__ import annotations

import json
import socket
import ssl
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.errors import FarmError
from flamenco_client.farm.manager_url import UrlError
from flamenco_client.tests.support.waiting import at_once

Check = Callable[..., dict[str, Any]]
Serve = Callable[[Callable[[socket.socket], None]], int]

# Self-signed for "127.0.0.1", of no use elsewhere; valid until 2126.
CERTIFICATE = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5/LH6B2ZrusdzFxL
p1NXHL2vzK682wDzEaWpSibOqH2hRANCAAQD22YZ96qmL4v103nXoWJcM7k/dGED
uz58yLtM48YQP6EATZjledhNNpHS/+bJ3sdxcm2mQ/JJ9bNSGRuirY2U
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBjzCCATagAwIBAgIUPLn4YGhjFkkcIlBBTZOTCgBP3bAwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMzIxMzQyMFoYDzIxMjYxMDMw
MjEzNDIwWjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQD22YZ96qmL4v103nXoWJcM7k/dGEDuz58yLtM48YQP6EATZjledhN
NpHS/+bJ3sdxcm2mQ/JJ9bNSGRuirY2Uo2QwYjAdBgNVHQ4EFgQU8UsRINEoil9n
Kqa2M/5OO69YP2AwHwYDVR0jBBgwFoAU8UsRINEoil9nKqa2M/5OO69YP2AwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQC
ICkAj6+Em51dVxmJuT/N/ww9OW2KW0eZUWoZl66G35OCAiBKAe3/volid9p4zvwD
b5teKfZsn9ZzSTO63h64ibrKsA==
-----END CERTIFICATE-----
"""


def answering(status: str, body: bytes = b"", *headers: str) -> Callable[[socket.socket], None]:
    """Give one canned answer to any request."""

    def handle(connection: socket.socket) -> None:
        head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
        while not connection.recv(65536).endswith(b"\r\n\r\n"):
            pass
        connection.sendall("\r\n".join(head).encode() + body)

    return handle


def failing(check: Check, url: str) -> FarmError:
    """Check a Manager in vain, within a bounded time."""
    with at_once(), pytest.raises(FarmError) as failure:
        check(url)
    return failure.value


PAGE = b"<!DOCTYPE html><html><head><title>My Router</title></head><body>Log in</body></html>"
HTML = "Content-Type: text/html; charset=utf-8"
JSON = "Content-Type: application/json"


@pytest.mark.parametrize(
    ("answer", "part"),
    [
        (answering("200 OK", PAGE, HTML), "My Router"),
        (answering("404 Not Found", PAGE, HTML), "404 Not Found"),
        (answering("404 Not Found", b'{"message": "Not Found"}', JSON), "404 Not Found"),
        (answering("405 Method Not Allowed"), "405"),
        (answering("200 OK", b'{"version": "1.0"}', JSON), "FlamencoVersion"),
        (answering("200 OK", b'["hello"]', JSON), "Flamenco Manager"),
        (answering("200 OK", b'"hello"', JSON), "Flamenco Manager"),
        (answering("200 OK", b"null", JSON), "Flamenco Manager"),
        (answering("200 OK", b"[" * 100_000, JSON), "Flamenco Manager"),
        (answering("200 OK", b"hello", "Content-Type: text/plain"), "Flamenco Manager"),
        (answering("200 OK", b'{"name": "\xff"}', JSON), "Flamenco Manager"),
        (answering("200 OK", b""), "Flamenco Manager"),
        (answering("200 OK", b"hello", "Content-Encoding: gzip", JSON), "Manager"),
        (lambda connection: connection.sendall(b"220 mail.example ESMTP\r\n"), "does not speak http"),
    ],
)
def test_not_a_manager(check: Check, serve: Serve, answer: Callable[[socket.socket], None], part: str) -> None:
    """Another web server, another program, or nonsense: the text says so and names the place."""
    port = serve(answer)
    error = failing(check, f"http://127.0.0.1:{port}")

    assert error.kind == "not-a-manager"
    assert part in error.message
    assert f"127.0.0.1:{port}" in error.message
    assert "port" in error.hint


@pytest.mark.parametrize(
    ("answer", "kind", "part"),
    [
        (answering("302 Found", b"", "Location: http://other.example/login"), "redirect", "other.example"),
        (answering("307 Redirect", b"", "Location: https://127.0.0.1/api/v3/version"), "redirect", "https://127"),
        (answering("401 Unauthorized", PAGE, HTML), "denied", "My Router"),
        (answering("403 Forbidden"), "denied", "403"),
        (answering("502 Bad Gateway", PAGE, HTML), "proxy", "502"),
        (answering("400 Bad Request", b"Client sent an HTTP request to an HTTPS server.\n"), "tls", "only https"),
        (answering("500 Internal Server Error", b'{"message": "it broke"}', JSON), "http", "it broke"),
    ],
)
def test_other_answers(
    check: Check, serve: Serve, answer: Callable[[socket.socket], None], kind: str, part: str
) -> None:
    """Redirects to elsewhere, proxies and errors have kinds of their own."""
    port = serve(answer)
    error = failing(check, f"http://127.0.0.1:{port}/sub")

    assert error.kind == kind
    assert part in error.message
    assert f"127.0.0.1:{port}" in error.message


def test_refused(check: Check, closed_port: int) -> None:
    """Nothing listens on the port."""
    error = failing(check, f"http://127.0.0.1:{closed_port}")

    assert error.kind == "refused"
    assert f"127.0.0.1:{closed_port}" in error.message


def test_unknown_host(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name can't be resolved."""

    def unknown(*_arguments: Any, **_options: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failing(check, "http://no-such-host.example:8080")

    assert error.kind == "unknown-host"
    assert "no-such-host.example:8080" in error.message


@pytest.mark.slow
@pytest.mark.parametrize("drip", [b"", b" "])
def test_silence(check: Check, serve: Serve, monkeypatch: pytest.MonkeyPatch, drip: bytes) -> None:
    """A server that takes the connection and says nothing, or that never comes to an end."""
    monkeypatch.setattr("flamenco_client.farm.check_manager.FIRST_ANSWER", 0.5)

    def dawdle(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX: " if drip else b"")
        while drip:
            connection.sendall(drip)
            time.sleep(0.05)
        connection.recv(1)  # until the client has gone

    port = serve(dawdle)
    error = failing(check, f"http://127.0.0.1:{port}")

    assert error.kind == "timeout"
    assert f"127.0.0.1:{port}" in error.message


def test_broken_off(check: Check, serve: Serve) -> None:
    """A server that hangs up each time."""

    def hang_up(connection: socket.socket) -> None:
        connection.recv(65536)

    assert failing(check, f"http://127.0.0.1:{serve(hang_up)}").kind == "reset"


def test_plain_http_behind_https(check: Check, serve: Serve) -> None:
    """The address says https, the server speaks http."""

    def plain(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    error = failing(check, f"https://127.0.0.1:{serve(plain)}")

    assert error.kind == "tls"
    assert "Use http://" in error.hint


def test_self_signed(check: Check, serve: Serve, tmp_path: Path) -> None:
    """An untrusted certificate is rejected, with the reason."""
    (tmp_path / "certificate.pem").write_text(CERTIFICATE)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem")

    def handshake(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            secure.recv(65536)

    error = failing(check, f"https://127.0.0.1:{serve(handshake)}")

    assert error.kind == "tls"
    assert "self-signed" in error.message.replace("self signed", "self-signed")
    assert "certificate" in error.hint


@pytest.mark.parametrize("size", ["body", "head"])
def test_endless(check: Check, serve: Serve, size: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer that never ends is given up, without filling the memory."""
    monkeypatch.setattr("flamenco_client.farm.check_manager.FIRST_ANSWER", 1.0)

    def flood(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + (b"\r\n" if size == "body" else b"X: "))
        while True:
            connection.sendall(b" " * 65536)

    error = failing(check, f"http://127.0.0.1:{serve(flood)}")

    assert error.kind in {"timeout", "not-a-manager"}


def test_bad_address(check: Check) -> None:
    """An address that is none fails before anything is sent."""
    with pytest.raises(UrlError):
        check("ftp://farm")


def test_error_travels(check: Check, closed_port: int) -> None:
    """What the helper sends to Blender of it is JSON."""
    error = failing(check, f"http://127.0.0.1:{closed_port}")

    assert FarmError.from_message(json.loads(json.dumps(error.as_message()))).as_message() == error.as_message()
