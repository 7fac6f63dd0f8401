"""Common behaviour of all operations: paths, methods, errors, validation, connections, pages."""

from __future__ import annotations

import contextlib
import json
import socket
import ssl
from pathlib import Path

import pytest

from flamenco_client.tests.support.manager import ManagerServer

from .conftest import UNKNOWN_ID, Caller, echo_job, render_job


@pytest.mark.parametrize(
    ("method", "path", "message"),
    [
        ("GET", "/api/v3/no/such/thing", "Not Found"),
        ("GET", "/no/such/thing", "Not Found"),
        ("GET", "/api/v3/version/", "Not Found"),
        ("GET", "//api/v3/version", "Not Found"),
        ("DELETE", "/api/v3/version", "method not allowed"),
        ("GET", f"/job-files/job-0000/{UNKNOWN_ID}/last-rendered.jpg", "Not Found"),
    ],
)
def test_unknown_paths_are_404_in_the_frameworks_form(call: Caller, method: str, path: str, message: str) -> None:
    """Unknown paths, extra slashes and wrong methods are answered 404 with a message and no code."""
    got = call(method, path)
    assert (got.status, got.json) == (404, {"message": message})


def test_head_is_404_without_body(call: Caller) -> None:
    """HEAD is answered 404 without a body, which would be taken for the next answer."""
    got = call("HEAD", "version")
    assert (got.status, got.body) == (404, b"")
    assert call("GET", "version").status == 200


def test_options_lists_the_methods(call: Caller) -> None:
    """A preflight request is answered 204 with the methods of the path."""
    got = call("OPTIONS", "jobs")
    assert (got.status, got.headers["Allow"]) == (204, "OPTIONS, GET, POST")


def test_root_redirects_to_the_web_interface(call: Caller) -> None:
    """The root redirects to the web interface, a page like the API explorer."""
    got = call("GET", "/")
    assert (got.status, got.headers["Location"]) == (307, "/app/")
    for path in ("/app/", "/app/jobs/x", "/api/v3/swagger-ui/"):
        page = call("GET", path)
        assert (page.status, page.headers.get_content_type()) == (200, "text/html")


def test_the_definition_is_served(call: Caller) -> None:
    """The API definition can be read from the Manager."""
    assert "/api/v3/jobs/check" in call("GET", "/api/v3/openapi3.json").json["paths"]


def test_connections_are_kept(manager: ManagerServer, call: Caller) -> None:
    """Requests of one caller use one connection, also chunked ones and those with large answers."""
    call("GET", "jobs/types")
    call("POST", "jobs", render_job())
    call("GET", "jobs")
    assert {record.connection for record in manager.requests} == {1}


def test_large_answers_are_chunked_and_small_ones_are_not(call: Caller) -> None:
    """Answers above 2 KiB have no Content-Length."""
    assert call("GET", "jobs/types").headers["Transfer-Encoding"] == "chunked"
    assert call("GET", "version").headers["Content-Length"]


def test_chunked_requests_are_read(raw: socket.socket) -> None:
    """A body may be chunked, with chunks of any size."""
    body = json.dumps(echo_job()).encode()
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:7], body[7:]))
    head = b"POST /api/v3/jobs/check HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    raw.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n")
    assert raw.recv(4096).startswith(b"HTTP/1.1 204 ")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": None}, 'Error at "/name": Value is not nullable'),
        ({"priority": "high"}, 'Error at "/priority": value must be an integer'),
        ({"priority": 1.5}, 'Error at "/priority": value must be an integer'),
        ({"metadata": {"a": 1}}, 'Error at "/metadata/a": value must be a string'),
        ({"settings": None}, 'Error at "/settings": Value is not nullable'),
        ({"initial_status": None}, 'Error at "/initial_status": value is not one of the allowed values ["active",'),
    ],
)
def test_bodies_are_validated(call: Caller, change: dict[str, object], message: str) -> None:
    """A body that does not match its schema is rejected with schema, position and reason, without a code."""
    got = call("POST", "jobs/check", echo_job(**change))
    assert got.status == 400
    assert list(got.json) == ["message"]
    start = "request body has an error: doesn't match schema #/components/schemas/SubmittedJob: "
    assert got.json["message"].startswith(start + message)


def test_missing_properties_are_named(call: Caller) -> None:
    """A body without a required property is rejected with the property's name."""
    job = echo_job()
    del job["submitter_platform"]
    message = call("POST", "jobs/check", job).json["message"]
    assert message.endswith('Error at "/submitter_platform": property "submitter_platform" is missing')


@pytest.mark.parametrize(
    ("body", "kind", "message"),
    [
        (b"", "application/json", "value is required but missing"),
        (b'{"name":', "application/json", "failed to decode request body: unexpected EOF"),
        (b"{}", "text/plain", 'header Content-Type has unexpected value "text/plain"'),
    ],
)
def test_bodies_must_be_json(call: Caller, body: bytes, kind: str, message: str) -> None:
    """A missing body, broken JSON and another content type are rejected, each with its own message."""
    got = call("POST", "jobs/check", body, Content_Type=kind)
    assert (got.status, got.json) == (400, {"message": f"request body has an error: {message}"})


def test_numbers_do_not_keep_their_kind(call: Caller) -> None:
    """24.0 is returned as 24, as by the real Manager."""
    assert b'"fps":25,' in call("POST", "jobs", render_job()).body


def test_workers_need_credentials(call: Caller) -> None:
    """Operations for workers are answered 403 with missing or wrong credentials."""
    assert call("POST", "worker/task").json == {
        "message": "security requirements failed: authorization failed: no auth header found"
    }
    call.sign_in(UNKNOWN_ID, "guessed")
    got = call("GET", "worker/state")
    assert (got.status, list(got.json)) == (403, ["message"])


def test_requests_are_logged(manager: ManagerServer, call: Caller) -> None:
    """The log has operation, status, size and JSON of each request."""
    call("POST", "jobs/check", echo_job(), X_Mark="here")
    (record,) = manager.requests_of("submitJobCheck")
    assert (record.method, record.path, record.status) == ("POST", "/api/v3/jobs/check", 204)
    assert record.json["name"] == "echo"
    assert record.body_size == len(json.dumps(echo_job()))
    assert record.headers["x-mark"] == "here"


def test_the_web_interface_lists_jobs_and_tasks(manager: ManagerServer, call: Caller) -> None:
    """The pages list jobs and tasks, with names escaped."""
    call("POST", "jobs", echo_job(name="<script>"))
    assert "&lt;script&gt;" in call("GET", "/app/").text
    assert "<td>sleep</td><td>queued</td>" in call("GET", f"/app/jobs/{manager.jobs[0].id}").text


def test_below_a_prefix(storage: Path) -> None:
    """With a prefix the Manager answers only below its path."""
    with ManagerServer(storage, prefix="/farm") as manager, contextlib.closing(Caller(manager)) as call:
        assert manager.url.endswith("/farm")
        assert call("GET", "/farm/api/v3/version").status == 200
        assert call("GET", "/api/v3/version").status == 404


def test_on_ipv6(storage: Path) -> None:
    """The Manager can listen on the loopback of IPv6; the URL has brackets."""
    try:
        manager = ManagerServer(storage, host="::1").start()
    except OSError:
        pytest.skip("this machine has no IPv6")
    with contextlib.closing(Caller(manager)) as call:
        assert call("GET", "version").status == 200
    assert manager.url == f"http://[::1]:{manager.port}"
    manager.stop()


def test_https_needs_a_handshake(storage: Path) -> None:
    """With a TLS context plain requests get no answer, and the Manager continues."""
    with ManagerServer(storage, tls=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)) as manager:
        assert manager.url.startswith("https://")
        for _ in range(2):
            with socket.create_connection((manager.host, manager.port), timeout=5) as sock:
                sock.sendall(b"GET /api/v3/version HTTP/1.1\r\nHost: x\r\n\r\n")
                with contextlib.suppress(ConnectionError):
                    assert b"HTTP" not in sock.recv(4096)
        assert manager.requests == []
