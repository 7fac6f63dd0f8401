"""Any answer raises an ApiException with the reason, or an error of urllib3's tree."""

from __future__ import annotations

import gzip
import json
import timeit
import zlib

import pytest

from flamenco_client.manager_client.apis import JobsApi, MetaApi
from flamenco_client.manager_client.exceptions import (
    ApiDecodeError,
    ApiException,
    BadRequestException,
    ContentTooLargeException,
    ForbiddenException,
    ServiceException,
    exception_for,
)
from flamenco_client.manager_client.response import Answer, quoted

from .conftest import Connector, Peer, Script, always

HTML = "text/html; charset=utf-8"


def _answering(status: str, body: bytes, content_type: str = "application/json") -> Script:
    return always(lambda peer: peer.answer(status, body, Content_Type=content_type))


@pytest.mark.parametrize(
    ("status", "body", "kind", "content_type", "message"),
    [
        (
            "400 Bad Request",
            b'{"code":400,"message":"no frames"}',
            BadRequestException,
            "application/json",
            "no frames",
        ),
        ("403 Forbidden", b'{"message":"Security requirements failed"}', ForbiddenException, "application/json", "Sec"),
        ("404 Not Found", b"page not found\n", ApiException, "text/plain", "page not found"),
        ("405 Method Not Allowed", b"", ApiException, "", "Method Not Allowed"),
        (
            "413 Request Entity Too Large",
            b"<html><head><title>413 Request &amp; Entity</title></head><body>nginx</body></html>",
            ContentTooLargeException,
            HTML,
            "413 Request & Entity",
        ),
        ("418 I'm a teapot", b'{"detail":"short and stout"}', ApiException, "application/json", "short and stout"),
        ("500 Internal Server Error", b'{"code":"five","message":"odd"}', ServiceException, "application/json", "odd"),
        ("500 Oops", b'["what"]', ServiceException, "application/json", "Oops"),
        ("500 Oops", b"{broken", ServiceException, "application/json", "Oops"),
        ("502 Bad Gateway", b"<h1>No\nupstream</h1>" + b"x" * 5000, ServiceException, HTML, "No upstream"),
        ("503 Service Unavailable", b"\xff\xfe\x00busy", ServiceException, "text/plain", "busy"),
        (
            "500 Oops",
            b'{"message":"deep","x":' + b"[" * 600 + b"]" * 600 + b"}",
            ServiceException,
            "application/json",
            "deep",
        ),
    ],
)
def test_the_most_specific_message_wins(
    connect: Connector, status: str, body: bytes, kind: type[ApiException], content_type: str, message: str
) -> None:
    """Both forms of errors, text, pages and empty bodies give one readable line; status, headers and body are kept."""
    api = JobsApi(connect(_answering(status, body, content_type), retries=0))

    with pytest.raises(kind) as caught:
        api.fetch_job("j")

    error = caught.value
    assert type(error) is exception_for(int(status[:3]))
    assert message in error.message
    assert (error.status, error.body) == (int(status[:3]), body)
    assert error.headers.get("content-type", "") == content_type
    assert f"GET http://127.0.0.1:{connect.server.port}/api/v3/jobs/j answered {status}" in str(error)


def test_time_to_read_a_malformed_page_grows_linearly() -> None:
    """The time to find a page's title grows with the length of the page, not with its square."""

    def takes(page: bytes) -> float:
        answer = Answer(500, "Oops", {"Content-Type": HTML}, page, "here")
        return min(timeit.repeat(lambda: quoted(answer), number=1, repeat=5))

    for tag in (b"<", b"<h1", b"<title "):
        assert takes(tag * (60_000 // len(tag))) < 100 * takes(b"<p>x</p>" * (60_000 // 8))


def test_messages_are_one_line_of_bounded_length(connect: Connector) -> None:
    """A long text does not fill the artist's screen, and control characters do not reach a terminal."""
    body = json.dumps({"message": "a\x1b[31m\n" + "b " * 5000}).encode()

    with pytest.raises(ApiException) as caught:
        JobsApi(connect(_answering("400 Bad Request", body))).fetch_job("j")

    assert len(caught.value.message) < 1010
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    ("body", "content_type", "message"),
    [
        (b"<title>Welcome to nginx</title>", HTML, 'expected JSON, but received a web page ("Welcome to nginx")'),
        (b'{"version":"1"}', "text/plain", "text/plain"),
        (b"", "application/json", "received nothing"),
        (b"{", "application/json", "not JSON"),
        (b'{"version":"\xff"}', "application/json", "not JSON"),
        (b"[" * 200_000, "application/json", "nested too deeply"),
        (b'{"name":' + b"9" * 5000 + b"}", "application/json", "not JSON"),
        (b"{}", "application/json", "FlamencoVersion.version, FlamencoVersion.shortversion"),
        (b"[]", "", "expected FlamencoVersion, an object, not a list"),
        (b"null", "application/json", "not null"),
    ],
)
def test_successful_answer_that_is_not_from_this_api_is_an_error(
    connect: Connector, body: bytes, content_type: str, message: str
) -> None:
    """Pages, wrong types, broken or unexpected JSON with a good status raise ApiDecodeError, with the reason."""
    api = MetaApi(connect(_answering("200 OK", body, content_type)))

    with pytest.raises(ApiDecodeError) as caught:
        api.get_version()

    assert message in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert caught.value.body == body


def test_web_page_is_not_taken_for_a_log(connect: Connector) -> None:
    """A proxy's login page is not taken for the text of a log; broken UTF-8 in a log is replaced."""
    with pytest.raises(ApiDecodeError, match="a web page"):
        JobsApi(connect(_answering("200 OK", b"<title>Log in</title>", HTML))).fetch_task_log_tail("t")
    text = JobsApi(connect(_answering("200 OK", b"frame \xff 1\n", "text/plain"))).fetch_task_log_tail("t")

    assert text == "frame \N{REPLACEMENT CHARACTER} 1\n"


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_compressed_answers_are_read(connect: Connector, pack: object) -> None:
    """A proxy may compress answers without being asked."""
    assert callable(pack)
    body = pack(b'{"version":"3","shortversion":"3","name":"x"}')
    coding = "gzip" if pack is gzip.compress else "deflate"

    assert (
        MetaApi(connect(always(lambda peer: peer.answer(body=body, Content_Encoding=coding)))).get_version().git is None
    )


def test_size_limit_holds_for_decompressed_answers(connect: Connector) -> None:
    """A small compressed answer that decompresses to a large one is refused."""
    bomb = gzip.compress(b" " * 50_000_000)
    api = MetaApi(
        connect(always(lambda peer: peer.answer(body=bomb, Content_Encoding="gzip")), max_answer_size=100_000)
    )

    with pytest.raises(ApiDecodeError, match="larger than 100000 bytes"):
        api.get_version()


def test_broken_compression_is_an_error(connect: Connector) -> None:
    """An answer that is not compressed as its header says raises ApiDecodeError."""
    api = MetaApi(connect(always(lambda peer: peer.answer(body=b"{}", Content_Encoding="gzip"))))

    with pytest.raises(ApiDecodeError, match="cannot be decompressed"):
        api.get_version()


def test_endless_body_is_read_up_to_the_limit(connect: Connector) -> None:
    """A body without a declared length is read up to the limit and no further."""

    def endless(peer: Peer) -> None:
        peer.request()
        peer.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            peer.send(b" " * 65536)

    with pytest.raises(ApiDecodeError, match="larger than 1000000 bytes"):
        MetaApi(connect(endless, max_answer_size=1_000_000)).get_version()


def test_only_long_lists_may_be_very_large(connect: Connector) -> None:
    """The list of jobs grows with the farm; any other answer that large is a mistake or an attack."""
    pad = b'"' + b" " * (20 * 1024 * 1024) + b'"'
    large = b'{"jobs": [], "pad": ' + pad + b"}"
    client = connect(always(lambda peer: peer.answer(body=large)))
    assert JobsApi(client).fetch_jobs().jobs == []
    with pytest.raises(ApiDecodeError, match="larger than 16777216 bytes"):
        MetaApi(client).get_version()
