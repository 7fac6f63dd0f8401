"""A host with a dead address, which neither accepts nor refuses connections."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from flamenco_client.manager_client import ApiAbortedError, ApiConnectionError, ApiTimeoutError
from flamenco_client.manager_client.apis import MetaApi
from flamenco_client.manager_client.happy_eyeballs import in_turns

from .conftest import VERSION, Connector, Peer
from .uploading import SMALL, finish, send, take, upload_of

pytestmark = pytest.mark.slow

Resolve = Callable[..., None]
V4, V6 = socket.AF_INET, socket.AF_INET6


class Hole:
    """An address of this machine that neither accepts nor refuses connections, because its queue is full."""

    def __init__(self, port: int) -> None:
        self.address = ("127.0.0.2", port)
        self._listener = socket.socket()
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self._listener.bind(self.address)
        self._listener.listen(0)
        self._waiting = [socket.socket() for _ in range(4)]
        for sock in self._waiting:
            sock.setblocking(False)
            sock.connect_ex(self.address)

    def close(self) -> None:
        for sock in (self._listener, *self._waiting):
            sock.close()


@pytest.fixture
def resolve(monkeypatch: pytest.MonkeyPatch) -> Resolve:
    """Provide a function that sets the addresses of all host names."""

    def give(*addresses: tuple[str, int]) -> None:
        found = [(V4, socket.SOCK_STREAM, 6, "", address) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_: found)

    return give


@pytest.fixture
def hole(connect: Connector) -> Iterator[Hole]:
    """Provide a dead address with the same port as a server that answers every request with its version."""
    if not hasattr(socket, "AF_PACKET"):
        pytest.skip("only Linux has all of 127/8, and such queues")

    def script(peer: Peer) -> None:
        while True:
            peer.request()
            peer.answer("200 OK", VERSION)

    with contextlib.closing(Hole(connect.listen(script).port)) as hole:
        yield hole


def test_other_addresses_are_tried_in_parallel(connect: Connector, hole: Hole, resolve: Resolve) -> None:
    """A dead address costs a moment, not its whole timeout; after another has worked, it costs nothing."""
    resolve(hole.address, ("127.0.0.1", connect.server.port))
    client = connect.client(f"http://farm.invalid:{connect.server.port}", connect_timeout=30.0, total_timeout=60.0)
    begun = time.monotonic()
    assert MetaApi(client).get_version().name == "Studio Farm"
    assert time.monotonic() - begun < 15
    client.drop_idle()
    resolve(hole.address, hole.address, ("127.0.0.1", connect.server.port))
    assert MetaApi(client).get_version().name == "Studio Farm"
    assert connect.server.connections == 2


def test_all_addresses_dead(connect: Connector, hole: Hole, resolve: Resolve) -> None:
    """Connecting ends at the timeout with a clear error, also with several dead addresses."""
    resolve(*[hole.address] * 4)
    client = connect.client(f"http://farm.invalid:{connect.server.port}", connect_timeout=0.5, retries=0)
    with pytest.raises(ApiTimeoutError, match=r"farm\.invalid:\d+ did not accept a connection in time"):
        MetaApi(client).get_version()
    (ended,) = send(client, SMALL)
    assert isinstance(ended.error, ApiTimeoutError)
    assert not ended.error.sent


def test_other_uploads_continue_while_connecting(connect: Connector, resolve: Resolve) -> None:
    """While one connection is being opened, however long that takes, the others send."""
    bodies: list[bytes] = []
    server = connect.listen(take(bodies))
    client = connect.client(f"http://farm.invalid:{server.port}", connect_timeout=60.0)
    resolve(("127.0.0.1", server.port))
    uploads = client.uploads()
    uploads.start(upload_of(SMALL))
    assert finish(uploads)[0].status == 200
    with contextlib.closing(Hole(server.port)) as hole:
        resolve(hole.address)
        client._pool._connect = None  # forget the address that worked
        uploads.start(upload_of(b"a"))
        uploads.start(upload_of(b"b"))
        assert len(uploads) == 2
        assert [ended.status for ended in finish(uploads)] == [200]
        assert len(uploads) == 1
        uploads.start(upload_of(b"c"))
        assert [ended.status for ended in finish(uploads)] == [200]
        begun = time.monotonic()
        uploads.close()
        assert time.monotonic() - begun < 10
    assert bodies == [SMALL, b"a", b"c"]


def test_abort_does_not_wait_for_connections(connect: Connector, hole: Hole, resolve: Resolve) -> None:
    """Aborting does not wait for connections that are being opened, and leaves no thread."""
    resolve(hole.address)
    client = connect.client(f"http://farm.invalid:{connect.server.port}", connect_timeout=60.0, total_timeout=90.0)
    uploads = client.uploads()
    for _ in range(3):
        uploads.start(upload_of(SMALL))
    assert uploads.step(0.1) == []
    begun = time.monotonic()
    client.abort()
    ended = finish(uploads, 3)
    assert time.monotonic() - begun < 10
    assert all(isinstance(one.error, ApiAbortedError) for one in ended)
    uploads.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("connect")]


def test_name_without_address_is_a_connection_error(connect: Connector, resolve: Resolve) -> None:
    """A host name without any address raises ApiConnectionError."""
    resolve()
    client = connect.client("http://farm.invalid:80", retries=0)
    with pytest.raises(ApiConnectionError, match="no address"):
        MetaApi(client).get_version()


def test_order_of_addresses() -> None:
    """Families alternate, and the address that worked last comes first."""
    addresses = [(family, 1, 6, "", (name, 80)) for family, name in [(V6, "a"), (V6, "b"), (V4, "c"), (V4, "d")]]
    assert [address[4][0] for address in in_turns(addresses)] == ["a", "c", "b", "d"]
    assert [address[4][0] for address in in_turns(addresses, ("d", 80))] == ["d", "a", "c", "b"]
