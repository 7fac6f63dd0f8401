"""The switchboard: every fault has its described effect on the wire."""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import http.client
import socket
import time

import pytest

from flamenco_client.manager_client import ApiClient, ApiException, Configuration, ManagerError
from flamenco_client.manager_client.apis import MetaApi
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import PATIENCE, until

from .conftest import Caller, echo_job


def exchange(sock: socket.socket, path: str = "/api/v3/version", limit: int = 1_000_000) -> bytes:
    """Send a GET over a bare connection and read until its end, a timeout, or the limit."""
    sock.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    found = b""
    try:
        while len(found) < limit and (data := sock.recv(65536)):
            found += data
    except TimeoutError:
        pass
    return found


def test_answers_by_number(manager: ManagerServer, call: Caller) -> None:
    """A fault applies a given number of times to its operation, after a given number of skipped requests."""
    entry = manager.faults.busy("getVersion", times=2, skip=1)
    assert [call("GET", "version").status for _ in range(4)] == [200, 503, 503, 200]
    assert call("GET", "status").status == 200
    assert entry.used == 2
    assert [record.faults for record in manager.requests_of("getVersion")] == [[], ["Answered"], ["Answered"], []]


def test_endless_faults_can_be_cleared(manager: ManagerServer, call: Caller) -> None:
    """Without a number a fault applies until the switchboard is cleared."""
    manager.faults.html("/api/v3/*", 502, times=None)
    for path in ("version", "status", "jobs"):
        got = call("GET", path)
        assert (got.status, got.headers.get_content_type()) == (502, "text/html")
    manager.faults.clear()
    assert call("GET", "version").status == 200


def test_conditions(manager: ManagerServer, call: Caller) -> None:
    """A fault with a condition applies by the request's head."""
    manager.faults.answer("*", 418, times=None, when=lambda request: request.headers.get("X-Tea") == "yes")
    assert call("GET", "version").status == 200
    assert call("GET", "version", X_Tea="yes").status == 418


def test_bad_bodies(manager: ManagerServer, call: Caller) -> None:
    """Broken JSON, broken UTF-8, redirects and huge answers are sent as set."""
    manager.faults.invalid_json("getVersion")
    assert call("GET", "version").body == b'{"jobs": ['
    manager.faults.bad_utf8("getVersion")
    with pytest.raises(UnicodeDecodeError):
        call("GET", "version").body.decode()
    manager.faults.redirect("getVersion", "http://other.example/", 302)
    got = call("GET", "version")
    assert (got.status, got.headers["Location"]) == (302, "http://other.example/")
    manager.faults.huge("getVersion", 5_000_000)
    assert len(call("GET", "version").body) == 5_000_000


def test_gzip_bomb(manager: ManagerServer, call: Caller) -> None:
    """A small body decompresses to a large one."""
    manager.faults.gzip_bomb("getVersion", 3_000_000)
    got = call("GET", "version")
    assert got.headers["Content-Encoding"] == "gzip"
    assert len(got.body) < 10_000
    assert len(gzip.decompress(got.body)) > 3_000_000


def test_delay(manager: ManagerServer, call: Caller) -> None:
    """An answer is delayed by the given time."""
    manager.faults.delay("getVersion", 0.2)
    start = time.monotonic()
    assert call("GET", "version").status == 200
    assert time.monotonic() - start >= 0.2


@pytest.mark.parametrize(("moment", "jobs"), [("head", 0), ("lost", 1), ("answer head", 1), ("answer body", 1)])
def test_resets(manager: ManagerServer, call: Caller, moment: str, jobs: int) -> None:
    """The connection is reset before the work, or after it at several points of the answer."""
    manager.faults.reset("submitJob", moment)  # type: ignore[arg-type]
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        call("POST", "jobs", echo_job())
    assert len(manager.jobs) == jobs
    call.close()
    assert call("GET", "version").status == 200


def test_lost_answer(manager: ManagerServer, call: Caller) -> None:
    """The job is stored, the answer is not sent."""
    manager.faults.lose_answer("submitJob")
    with pytest.raises(ConnectionError):
        call("POST", "jobs", echo_job())
    assert [job.name for job in manager.jobs] == ["echo"]


def test_reset_while_uploading(manager: ManagerServer, call: Caller) -> None:
    """The connection is reset after a number of bytes of an upload, and nothing of it is stored."""
    content = b"u" * 3_000_000
    path = f"shaman/files/{hashlib.sha256(content).hexdigest()}/{len(content)}"
    manager.faults.reset("shamanFileStore", "upload", after=100_000)
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        call("POST", path, content)
    assert 100_000 <= manager.requests[-1].body_size < len(content)  # a block may arrive in two parts
    call.close()
    assert call("GET", path).json == {"status": "unknown"}
    assert call("POST", path, content).status == 200


def test_truncated(manager: ManagerServer, call: Caller) -> None:
    """The body ends before its declared length."""
    manager.faults.truncate("getVersion", keep=5)
    with pytest.raises(http.client.IncompleteRead) as caught:
        call("GET", "version")
    assert len(caught.value.partial) == 5


@pytest.mark.parametrize("part", ["head", "body", "all"])
def test_drip(manager: ManagerServer, raw: socket.socket, part: str) -> None:
    """Head or body arrive byte by byte, but completely."""
    manager.faults.drip("getVersion", part, seconds=0.001)  # type: ignore[arg-type]
    start = time.monotonic()
    assert exchange(raw).endswith(b"}\n")
    assert time.monotonic() - start > 0.08


def test_endless_body_and_head(manager: ManagerServer) -> None:
    """An endless body or head is sent until the client disconnects."""
    for part in ("body", "head"):
        manager.faults.endless("getVersion", part)
        with socket.create_connection((manager.host, manager.port), timeout=PATIENCE) as sock:
            assert len(exchange(sock, limit=3_000_000)) >= 3_000_000


def test_hanging(manager: ManagerServer, raw: socket.socket) -> None:
    """No answer is sent, and stopping the Manager does not wait for it."""
    manager.faults.hang("getVersion")
    raw.settimeout(0.1)
    assert exchange(raw) == b""


def test_continue_faults(manager: ManagerServer, raw: socket.socket) -> None:
    """No 100 Continue is sent, or nothing else."""
    sha = hashlib.sha256(b"data").hexdigest()
    head = f"POST /api/v3/shaman/files/{sha}/4 HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n"
    manager.faults.no_continue()
    raw.sendall(head.encode())
    raw.settimeout(0.1)
    with pytest.raises(TimeoutError):
        raw.recv(100)
    raw.settimeout(PATIENCE)
    raw.sendall(b"data")
    assert raw.recv(4096).startswith(b"HTTP/1.1 200 ")
    manager.faults.endless_continue()
    raw.sendall(head.encode())
    found = b""
    while len(found) < 500:
        found += raw.recv(4096)
    assert set(found.split(b"\r\n\r\n")[:-1]) == {b"HTTP/1.1 100 Continue"}


def test_upload_faults(manager: ManagerServer, call: Caller) -> None:
    """Early answers, changed files and collisions store nothing."""
    sha = hashlib.sha256(b"data").hexdigest()
    manager.faults.early_upload_answer(425)
    manager.faults.file_changed(skip=1)
    manager.faults.collision(skip=2)
    statuses = [call("POST", f"shaman/files/{sha}/4", b"data").status for _ in range(3)]
    assert statuses == [425, 417, 500]
    assert manager.stored_files() == {}
    assert call("POST", f"shaman/files/{sha}/4", b"data").status == 200


def test_slow_upload(manager: ManagerServer, call: Caller) -> None:
    """The body is read at about the given rate."""
    content = b"s" * 100_000
    manager.faults.slow_upload(500_000)
    start = time.monotonic()
    assert call("POST", f"shaman/files/{hashlib.sha256(content).hexdigest()}/{len(content)}", content).status == 200
    assert time.monotonic() - start > 0.15


def test_uninvited_file(manager: ManagerServer, call: Caller) -> None:
    """The missing files include one that the client did not name."""
    manager.faults.uninvited_file(path="/etc/shadow")
    got = call("POST", "shaman/checkout/requirements", {"files": []}).json["files"]
    assert [file["path"] for file in got] == ["/etc/shadow"]


def test_failing_checkout(manager: ManagerServer, call: Caller) -> None:
    """The checkout fails, and the requested folder is deleted."""
    call("POST", "shaman/checkout/create", {"files": [], "checkoutPath": "shot"})
    manager.faults.failing_checkout()
    assert call("POST", "shaman/checkout/create", {"files": [], "checkoutPath": "shot"}).status == 500
    assert not (manager.checkouts / "shot").exists()


def test_work_is_done_despite_a_fixed_answer(manager: ManagerServer, call: Caller) -> None:
    """The job is stored, although the answer is a proxy's timeout page."""
    manager.faults.html("submitJob", 504, work=True)
    assert call("POST", "jobs", echo_job()).status == 504
    assert len(manager.jobs) == 1


@pytest.mark.slow
def test_restart(manager: ManagerServer, call: Caller) -> None:
    """The port is closed for a while, then the Manager is back on it with its whole state."""
    call("POST", "jobs", echo_job())
    url = manager.url
    manager.restart(down_for=2.0)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((manager.host, manager.port), timeout=PATIENCE).close()
    call.close()
    until(lambda: manager.is_listening)
    assert len(call("GET", "jobs").json["jobs"]) == 1
    assert manager.url == url


def test_going_down_resets_connections(manager: ManagerServer, call: Caller) -> None:
    """Going down resets all open connections."""
    call("GET", "version")
    manager.go_down()
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        call("GET", "version")


def test_crash_in_the_middle_of_a_request(manager: ManagerServer) -> None:
    """A crash resets the connection, before or after the work, and the Manager comes back by itself."""
    with ApiClient(Configuration(host=manager.url, retries=0)) as client:
        manager.faults.fall("getVersion", 0.1)
        with pytest.raises(ManagerError):
            MetaApi(client).get_version()
        names: list[str] = []

        def ask() -> bool:  # the crash may not have happened yet
            with contextlib.suppress(ManagerError):
                names.append(MetaApi(client).get_version().name)
            return bool(names)

        until(ask)
        assert names == ["Test Manager"]


def test_errors_are_not_rewritten(manager: ManagerServer) -> None:
    """Only an object is rewritten, so that several faults in one exchange do not break the Manager."""
    manager.faults.answer("getVersion", 500, json={"code": 500, "message": "no"})
    manager.faults.rewrite("getVersion", lambda found: {"seen": found["name"]})
    with ApiClient(Configuration(host=manager.url, retries=0)) as client, pytest.raises(ApiException) as caught:
        MetaApi(client).get_version()
    assert caught.value.status == 500
