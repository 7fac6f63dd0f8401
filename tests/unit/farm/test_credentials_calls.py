"""Managers behind a reverse proxy: credentials are sent to that address, and to no other."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.core.user_files import Kind, UserFiles
from flamenco_client.farm import credentials
from flamenco_client.farm.check_manager import check_manager
from flamenco_client.farm.credentials import Credentials
from flamenco_client.helper import client_call
from flamenco_client.submission.manager_api.manager import connect
from flamenco_client.tests.support.certificates import needs_openssl, self_signed
from flamenco_client.tests.support.manager import ManagerServer

SECRETS = ("geheim", "heimlich", base64.b64encode(b"anna:geheim").decode())
ACCESS = Credentials(user="anna", password="geheim", header="X-Key", value="heimlich")


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[ManagerServer]:
    """A Manager whose proxy wants user, password and a header."""
    with ManagerServer(tmp_path / "storage") as server:
        server.faults.html("*", 401, times=None, when=lambda request: not _is_let_in(request.headers))
        yield server


def _is_let_in(headers: Any) -> bool:
    return headers.get("Authorization") == f"Basic {SECRETS[2]}" and headers.get("X-Key") == "heimlich"


def _check(url: str, folder: Path) -> dict[str, Any]:
    steps = check_manager(url, platform="linux", user_files=UserFiles(str(folder)), cancel=CancelToken())
    while True:
        try:
            next(steps)
        except StopIteration as end:
            info: dict[str, Any] = end.value
            return info


def _call(url: str, folder: Path) -> Any:
    arguments = {"url": url, "operation": "MetaApi.get_version", "arguments": {}, "user_folder": str(folder)}
    steps = client_call.call(arguments, CancelToken())
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value["value"]


def _submission(url: str, folder: Path) -> Any:
    with connect(url, CancelToken(), UserFiles(str(folder))) as manager:
        found = manager.tags()
        with manager.afresh() as again:
            again.tags()
        return found


WAYS = [_check, _call, _submission]


@pytest.mark.parametrize("way", WAYS)
def test_every_use_case_says_who_asks(guarded: ManagerServer, tmp_path: Path, way: Any) -> None:
    """Check Manager, a call from a script and a submission alike; nothing was refused on the way."""
    credentials.write(UserFiles(str(tmp_path)), guarded.url, ACCESS)

    way(guarded.url, tmp_path)

    assert guarded.requests
    assert {record.status for record in guarded.requests} == {200}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_given(guarded: ManagerServer, tmp_path: Path, way: Any) -> None:
    """The message says that this Manager needs a user and password, or a header."""
    with pytest.raises(FarmError, match="requires authentication") as caught:
        way(guarded.url, tmp_path)

    assert caught.value.kind == "denied"
    assert "user and password, or its header" in caught.value.hint


@pytest.mark.parametrize("way", WAYS)
def test_something_wrong_given(guarded: ManagerServer, tmp_path: Path, way: Any) -> None:
    """The message says that what was given is wrong, not what it was."""
    credentials.write(UserFiles(str(tmp_path)), guarded.url, Credentials(user="anna", password="falsch"))

    with pytest.raises(FarmError, match="rejected the given user and password, or the header") as caught:
        way(guarded.url, tmp_path)

    assert caught.value.kind == "denied"
    assert "falsch" not in json.dumps(caught.value.as_message())


def test_another_manager_never_sees_it(guarded: ManagerServer, tmp_path: Path) -> None:
    """It belongs to one address: another port is another Manager, and a redirect does not carry it there."""
    credentials.write(UserFiles(str(tmp_path)), guarded.url, ACCESS)
    with ManagerServer(tmp_path / "other") as other:
        _check(other.url, tmp_path)
        assert not any(_is_let_in(record.headers) or "x-key" in record.headers for record in other.requests)

        other.forget_requests()
        guarded.faults.redirect("getVersion", f"{other.url}/api/v3/version", times=None)
        with pytest.raises(FarmError) as caught:
            _check(guarded.url, tmp_path)

        assert caught.value.kind == "redirect"
        assert other.requests == []


def test_a_redirect_within_the_manager_carries_it(guarded: ManagerServer, tmp_path: Path) -> None:
    """The same origin is the same Manager."""
    credentials.write(UserFiles(str(tmp_path)), guarded.url, ACCESS)
    guarded.faults.redirect("getVersion", "/api/v3/status", times=1)

    with pytest.raises(FarmError) as caught:
        _call(guarded.url, tmp_path)

    assert caught.value.kind == "not-a-manager"  # a status is no version: the redirect was followed, and let in
    assert [record.status for record in guarded.requests] == [307, 200]


def test_nothing_of_it_is_left_elsewhere(guarded: ManagerServer, tmp_path: Path) -> None:
    """After a check the cache, the answer and every other file are without it."""
    folder = tmp_path / "state"
    credentials.write(UserFiles(str(folder)), guarded.url, ACCESS)

    info = _check(guarded.url, folder)

    holding = [path for path in folder.rglob("*") if path.is_file() and any(s in path.read_text() for s in SECRETS)]
    assert holding == [UserFiles(str(folder)).path(Kind.ACCESS)]
    assert len(list(folder.rglob("*.json"))) == 2
    assert not any(secret in json.dumps(info) for secret in SECRETS)


@needs_openssl
def test_the_studios_own_certificates(tmp_path: Path) -> None:
    """A self-signed Manager is refused and the CA file named as the way; with it, it is a Manager like any other."""
    context, certificate = self_signed(tmp_path)
    with ManagerServer(tmp_path / "storage", tls=context) as manager:
        assert manager.url.startswith("https://")
        with pytest.raises(FarmError) as caught:
            _check(manager.url, tmp_path)
        assert caught.value.kind == "tls"
        assert "CA file" in caught.value.hint
        assert manager.requests == []

        credentials.write(UserFiles(str(tmp_path)), manager.url, Credentials(ca_file=str(certificate)))

        assert _check(manager.url, tmp_path)["name"] == "Test Manager"
