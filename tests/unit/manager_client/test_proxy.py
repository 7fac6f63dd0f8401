"""Proxies that the environment names: honoured as other programs do, and never for this machine."""

from __future__ import annotations

import ssl
from base64 import b64encode

import pytest

from flamenco_client.manager_client import Configuration
from flamenco_client.manager_client.apis import MetaApi
from flamenco_client.manager_client.connection import tls_context
from flamenco_client.manager_client.exceptions import ApiConnectionError
from flamenco_client.manager_client.proxy import proxy_of

from .conftest import Connector, Peer, header
from .test_tls import PEM
from .uploading import OK, SMALL, send

FARM = "http://farm.invalid:8080"
"""A name that no system resolves: only a proxy can reach it."""


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "no_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_http(connect: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy gets the whole address, and the user and password in its own."""
    heads: list[bytes] = []

    def script(peer: Peer) -> None:
        while True:
            heads.append(peer.head())
            peer.answer()

    server = connect.listen(script)
    monkeypatch.setenv("HTTP_PROXY", f"http://me:se%20cret@127.0.0.1:{server.port}")
    api = MetaApi(connect.client(FARM))
    assert [api.get_version().name for _ in range(2)] == ["Studio Farm"] * 2
    assert heads[0].startswith(b"GET http://farm.invalid:8080/api/v3/version HTTP/1.1\r\n")
    assert header(heads[0], "Host") == "farm.invalid:8080"
    assert header(heads[0], "Proxy-Authorization") == f"Basic {b64encode(b'me:se cret').decode()}"
    assert server.connections == 1


def test_uploads(connect: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads go the same way."""
    heads: list[bytes] = []

    def script(peer: Peer) -> None:
        while True:
            head, body = peer.request()
            heads.append(head)
            assert body in {SMALL, b""}
            peer.send(OK)

    server = connect.listen(script)
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{server.port}")
    results = send(connect.client(FARM), SMALL)
    assert [result.error for result in results] == [None]
    assert heads[-1].startswith(b"POST http://farm.invalid:8080/api/v3/shaman/files/ab/4000 HTTP/1.1\r\n")


def test_https(connect: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy is asked for a tunnel, and sees nothing of what goes through it."""
    seen: list[bytes] = []

    def script(peer: Peer) -> None:
        seen.append(peer.head())
        peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PEM)
        with context.wrap_socket(peer.sock, server_side=True) as peer.sock:
            seen.append(peer.head())
            peer.answer()

    server = connect.listen(script)
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.port}")
    assert MetaApi(connect.client("https://farm.invalid", verify_ssl=False)).get_version().name == "Studio Farm"
    assert seen[0].startswith(b"CONNECT farm.invalid:443 HTTP/1.")
    assert seen[1].startswith(b"GET /api/v3/version HTTP/1.1\r\n")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "farm.localhost", "LOCALHOST."])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_never_for_this_machine(monkeypatch: pytest.MonkeyPatch, host: str, scheme: str) -> None:
    """What a Manager on this machine is told leaves it for no proxy."""
    monkeypatch.setenv(f"{scheme.upper()}_PROXY", "http://proxy.invalid:3128")
    assert proxy_of(Configuration(f"{scheme}://{host}:8080")) is None


@pytest.mark.parametrize(
    ("exceptions", "is_used"),
    [("", True), ("other.invalid", True), ("farm.invalid", False), (".invalid", False), ("*", False)],
)
def test_exceptions(monkeypatch: pytest.MonkeyPatch, exceptions: str, is_used: bool) -> None:
    """NO_PROXY names hosts and domains without a proxy."""
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.invalid:3128")
    monkeypatch.setenv("NO_PROXY", exceptions)
    found = proxy_of(Configuration(FARM))
    assert (found.url if found else "") == ("http://proxy.invalid:3128" if is_used else "")
    assert proxy_of(Configuration(FARM, use_proxy=False)) is None


@pytest.mark.parametrize("written", ["socks5://127.0.0.1:1080", "http://", "http://[::1", "http://h:port"])
def test_what_is_no_proxy(connect: Connector, monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    """A value that cannot be used is an error that names the variable, and not the value with its password."""
    monkeypatch.setenv("HTTP_PROXY", written)
    with pytest.raises(ApiConnectionError, match=r"HTTP_PROXY is set.*NO_PROXY") as caught:
        MetaApi(connect.client(FARM, retries=0)).get_version()
    assert not caught.value.sent


def test_a_dead_proxy_is_named(connect: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the proxy does not answer, the error names it, without its password."""
    server = connect.listen(Peer.answer)
    server.stop()
    monkeypatch.setenv("HTTP_PROXY", f"http://me:secret@127.0.0.1:{server.port}")
    with pytest.raises(ApiConnectionError, match=rf"proxy http://127\.0\.0\.1:{server.port}") as caught:
        MetaApi(connect.client(FARM, retries=0)).get_version()
    assert caught.value.proxy == f"http://127.0.0.1:{server.port}"
    assert "secret" not in str(caught.value)


def test_a_ca_of_ones_own_is_trusted() -> None:
    """A CA that the user names needs no extensions, which newer versions of Python want; the system's do."""
    strict = getattr(ssl, "VERIFY_X509_STRICT", 0)
    assert not tls_context(Configuration("https://farm.invalid", ca_file=PEM)).verify_flags & strict
    usual = ssl.create_default_context().verify_flags
    assert tls_context(Configuration("https://farm.invalid")).verify_flags == usual
