"""Retries and redirects: when a call is repeated, and where to."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from flamenco_client.manager_client import ApiClient, Configuration
from flamenco_client.manager_client.apis import JobsApi, MetaApi, ShamanApi
from flamenco_client.manager_client.connection_pool import Pool
from flamenco_client.manager_client.exceptions import ApiConnectionError, ApiException, ServiceException
from flamenco_client.manager_client.models import JobStatus, JobStatusChange
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.ports import reserve

from .conftest import Connector, Peer, Script, always

CHANGE = JobStatusChange(status=JobStatus.PAUSED, reason="")


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    from flamenco_client.manager_client import retry

    monkeypatch.setattr(retry, "FIRST_PAUSE", 0.01)


def _counting(calls: list[bytes], *statuses: str, **headers: str) -> Script:
    """Answer with one status after the other, then always with the last one."""

    def script(peer: Peer) -> None:
        while True:
            calls.append(peer.request()[0].split(b"\r\n")[0])
            status = statuses[min(len(calls), len(statuses)) - 1]
            if status.startswith("200"):
                peer.answer()
            else:
                peer.answer(status, b"", **headers)

    return script


@pytest.mark.parametrize("status", ["502 Bad Gateway", "503 Busy", "504 Timeout"])
def test_get_is_retried(connect: Connector, status: str) -> None:
    """A GET is retried when the Manager or a proxy is busy."""
    calls: list[bytes] = []

    assert MetaApi(connect(_counting(calls, status, status, "200 OK"))).get_version().git
    assert calls == [b"GET /api/v3/version HTTP/1.1"] * 3


def test_retries_are_limited(connect: Connector) -> None:
    """After the configured retries the answer is final."""
    calls: list[bytes] = []
    with pytest.raises(ServiceException):
        MetaApi(connect(_counting(calls, "503 Busy"), retries=1)).get_version()

    assert len(calls) == 2


@pytest.mark.parametrize("status", ["500 Oops", "404 Not Found", "429 Slow Down"])
def test_other_answers_are_final(connect: Connector, status: str) -> None:
    """Other errors of the Manager are not retried."""
    calls: list[bytes] = []
    with pytest.raises(ApiException):
        MetaApi(connect(_counting(calls, status))).get_version()

    assert len(calls) == 1


def test_changes_are_never_sent_twice(connect: Connector) -> None:
    """A change may have been made although the Manager was busy or the connection broke, so it is not retried."""
    calls: list[bytes] = []
    with pytest.raises(ServiceException):
        JobsApi(connect(_counting(calls, "503 Busy", Retry_After="0"))).set_job_status("j", CHANGE)
    assert len(calls) == 1

    for call in ("delete_job", "fetch_job"):

        def cut(peer: Peer) -> None:
            calls.append(peer.request()[0])
            peer.reset()

        calls.clear()
        with pytest.raises(ApiConnectionError) as caught:
            getattr(JobsApi(connect(cut)), call)("j")
        assert caught.value.sent
        assert len(calls) == (1 if call == "delete_job" else 3)


def test_any_call_is_retried_when_nothing_was_sent() -> None:
    """A call to a Manager that starts late succeeds, also one that makes a change."""
    server = reserve()
    port = server.getsockname()[1]

    def come_up() -> None:
        server.listen()
        peer, _ = server.accept()
        with peer:
            peer.recv(65536)
            peer.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")

    thread = threading.Timer(0.05, come_up)
    thread.start()
    try:
        with ApiClient(Configuration(host=f"http://127.0.0.1:{port}", retries=10)) as client:
            JobsApi(client).set_job_status("j", CHANGE)
    finally:
        thread.join(5)
        server.close()


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_obeyed(connect: Connector, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    """The client waits as long as the Manager asks for, in seconds or as a date."""
    pauses: list[float] = []
    monkeypatch.setattr(Pool, "wait", lambda _pool, seconds: pauses.append(seconds))
    text = "7" if form == "seconds" else format_datetime(datetime.now(UTC) + timedelta(seconds=120), usegmt=True)
    client = connect(_counting([], "503 Busy", "200 OK", Retry_After=text), longest_retry_after=200, total_timeout=200)

    assert MetaApi(client).get_version().git
    assert pauses == [7.0] if form == "seconds" else [60 < pause <= 120 for pause in pauses] == [True]


NONSENSE = ("99999999999999999999", "Mon, 01 Jan 2026 00:00:00 +99999999999999", "1 Jan 99999999999999999999 0:0:0 GMT")


@pytest.mark.parametrize("text", ["20", "3600", "Wed, 21 Oct 2065 07:28:00 GMT", *NONSENSE])
def test_long_retry_after_is_final(connect: Connector, text: str) -> None:
    """A Retry-After above the limit makes the answer final; a malformed one is ignored."""
    calls: list[bytes] = []
    with pytest.raises(ServiceException):
        MetaApi(connect(_counting(calls, "503 Busy", Retry_After=text))).get_version()

    assert len(calls) == (3 if text in NONSENSE else 1)


def test_pauses_count_towards_the_total_timeout(connect: Connector) -> None:
    """No attempt begins after the deadline of the call."""
    calls: list[bytes] = []
    with pytest.raises(ServiceException):
        MetaApi(connect(_counting(calls, "503 Busy", Retry_After="2"))).get_version(_request_timeout=1)

    assert len(calls) == 1


def test_busy_then_fine_on_the_test_manager() -> None:
    """A GET is also retried at the test Manager."""
    with ManagerServer() as manager, ApiClient(Configuration(host=manager.url)) as client:
        manager.faults.busy("getVersion", times=1)

        assert MetaApi(client).get_version().name == "Test Manager"
        assert [record.status for record in manager.requests_of("getVersion")] == [503, 200]


def _redirecting(location: str, status: str, calls: list[bytes]) -> Script:
    def script(peer: Peer) -> None:
        while True:
            head, body = peer.request()
            calls.append(head.split(b" HTTP")[0] + body)
            if b"/here/" in head:
                peer.answer()
            else:
                peer.answer(status, b"", Location=location)

    return script


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
def test_get_follows_redirects_within_the_manager(connect: Connector, status: str) -> None:
    """A GET follows every kind of redirect to the same address."""
    calls: list[bytes] = []

    assert MetaApi(connect(_redirecting("/here/api%20v3?x=1", status, calls))).get_version().git
    assert calls == [b"GET /api/v3/version", b"GET /here/api%20v3?x=1"]


def test_changes_follow_only_307_and_308(connect: Connector) -> None:
    """307 and 308 keep method and body; other redirects would turn the change into a GET."""
    calls: list[bytes] = []
    JobsApi(connect(_redirecting("/here/", "307 Temporary", calls))).set_job_status("j", CHANGE)
    body = b'{"status":"paused","reason":""}'
    assert calls == [b"POST /api/v3/jobs/j/setstatus" + body, b"POST /here/" + body]

    with pytest.raises(ApiException, match="302 Found: it redirects to /here/"):
        JobsApi(connect(_redirecting("/here/", "302 Found", calls))).set_job_status("j", CHANGE)


def test_redirected_upload_sends_all_bytes(connect: Connector) -> None:
    """The file is rewound before it is sent again."""
    import io

    calls: list[bytes] = []
    ShamanApi(connect(_redirecting("/here/", "308 Permanent", calls))).shaman_file_store("00", 5, io.BytesIO(b"12345"))

    assert calls == [b"POST /api/v3/shaman/files/00/512345", b"POST /here/12345"]


@pytest.mark.parametrize(
    "location",
    ["http://elsewhere.invalid/api", "//elsewhere.invalid/", "https://127.0.0.1/", "http://[broken/", "ftp:x"],
)
def test_redirect_to_another_host_is_an_error(connect: Connector, location: str) -> None:
    """A redirect to another address is never followed; the error names the address."""
    with pytest.raises(ApiException) as caught:
        MetaApi(connect(_redirecting(location, "302 Found", []))).get_version()

    assert location in str(caught.value)
    assert "use that address as the Manager's URL" in str(caught.value)


def test_endless_redirects_are_an_error(connect: Connector) -> None:
    """Redirects in a circle end in an error."""
    calls: list[bytes] = []
    with pytest.raises(ApiException, match="more than 5 times"):
        MetaApi(connect(always(lambda peer: peer.answer("302 Found", b"", Location="/again")))).get_version()
    assert not calls
