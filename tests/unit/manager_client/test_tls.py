"""https: certificates are checked, and the same limits apply as over http."""

from __future__ import annotations

import io
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.manager_client import ApiClient, with_http_info
from flamenco_client.manager_client.apis import MetaApi, ShamanApi
from flamenco_client.manager_client.exceptions import ApiAbortedError, ApiConnectionError, ApiTimeoutError
from flamenco_client.tests.support.waiting import FOR_EVER, at_once

from .conftest import Connector, Peer, Script, always, header

PEM = str(Path(__file__).with_name("localhost.pem"))
"""A self-signed certificate for localhost and 127.0.0.1, with its key."""


def _wrap(sock: socket.socket) -> socket.socket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    return context.wrap_socket(sock, server_side=True)


def _client(connect: Connector, script: Script, **configuration: Any) -> ApiClient:
    server = connect.listen(script, wrap=_wrap)
    return connect.client(f"https://127.0.0.1:{server.port}", **{"ca_file": PEM, **configuration})


def test_a_trusted_certificate(connect: Connector) -> None:
    """Calls to a Manager with a trusted certificate succeed and reuse the connection."""
    api = MetaApi(_client(connect, always(lambda peer: peer.answer())))

    assert [api.get_version().name for _ in range(3)] == ["Studio Farm"] * 3
    assert connect.server.connections == 1


def test_an_untrusted_certificate(connect: Connector) -> None:
    """Nothing is sent to a host with an untrusted certificate, unless checks are off."""
    seen: list[bytes] = []

    def script(peer: Peer) -> None:
        seen.append(peer.head())
        peer.answer()

    with pytest.raises(ApiConnectionError, match=r"certificate of 127\.0\.0\.1:\d+ is not trusted") as caught:
        MetaApi(_client(connect, script, ca_file=None)).get_version()
    assert (caught.value.kind, caught.value.sent, seen) == ("certificate", False, [])
    assert MetaApi(_client(connect, script, ca_file=None, verify_ssl=False)).get_version().git


def test_https_to_an_http_server_suggests_http(connect: Connector) -> None:
    """The error says that the URL may need http://."""
    connect.listen(lambda peer: peer.answer())

    with pytest.raises(ApiConnectionError, match="should begin with http://") as caught:
        MetaApi(connect.client(f"https://127.0.0.1:{connect.server.port}")).get_version()

    assert (caught.value.kind, caught.value.sent) == ("not-https", False)


def test_unreadable_ca_file_is_an_error() -> None:
    """A wrong `ca_file` raises ApiConnectionError before anything is sent."""
    from flamenco_client.manager_client import Configuration

    with pytest.raises(ApiConnectionError, match=r"/nowhere/ca\.pem") as caught:
        MetaApi(ApiClient(Configuration(host="https://127.0.0.1:1", ca_file="/nowhere/ca.pem"))).get_version()
    assert caught.value.kind == "tls"


def test_total_timeout_holds_over_tls(connect: Connector) -> None:
    """An answer that arrives byte by byte ends at the deadline of the call."""

    def drip(peer: Peer) -> None:
        peer.head()
        peer.send(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        peer.drip(b"x")

    client = _client(connect, drip, total_timeout=0.5, connect_timeout=FOR_EVER)
    with at_once(), pytest.raises(ApiTimeoutError):
        MetaApi(client).get_version()


@pytest.mark.parametrize("handshake", [True, False])
def test_abort_ends_a_call_over_tls(connect: Connector, handshake: bool) -> None:
    """Aborting ends a call at once, also during the handshake."""

    def hang(peer: Peer) -> None:
        peer.stopped.wait(FOR_EVER)

    if handshake:
        connect.listen(hang)
        client = connect.client(f"https://127.0.0.1:{connect.server.port}", connect_timeout=FOR_EVER)
    else:
        client = _client(connect, hang)
    threading.Timer(0.3, client.abort).start()

    with at_once(), pytest.raises(ApiAbortedError):
        MetaApi(client).get_version()


def test_uploads_over_tls_do_not_use_expect(connect: Connector) -> None:
    """Large files are sent without `Expect`; an early answer is read when the connection breaks."""
    content = b"frame" * 1_000_000

    def take(peer: Peer) -> None:
        head, body = peer.request()
        good = header(head, "Expect") is None and body == content
        peer.answer("200 OK" if good else "400 Bad", b"")

    def refuse(peer: Peer) -> None:
        peer.head()
        peer.body(100_000)
        peer.answer("208 Already Reported", b"", Connection="close")
        peer.stopped.wait(0.2)
        peer.reset()

    for script, status in ((take, 200), (refuse, 208)):
        api = ShamanApi(_client(connect, script))
        assert with_http_info(api.shaman_file_store, "00", len(content), io.BytesIO(content)).status == status
