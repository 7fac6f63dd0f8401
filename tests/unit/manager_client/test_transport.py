"""Every call ends in time, and connections are reused when that is safe."""

from __future__ import annotations

import contextlib
import errno
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import urllib3

from flamenco_client.manager_client import ApiClient, Configuration, connection
from flamenco_client.manager_client.apis import JobsApi, MetaApi
from flamenco_client.manager_client.connection import LimitedSocket
from flamenco_client.manager_client.exceptions import (
    ApiAbortedError,
    ApiConnectionError,
    ApiTimeoutError,
    NotFoundException,
)
from flamenco_client.manager_client.models import SubmittedJob
from flamenco_client.tests.support.ports import closed_port
from flamenco_client.tests.support.waiting import FOR_EVER, PATIENCE, at_once, until

from .conftest import VERSION, Connector, Peer, Script, always

JOB = SubmittedJob(name="n", type="t", priority=50, submitter_platform="linux")


def _silent(peer: Peer) -> None:
    peer.head()
    peer.stopped.wait(FOR_EVER)


def _dripping_head(peer: Peer) -> None:
    peer.head()
    peer.send(b"HTTP/1.1 200 OK\r\nX-Drip: ")
    peer.drip(b"x")


def _dripping_body(peer: Peer) -> None:
    peer.head()
    peer.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
    peer.drip(b" ")


def _continuing(peer: Peer) -> None:
    peer.head()
    peer.drip(b"HTTP/1.1 100 Continue\r\n\r\n", pause=0.005)


@pytest.mark.slow
@pytest.mark.parametrize("script", [_silent, _dripping_head, _dripping_body, _continuing])
def test_every_call_ends_at_its_deadline(connect: Connector, script: Script) -> None:
    """No answer, or an endless head, body or series of `100 Continue`, ends at the deadline of the call."""
    api = MetaApi(connect(script, total_timeout=0.4, read_timeout=FOR_EVER))

    with at_once(), pytest.raises(ApiTimeoutError, match="did not answer in time") as caught:
        api.get_version()

    assert caught.value.sent
    assert isinstance(caught.value, urllib3.exceptions.TimeoutError)


def test_read_timeout_limits_a_pause(connect: Connector) -> None:
    """The read timeout applies to each pause, and a call may set its own."""
    client = connect(_silent, read_timeout=0.2)
    with at_once(), pytest.raises(ApiTimeoutError):
        MetaApi(client).get_version()
    patient = client.configuration.replace(read_timeout=FOR_EVER, total_timeout=FOR_EVER)
    with ApiClient(patient) as other, at_once(), pytest.raises(ApiTimeoutError):
        MetaApi(other).get_version(_request_timeout=0.2)
    with ApiClient(patient) as other, at_once(), pytest.raises(ApiTimeoutError):
        MetaApi(other).get_version(_request_timeout=(FOR_EVER, 0.2))


def test_call_may_have_a_longer_timeout(connect: Connector) -> None:
    """The timeout of a call may exceed the configured one."""

    def slow(peer: Peer) -> None:
        peer.head()
        time.sleep(0.4)
        peer.answer()

    assert MetaApi(connect(slow, total_timeout=0.2)).get_version(_request_timeout=FOR_EVER).git


@pytest.mark.parametrize("line", [b"X-Filler: " + b"x" * 1000 + b"\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_size_of_a_head_is_limited(connect: Connector, line: bytes) -> None:
    """A flood of headers, or of `100 Continue`, ends long before the timeout."""

    def flood(peer: Peer) -> None:
        peer.head()
        peer.send(b"" if line.startswith(b"HTTP") else b"HTTP/1.1 200 OK\r\n")
        while True:
            peer.send(line * 100)

    with at_once(), pytest.raises(ApiConnectionError, match="is not valid HTTP") as caught:
        MetaApi(connect(flood)).get_version()

    assert caught.value.kind == "not-http"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "reset"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{", "reset"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "reset"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "not-http"),
        (b"HTTP/1.1 nonsense\r\n\r\n", "not-http"),
        (b"\x15\x03\x01\x00\x02\x02\x16", "not-http"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", "not-http"),
    ],
)
def test_broken_answers(connect: Connector, data: bytes, kind: str) -> None:
    """Truncated answers and anything but HTTP raise ApiConnectionError, which names the Manager's address."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(data)

    with at_once(), pytest.raises(ApiConnectionError) as caught:
        JobsApi(connect(script)).submit_job(JOB)

    assert (kind, True) == (caught.value.kind, caught.value.sent)
    assert f"127.0.0.1:{connect.server.port}" in str(caught.value)
    assert isinstance(caught.value, urllib3.exceptions.HTTPError)


def test_refused_and_unknown_hosts_are_distinguished() -> None:
    """The error says whether the connection was refused or the host is unknown, and that nothing was sent."""
    with closed_port() as port:
        for host, kind in ((f"127.0.0.1:{port}", "refused"), ("manager.invalid:8080", "unknown-host")):
            client = ApiClient(Configuration(host=f"http://{host}", retries=0))
            with pytest.raises(ApiConnectionError) as caught:
                MetaApi(client).get_version()
            assert (kind, False) == (caught.value.kind, caught.value.sent)
            assert host.partition(":")[0] in str(caught.value)


def test_a_machine_without_ipv6(connect: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    """If this machine does not support an address's family, the next address is tried."""
    client = connect(always(lambda peer: peer.answer()))
    impossible = (socket.AF_INET6, socket.SOCK_STREAM, 6, "", ("::1", connect.server.port, 0, 0))
    possible = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", connect.server.port))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments: [impossible, possible])

    class Only4(LimitedSocket):
        def __init__(self, family: int = -1, *arguments: int, **options: int) -> None:
            if family == socket.AF_INET6:
                raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
            super().__init__(family, *arguments, **options)

    monkeypatch.setattr(connection, "LimitedSocket", Only4)
    with at_once():
        assert MetaApi(client).get_version().git


@contextlib.contextmanager
def _black_hole() -> Iterator[int]:
    """Provide a port whose queue of connections is full, so that further ones get no answer."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            sock = stack.enter_context(socket.socket())
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def test_connecting_has_its_own_timeout() -> None:
    """Connecting has its own timeout, also as part of a call's timeout."""
    refusal = pytest.raises(ApiTimeoutError, match="did not accept a connection")
    with _black_hole() as port, at_once(), refusal as caught:
        MetaApi(ApiClient(Configuration(f"http://127.0.0.1:{port}", retries=0))).get_version(
            _request_timeout=(0.3, FOR_EVER)
        )
    assert not caught.value.sent


@pytest.mark.parametrize("script", [_silent, _dripping_body])
def test_abort_ends_a_waiting_call(connect: Connector, script: Script) -> None:
    """Another thread can end a call at once; later calls fail, too."""
    client = connect(script)
    threading.Timer(0.2, client.abort).start()

    with at_once(), pytest.raises(ApiAbortedError, match="aborted"):
        MetaApi(client).get_version()
    with at_once(), pytest.raises(ApiAbortedError):
        MetaApi(client).get_version()


def test_abort_ends_connecting_and_waiting_between_attempts(connect: Connector) -> None:
    """Aborting ends connecting to a machine that does not answer, and the pause before the next attempt."""
    with (
        _black_hole() as port,
        ApiClient(Configuration(f"http://127.0.0.1:{port}", connect_timeout=FOR_EVER)) as client,
    ):
        threading.Timer(0.2, client.abort).start()
        with at_once(), pytest.raises(ApiAbortedError):
            MetaApi(client).get_version()
    answer = always(lambda peer: peer.answer("503 Busy", b"", Retry_After=f"{FOR_EVER:.0f}"))
    busy = connect(answer, longest_retry_after=FOR_EVER, total_timeout=2 * FOR_EVER)
    threading.Timer(0.2, busy.abort).start()
    with at_once(), pytest.raises(ApiAbortedError):
        MetaApi(busy).get_version()


def test_closed_client_says_so(connect: Connector) -> None:
    """A call after the client's `with` block raises an error that says so."""
    client = connect(always(lambda peer: peer.answer()))
    with client:
        MetaApi(client).get_version()

    with pytest.raises(ApiAbortedError, match="closed"):
        MetaApi(client).get_version()


def test_connection_is_reused(connect: Connector) -> None:
    """Successive calls use one connection, also after errors and "there is none"."""
    answers = [("200 OK", VERSION), ("404 Not Found", b"{}"), ("204 No Content", b""), ("200 OK", VERSION)]

    def script(peer: Peer) -> None:
        for status, body in answers:
            peer.request()
            peer.answer(status, body)

    client = connect(script)
    MetaApi(client).get_version()
    with pytest.raises(NotFoundException):
        JobsApi(client).fetch_job("j")
    assert JobsApi(client).fetch_task_log_info("t") is None
    MetaApi(client).get_version()

    assert connect.server.connections == 1


def test_connection_closed_while_idle_is_replaced(connect: Connector) -> None:
    """After the Manager has closed an idle connection, the next call of any method opens a new one."""

    def once(peer: Peer) -> None:
        peer.request()
        peer.answer()

    client = connect(once)
    MetaApi(client).get_version()
    until(lambda: connect.server.ended == 1)
    with pytest.raises(ValueError, match="required, but missing"):  # the script's answer is no job
        JobsApi(client).submit_job(JOB)

    assert connect.server.connections == 2


def test_threads_share_a_client(connect: Connector) -> None:
    """Concurrent calls have connections of their own; no more than configured stay open."""
    all_there = threading.Barrier(6)

    def answer(peer: Peer) -> None:
        all_there.wait(PATIENCE)
        peer.answer()

    api = MetaApi(connect(always(answer), pool_size=2))
    names: list[str] = []
    for connections in (6, 6 + 4):
        threads = [threading.Thread(target=lambda: names.append(api.get_version().name)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert connect.server.connections == connections

    assert names == ["Studio Farm"] * 12
