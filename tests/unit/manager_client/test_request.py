"""Requests: allowed parameters, and protection from injected paths and headers."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from flamenco_client.manager_client import ApiClient, Configuration
from flamenco_client.manager_client.apis import JobsApi, MetaApi, ShamanApi, WorkerApi
from flamenco_client.manager_client.exceptions import ApiException
from flamenco_client.manager_client.models import ManagerVariableAudience, ShamanCheckout, ShamanFileSpec, SubmittedJob
from flamenco_client.manager_client.request import build

from .conftest import Connector, Peer, header


def _heads(connect: Connector, **configuration: Any) -> tuple[ApiClient, list[bytes]]:
    """Return a client, and the heads of the requests that reach its server."""
    heads: list[bytes] = []

    def script(peer: Peer) -> None:
        while True:
            heads.append(peer.request()[0])
            peer.answer("404 Not Found", b"")

    return connect(script, **configuration), heads


@pytest.mark.parametrize(
    ("text", "segment"),
    [
        ("simple-blender-render", "simple-blender-render"),
        ("a/b", "a%2Fb"),
        ("../../version", "..%2F..%2Fversion"),
        ("a?b#c", "a%3Fb%23c"),
        ("50% off\r\nX: y", "50%25%20off%0D%0AX%3A%20y"),
        ("Schöner Job", "Sch%C3%B6ner%20Job"),
        ("{job_id}", "%7Bjob_id%7D"),
    ],
)
def test_a_parameter_stays_one_segment(connect: Connector, text: str, segment: str) -> None:
    """No name of a job type can change the path."""
    client, heads = _heads(connect)

    with pytest.raises(ApiException):
        JobsApi(client).get_job_type(text)

    assert heads[0].splitlines()[0] == f"GET /api/v3/jobs/type/{segment} HTTP/1.1".encode()


@pytest.mark.parametrize("text", ["", ".", ".."])
def test_dots_as_segments_are_refused(text: str) -> None:
    """Proxies resolve dots even when they are encoded, so that nothing is sent."""
    with pytest.raises(ValueError, match="typeName cannot be"):
        JobsApi(ApiClient()).get_job_type(text)


def test_plain_values_in_the_path(connect: Connector) -> None:
    """Enumerations and numbers in a path are written as the Manager writes them."""
    client, heads = _heads(connect)
    for call in (
        lambda: MetaApi(client).get_variables(ManagerVariableAudience.USERS, "linux"),
        lambda: ShamanApi(client).shaman_file_store_check("00", 12),
    ):
        with pytest.raises(ApiException):
            call()

    paths = [head.split()[1].decode().removeprefix("/api/v3/") for head in heads]
    assert paths == ["configuration/variables/users/linux", "shaman/files/00/12"]


def test_a_sub_path_is_kept(connect: Connector) -> None:
    """A proxy may serve the Manager below a path."""
    client, _ = _heads(connect)
    below = connect.client(f"{client.configuration.host}/farms/north/")

    with pytest.raises(ApiException, match="/farms/north/api/v3/version"):
        MetaApi(below).get_version()


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "a\nb", "a\0b", "\x7f"])
def test_headers_refuse_line_breaks(value: str) -> None:
    """File names and configured headers cannot add another header."""
    import io

    with pytest.raises(ValueError, match="cannot hold line breaks"):
        ShamanApi(ApiClient()).shaman_file_store("00", 1, io.BytesIO(b"x"), None, value)
    with pytest.raises(ValueError, match="cannot hold line breaks"):
        MetaApi(ApiClient(Configuration(default_headers={"X-A": value}))).get_version()
    with pytest.raises(ValueError, match="cannot be the name of a header"):
        MetaApi(ApiClient(Configuration(default_headers={f"X{value}": "a"}))).get_version()


def test_a_file_name_in_a_header_is_ascii() -> None:
    """A file name that is not ASCII is encoded by RFC 2047, which the Manager reads."""
    from email.header import decode_header, make_header

    request = build(
        Configuration(), "POST", "/x", headers={"X-Name": "Bühne 1.blend", "X-Plain": "a b", "X-None": None}
    )

    assert request.headers["X-Name"].isascii()
    assert " " not in request.headers["X-Name"]
    assert str(make_header(decode_header(request.headers["X-Name"]))) == "Bühne 1.blend"
    assert request.headers["X-Plain"] == "a b"
    assert "X-None" not in request.headers


def test_only_worker_operations_send_credentials(connect: Connector) -> None:
    """The worker operations use basic authentication; no other operation sends the secret."""
    client, heads = _heads(connect, username="wörker", password="s:cret")
    for call in (lambda: WorkerApi(client).sign_off(), lambda: MetaApi(client).get_version()):
        with pytest.raises(ApiException):
            call()

    assert [header(head, "Authorization") for head in heads] == ["Basic d8O2cmtlcjpzOmNyZXQ=", None]
    assert "s:cret" not in repr(client.configuration)


def test_headers_of_a_call(connect: Connector) -> None:
    """A call has the headers of its operation and the configured ones."""
    client, heads = _heads(connect, default_headers={"X-Studio": "north", "User-Agent": "script"})
    for call in (lambda: MetaApi(client).get_version(), lambda: JobsApi(client).fetch_task_log_tail("t")):
        with pytest.raises(ApiException):
            call()

    names = ("X-Studio", "User-Agent", "Accept", "Accept-Encoding")
    assert [header(heads[0], name) for name in names] == ["north", "script", "application/json", "identity"]
    assert header(heads[1], "Accept") == "text/plain, application/json"


@pytest.mark.parametrize("timeout", [0, -1, (1, 0), (0, 1)])
def test_a_timeout_is_above_zero(timeout: Any) -> None:
    """A timeout of zero or less is refused."""
    with pytest.raises(ValueError, match="above 0 seconds"):
        MetaApi(ApiClient()).get_version(_request_timeout=timeout)


def test_values_without_a_json_form_are_refused() -> None:
    """Not-a-number in a setting is refused; lone surrogates in a file name are accepted."""
    job = SubmittedJob(name="n", type="t", priority=1, submitter_platform="linux", settings={"x": float("nan")})
    with pytest.raises(ValueError, match="JSON compliant"):
        build(Configuration(), "POST", "/x", json=job)
    job.settings = {"path": "caf\udce9.blend"}

    assert build(Configuration(), "POST", "/x", json=job).body is not None


def test_objects_with_to_dict_are_sent_like_models() -> None:
    """Objects with ``to_dict`` are sent in place of models, also inside models."""

    class File:
        def to_dict(self) -> dict[str, object]:
            return {"sha": "ab", "size": 1, "path": "a.png"}

    files: Any = [File(), ShamanFileSpec(sha="cd", size=2, path="b.png")]
    request = build(Configuration(), "POST", "/", json=ShamanCheckout(files=files, checkout_path="shot"))
    assert json.loads(cast("bytes", request.body)) == {
        "files": [{"sha": "ab", "size": 1, "path": "a.png"}, {"sha": "cd", "size": 2, "path": "b.png"}],
        "checkoutPath": "shot",
    }
    with pytest.raises(TypeError, match="a set cannot be sent"):
        build(Configuration(), "POST", "/", json={1, 2})
