"""Every call ends in time, and connections are used again when that is safe."""

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


@pytest.mark.parametrize("script", [_silent, _dripping_head, _dripping_body, _continuing])
def test_the_whole_call_has_an_end(connect: Connector, script: Script) -> None:
    """Silence, and heads, bodies or `100 Continue` that drip for ever, end with the time for the call."""
    api = MetaApi(connect(script, total_timeout=0.4, read_timeout=FOR_EVER))

    with at_once(), pytest.raises(ApiTimeoutError, match="did not answer in time") as caught:
        api.get_version()

    assert caught.value.sent
    assert isinstance(caught.value, urllib3.exceptions.TimeoutError)


def test_a_pause_has_an_end(connect: Connector) -> None:
    """The read timeout is for one pause, and a call may set its own."""
    client = connect(_silent, read_timeout=0.2)
    with at_once(), pytest.raises(ApiTimeoutError):
        MetaApi(client).get_version()
    patient = client.configuration.replace(read_timeout=FOR_EVER, total_timeout=FOR_EVER)
    with ApiClient(patient) as other, at_once(), pytest.raises(ApiTimeoutError):
        MetaApi(other).get_version(_request_timeout=0.2)
    with ApiClient(patient) as other, at_once(), pytest.raises(ApiTimeoutError):
        MetaApi(other).get_version(_request_timeout=(FOR_EVER, 0.2))


def test_slow_but_in_time(connect: Connector) -> None:
    """A longer time for one call is longer than the configured one."""

    def slow(peer: Peer) -> None:
        peer.head()
        time.sleep(0.4)
        peer.answer()

    assert MetaApi(connect(slow, total_timeout=0.2)).get_version(_request_timeout=FOR_EVER).git


@pytest.mark.parametrize("line", [b"X-Filler: " + b"x" * 1000 + b"\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"])
def test_a_head_has_a_largest_size(connect: Connector, line: bytes) -> None:
    """A flood of headers, or of `100 Continue` as fast as it can be sent, ends long before the time is over."""

    def flood(peer: Peer) -> None:
        peer.head()
        peer.send(b"" if line.startswith(b"HTTP") else b"HTTP/1.1 200 OK\r\n")
        while True:
            peer.send(line * 100)

    with at_once(), pytest.raises(ApiConnectionError, match="is not valid HTTP") as caught:
        MetaApi(connect(flood)).get_version()

    assert caught.value.kind == "protocol"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "broken"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", "broken"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{", "broken"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "broken"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "protocol"),
        (b"HTTP/1.1 nonsense\r\n\r\n", "protocol"),
        (b"\x15\x03\x01\x00\x02\x02\x16", "protocol"),
        (b"HTTP/1.1 103 Early Hints\r\n\r\n", "protocol"),
    ],
)
def test_broken_answers(connect: Connector, data: bytes, kind: str) -> None:
    """Cut off, or no HTTP at all: one class of error, which names the Manager's address."""

    def script(peer: Peer) -> None:
        peer.request()
        peer.send(data)

    with at_once(), pytest.raises(ApiConnectionError) as caught:
        JobsApi(connect(script)).submit_job(JOB)

    assert (kind, True) == (caught.value.kind, caught.value.sent)
    assert f"127.0.0.1:{connect.server.port}" in str(caught.value)
    assert isinstance(caught.value, urllib3.exceptions.HTTPError)


def test_nobody_there() -> None:
    """Refused and unknown hosts are told apart, and it is certain that nothing was sent."""
    with closed_port() as port:
        for host, kind in ((f"127.0.0.1:{port}", "refused"), ("manager.invalid:8080", "name")):
            client = ApiClient(Configuration(host=f"http://{host}", retries=0))
            with pytest.raises(ApiConnectionError) as caught:
                MetaApi(client).get_version()
            assert (kind, False) == (caught.value.kind, caught.value.sent)
            assert host.partition(":")[0] in str(caught.value)


def test_a_machine_without_ipv6(connect: Connector, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name may have addresses of a kind that this machine can make no socket for: the next one is tried."""
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
    """A port whose queue of connections is full: further ones get no answer at all."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(4):
            sock = stack.enter_context(socket.socket())
            sock.setblocking(False)
            sock.connect_ex(listener.getsockname())
        yield listener.getsockname()[1]


def test_a_connection_that_never_comes() -> None:
    """Connecting has its own time, also as part of a call's timeout."""
    refusal = pytest.raises(ApiTimeoutError, match="did not accept a connection")
    with _black_hole() as port, at_once(), refusal as caught:
        MetaApi(ApiClient(Configuration(f"http://127.0.0.1:{port}", retries=0))).get_version(
            _request_timeout=(0.3, FOR_EVER)
        )
    assert not caught.value.sent


@pytest.mark.parametrize("script", [_silent, _dripping_body])
def test_abort_ends_a_waiting_call(connect: Connector, script: Script) -> None:
    """Another thread can end a call at once; the client is of no further use."""
    client = connect(script)
    threading.Timer(0.2, client.abort).start()

    with at_once(), pytest.raises(ApiAbortedError, match="aborted"):
        MetaApi(client).get_version()
    with at_once(), pytest.raises(ApiAbortedError):
        MetaApi(client).get_version()


def test_abort_ends_connecting_and_waiting_between_attempts(connect: Connector) -> None:
    """Neither a machine that does not answer nor a pause before the next attempt holds it up."""
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


def test_a_closed_client_says_so(connect: Connector) -> None:
    """Using it after its `with` is a mistake that is named."""
    client = connect(always(lambda peer: peer.answer()))
    with client:
        MetaApi(client).get_version()

    with pytest.raises(ApiAbortedError, match="closed"):
        MetaApi(client).get_version()


def test_a_connection_is_used_again(connect: Connector) -> None:
    """Calls after each other go over one connection, also after errors and "there is none"."""
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


def test_a_connection_that_was_closed_meanwhile(connect: Connector) -> None:
    """A Manager may close what is idle: the next call, of any method, simply opens another connection."""

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
    """Calls at the same time have connections of their own; no more than configured stay open."""
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
