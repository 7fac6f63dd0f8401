"""Messages for error answers: the most specific text, the address, and what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from flamenco_client.core.errors import ErrorKind, FarmError
from flamenco_client.farm.error_messages import explain
from flamenco_client.manager_client.exceptions import ApiException, exception_for
from flamenco_client.manager_client.models import FlamencoVersion
from flamenco_client.manager_client.response import Answer, understand

URL = "http://farm:8080"
REASONS = {400: "Bad Request", 404: "Not Found", 412: "Precondition Failed", 500: "Internal Server Error"}


def failure(
    status: int, body: bytes | str = b"", kind: str = "application/json", headers: dict[str, str] | None = None
) -> ApiException:
    """The exception that the client makes of an answer."""
    content = body.encode() if isinstance(body, str) else body
    answer = Answer(
        status,
        REASONS.get(status, "Reason"),
        {"Content-Type": kind, **(headers or {})} if kind else headers or {},
        content,
        "GET http://farm:8080/x",
    )
    with pytest.raises(ApiException) as caught:
        understand(answer, FlamencoVersion, may_be_empty=False)
    return caught.value


def error_body(message: str, code: int | None = None) -> str:
    return json.dumps({"message": message} if code is None else {"code": code, "message": message})


@pytest.mark.parametrize(
    ("answer", "kind", "part"),
    [
        ((400, error_body("invalid range", 400)), "http", "farm:8080 answered: invalid range. (HTTP 400)"),
        ((400, error_body('Error at "/reason"')), "http", 'farm:8080 answered: Error at "/reason". (HTTP 400)'),
        ((404, error_body("no such job", 404)), "http", "no such job. (HTTP 404)"),
        ((405, "", ""), "http", "Reason. (HTTP 405)"),
        ((417, error_body("checksum is wrong", 417)), "http", "checksum is wrong"),
        ((500, "it broke", "text/plain"), "http", "it broke. (HTTP 500)"),
        ((500, "<html><title>It broke &amp; fell</title></html>", "text/html"), "http", "It broke & fell."),
        ((500,), "http", "Internal Server Error. (HTTP 500)"),
        ((500, b"\xff\xfe", "text/plain"), "http", "(HTTP 500)"),
        ((412, error_body("etag mismatch", 412)), "outdated", "has changed"),
        ((401, "<h1>Log in</h1>", "text/html"), "denied", "Log in"),
        ((403, error_body("no")), "denied", "HTTP 403"),
        ((407,), "denied", "HTTP 407"),
        ((413, "<title>413 Too Large</title>", "text/html"), "too-large", "413 Too Large"),
        ((413,), "too-large", "HTTP 413"),
        ((502, "<title>Bad Gateway</title>", "text/html"), "proxy", "Bad Gateway"),
        ((503, "", ""), "proxy", "HTTP 503"),
        ((504,), "proxy", "HTTP 504"),
        ((503, error_body("busy", 503)), "busy", "busy"),
        ((503, error_body("shaman server not active", 503)), "shaman-off", "Shaman is off"),
        ((400, "Client sent an HTTP request to an HTTPS server.", "text/plain"), "tls", "only https"),
        (
            (400, "<title>400 The plain HTTP request was sent to HTTPS port</title>", "text/html"),
            "tls",
            "only https",
        ),
        ((302, "", "", {"Location": "http://other/login"}), "redirect", "http://other/login"),
        ((307,), "redirect", "another address"),
        ((200, "<html><title>Router</title></html>", "text/html"), "not-a-manager", "Router"),
        ((200, "[1, 2", "application/json"), "not-a-manager", "not JSON"),
        ((200, b"\xff", "application/json"), "not-a-manager", "farm:8080"),
        ((200, "[]", "application/json"), "not-a-manager", "farm:8080"),
        ((200, "", "application/json"), "not-a-manager", "farm:8080"),
    ],
)
def test_words(answer: tuple[Any, ...], kind: str, part: str) -> None:
    """Each status, with each form of body, has its kind and a message with address and answer."""
    error = failure(*answer)
    explained = explain(error, URL)

    assert explained.kind == kind
    assert part in explained.message or part in explained.hint
    assert kind == "outdated" or "farm:8080" in explained.message
    assert explained.message[-1] in ".)?"
    assert explained.details["status"] == error.status
    assert explained.details["url"] == URL


@pytest.mark.parametrize("status", [301, 401, 412, 413, 502, 503])
def test_hints(status: int) -> None:
    """Errors that the user can fix have a hint."""
    assert explain(failure(status), URL).hint


def test_nothing_said() -> None:
    """The bare name of a status is not quoted as the Manager's message."""
    assert "The answer" not in explain(failure(413), URL).message
    assert "The answer: Too big." in explain(failure(413, "Too big", "text/plain"), URL).message


def test_doing() -> None:
    """What could not be done goes first; without it the sentence begins with a capital."""
    error = failure(412)

    assert explain(error, URL, "submit the job").message.startswith("Can't submit the job: the job type")
    assert explain(error, URL).message.startswith("The job type")


def test_length_is_bounded() -> None:
    """A page-long, many-lined or invisible text does not flood the interface."""
    explained = explain(failure(400, error_body("long\n\x00 " * 10_000)), URL)

    assert len(explained.message) < 600
    assert "\n" not in explained.message
    assert explained.message.isprintable()


def test_every_status_has_words() -> None:
    """No status is without a text, whether it is known to HTTP or not."""
    for status in [*range(300, 600), 999]:
        error = exception_for(status)(status, "")
        explained = explain(error, URL)

        assert explained.message[-1] in ".)?"
        assert explained.kind


def test_what_is_explained_already() -> None:
    """A FarmError is returned unchanged."""
    known = FarmError("It broke.", kind=ErrorKind.STORAGE)

    assert explain(known, URL, "do it") is known
