"""``Session.call``: any operation of the client, with typed models on both sides, through a real helper."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.ipc.session import Session
from flamenco_client.manager_client.models import FlamencoVersion, JobPriorityChange, ShamanRequirementsRequest
from flamenco_client.tests.support.ports import closed_port
from flamenco_client.tests.support.waiting import AT_ONCE, FOR_EVER, PATIENCE

ROOT = Path(__file__).resolve().parents[3]
JOB = "c1a60a2a-6f80-4c3e-8b2f-0d3e2f1a9b77"


class Handler(BaseHTTPRequestHandler):
    """A Manager of five operations that keeps what it was sent."""

    protocol_version = "HTTP/1.1"
    server: Server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def answer(self, status: int, body: bytes = b"", kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        path = self.path.removeprefix("/api/v3")
        if path == "/version":
            version = {"name": "Farm", "version": "3.9 (abc)", "shortversion": "3.9", "future": ["kept"]}
            self.answer(200, json.dumps(version).encode())
        elif path.endswith("/logtail"):
            self.answer(200, "Fra:1 grün\n".encode(), "text/plain; charset=utf-8")
        elif path == "/configuration":
            self.server.asked.set()
            self.server.may_answer.wait(FOR_EVER)
            self.close_connection = True
        else:
            self.answer(204)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.sent.append((self.path.removeprefix("/api/v3"), body))
        if self.path.endswith("/requirements"):
            self.answer(200, b'{"files":[]}')
        elif self.path.endswith("/setpriority"):
            self.answer(404, b'{"code":404,"message":"no such job"}')
        else:
            self.answer(200)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.sent: list[tuple[str, bytes]] = []
        self.asked = threading.Event()
        self.may_answer = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


@pytest.fixture
def manager() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.may_answer.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def session() -> Iterator[Session]:
    """One with the product's own helper."""
    session = Session()
    yield session
    session.stop()


def call(session: Session, url: str, operation: str, **arguments: Any) -> Any:
    """The answer; an error is raised."""
    ends: list[Any] = []
    request = session.call(operation, arguments, ends.append, ends.append, url=url, on_cancelled=ends.append)
    assert ends == []
    session._wait_for(request, PATIENCE)
    [end] = ends
    if isinstance(end, Exception):
        raise end
    return end


def test_the_answer_is_the_typed_model(session: Session, manager: Server) -> None:
    """As from the client itself, unknown properties included."""
    version = call(session, manager.url, "MetaApi.get_version")

    assert isinstance(version, FlamencoVersion)
    assert (version.name, version.shortversion) == ("Farm", "3.9")
    assert version.unknown_properties == {"future": ["kept"]}


def test_nothing_and_text_are_answers_too(session: Session, manager: Server) -> None:
    """204 is None, a log is text."""
    assert call(session, manager.url, "JobsApi.fetch_job_last_rendered_info", job_id=JOB) is None
    assert call(session, manager.url, "JobsApi.fetch_task_log_tail", task_id=JOB) == "Fra:1 grün\n"


def test_models_are_sent_as_they_are_given(session: Session, manager: Server) -> None:
    """Arguments cross the process boundary by their types, nested ones too."""
    files = [{"sha": "a" * 64, "size": 3, "path": "grün/a b.png"}]

    answer = call(
        session,
        manager.url,
        "ShamanApi.shaman_checkout_requirements",
        shaman_requirements_request=ShamanRequirementsRequest.from_dict({"files": files}),
    )

    assert answer.files == []
    assert [(path, json.loads(body)) for path, body in manager.sent] == [
        ("/shaman/checkout/requirements", {"files": files})
    ]


def test_a_file_is_uploaded_from_its_path(session: Session, manager: Server, tmp_path: Path) -> None:
    """Its bytes never pass through Blender."""
    file = tmp_path / "a.png"
    file.write_bytes(b"bytes \x00\xff" * 1000)
    checksum = hashlib.sha256(file.read_bytes()).hexdigest()

    assert (
        call(session, manager.url, "ShamanApi.shaman_file_store", checksum=checksum, filesize=8000, body=file) is None
    )

    assert manager.sent == [(f"/shaman/files/{checksum}/8000", file.read_bytes())]


def test_an_error_of_the_manager_is_told_in_words(session: Session, manager: Server) -> None:
    """The error has status, message and address."""
    with pytest.raises(FarmError, match="no such job") as caught:
        call(
            session,
            manager.url,
            "JobsApi.set_job_priority",
            job_id=JOB,
            job_priority_change=JobPriorityChange(priority=50),
        )

    assert caught.value.details["status"] == 404


def test_no_manager_is_told_in_words(session: Session) -> None:
    """Nothing listens there."""
    with closed_port() as port, pytest.raises(FarmError) as caught:
        call(session, f"http://127.0.0.1:{port}", "MetaApi.get_version")

    assert caught.value.kind == "refused"


def test_cancelling_ends_a_call_that_waits(session: Session, manager: Server) -> None:
    """A Manager that does not answer blocks no other request."""
    ends: list[Any] = []
    request = session.call(
        "MetaApi.get_configuration", {}, ends.append, ends.append, url=manager.url, on_cancelled=ends.append
    )
    assert manager.asked.wait(PATIENCE)

    request.cancel()

    session._wait_for(request, AT_ONCE)
    assert [type(end) for end in ends] == [Cancelled]


@pytest.mark.parametrize(
    ("operation", "arguments", "error"),
    [
        ("get_version", {}, ValueError),
        ("MetaApi", {}, ValueError),
        ("MetaApi.", {}, ValueError),
        ("MetaApi._fetch", {}, ValueError),
        ("MetaApi.__init__", {}, ValueError),
        ("MetaApi.__class__", {}, ValueError),
        ("Api._do", {}, ValueError),
        ("os.system", {}, ValueError),
        ("MetaApi.get_version", {"colour": "green"}, TypeError),
        ("JobsApi.fetch_job", {}, TypeError),
        ("ShamanApi.shaman_file_store", {"checksum": "a", "filesize": 1, "body": b"bytes"}, TypeError),
    ],
)
def test_what_is_no_operation_or_does_not_fit_it_is_refused_at_once(
    session: Session, operation: str, arguments: dict[str, Any], error: type[Exception]
) -> None:
    """A slip in a script shows where it was made, not later in a callback; and only operations can be named."""
    with pytest.raises(error):
        session.call(operation, arguments, print, print, url="http://127.0.0.1:9")

    assert (session.outstanding, session.helper_pid) == ((), None)


def test_values_of_another_type_are_refused_before_anything_is_sent(session: Session, manager: Server) -> None:
    """The error names operation, argument and property."""
    with pytest.raises(
        FarmError, match=r"JobsApi.set_job_priority was not sent.*job_priority_change.*priority"
    ) as caught:
        call(session, manager.url, "JobsApi.set_job_priority", job_id=JOB, job_priority_change={"priority": "high"})

    assert caught.value.kind == "bad-arguments"
    assert manager.sent == []


def test_blenders_process_never_loads_what_speaks_to_the_network() -> None:
    """Asking and understanding the answer needs the models alone."""
    code = """
import sys
sys.path.insert(0, sys.argv[1])
import standalone
standalone.mount()
from flamenco_client.ipc.session import Session
from flamenco_client.tests.support.waiting import AT_ONCE, FOR_EVER, PATIENCE
session, heard = Session(), []
request = session.call("MetaApi.get_version", {}, heard.append, heard.append, url="http://127.0.0.1:9")
from flamenco_client.ipc import client_calls
client_calls.understand("MetaApi.get_version", {"value": {"name": "", "version": "", "shortversion": ""}})
session.stop()
print(*{"urllib3", "dateutil", "ssl", "http.client", "threading"} & set(sys.modules))
"""
    ended = subprocess.run([sys.executable, "-c", code, str(ROOT)], capture_output=True, text=True, check=True)

    assert set(ended.stdout.split()) <= {"threading"}  # subprocess imports that itself
    assert ended.stderr == ""
