"""Credentials for a proxy: one file for this user only, no secret anywhere else."""

from __future__ import annotations

import json
import logging
import os
import pickle
import stat
from pathlib import Path

import pytest

from flamenco_client.core.errors import FarmError
from flamenco_client.core.user_files import MAX_BYTES, NOWHERE, Kind, UserFiles
from flamenco_client.farm import credentials
from flamenco_client.farm.credentials import Credentials

URL = "http://farm:8080"
OTHER = "https://studio.example/flamenco"


@pytest.fixture
def user_files(tmp_path: Path) -> UserFiles:
    return UserFiles(str(tmp_path))


def test_kept_by_address(tmp_path: Path, user_files: UserFiles) -> None:
    """Each Manager has its own; one that was given nothing has nothing."""
    credentials.write(user_files, URL, Credentials(user="anna", password="geheim"))
    credentials.write(user_files, OTHER, Credentials(header="X-Key", value="k1", ca_file="/etc/ca.pem"))

    assert credentials.read(user_files, URL) == Credentials(user="anna", password="geheim")
    assert credentials.read(user_files, OTHER) == Credentials(header="X-Key", value="k1", ca_file="/etc/ca.pem")
    assert credentials.read(user_files, "http://farm") == Credentials()
    assert {path.name for path in tmp_path.iterdir()} == {"access.json", ".lock"}


def test_an_empty_one_is_forgotten(user_files: UserFiles) -> None:
    """Nothing is left of it in the file; the others stay."""
    credentials.write(user_files, URL, Credentials(user="anna", password="geheim"))
    credentials.write(user_files, OTHER, Credentials(header="X-Key", value="k1"))

    credentials.write(user_files, URL, Credentials())

    text = user_files.path(Kind.ACCESS).read_text()
    assert "geheim" not in text
    assert URL not in text
    assert credentials.read(user_files, OTHER).value == "k1"


@pytest.mark.skipif(os.name == "nt", reason="the rights of a file are another matter on Windows")
def test_only_for_this_user_from_the_first_moment(user_files: UserFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others can never read the file or its draft, with any umask; wider permissions are corrected."""
    seen: list[int] = []
    replace = os.replace

    def look(source: str, target: str) -> None:
        seen.append(stat.S_IMODE(os.stat(source).st_mode))
        replace(source, target)

    monkeypatch.setattr(os, "replace", look)
    before = os.umask(0)
    try:
        credentials.write(user_files, URL, Credentials(password="geheim", user="anna"))
        os.chmod(user_files.path(Kind.ACCESS), 0o666)
        credentials.write(user_files, URL, Credentials(password="anders", user="anna"))
    finally:
        os.umask(before)

    assert seen == [0o600, 0o600]
    assert stat.S_IMODE(user_files.path(Kind.ACCESS).stat().st_mode) == 0o600


def test_a_failed_write_keeps_the_old(tmp_path: Path, user_files: UserFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error has the reason without the secret; no draft stays behind."""
    credentials.write(user_files, URL, Credentials(user="anna", password="old"))

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(FarmError, match="Permission denied") as caught:
        credentials.write(user_files, URL, Credentials(user="anna", password="geheim"))

    assert "geheim" not in json.dumps(caught.value.as_message())
    assert credentials.read(user_files, URL).password == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"access.json", ".lock"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"schema": 0, "managers": {"http://farm:8080": {"user": "anna"}}}',
        b'{"schema": 1, "managers": []}',
        b'{"schema": 1, "managers": {"http://farm:8080": ["anna"]}}',
        b'{"schema": 1, "managers": {"http://farm:8080": {"user": 1, "password": null, "odd": "x"}}}',
        b" " * (MAX_BYTES + 1),
    ],
    ids=range(12),
)
def test_a_broken_file_is_none(user_files: UserFiles, content: bytes) -> None:
    """Reading gives nothing and never fails; writing makes a good one of it."""
    user_files.path(Kind.ACCESS).write_bytes(content)

    assert credentials.read(user_files, URL) == Credentials()
    credentials.write(user_files, URL, Credentials(user="anna"))
    assert credentials.read(user_files, URL) == Credentials(user="anna")


def test_a_file_that_cant_be_read_is_left_alone(user_files: UserFiles) -> None:
    """Other credentials in an unreadable file are unknown: writing fails instead of dropping them."""
    user_files.path(Kind.ACCESS).symlink_to(user_files.path(Kind.ACCESS))  # a loop: opening it is an error for everyone

    assert credentials.read(user_files, URL) == Credentials()
    with pytest.raises(FarmError) as caught:
        credentials.write(user_files, URL, Credentials(user="anna"))
    assert caught.value.kind == "access"


def test_what_could_not_be_read_again_is_not_kept(user_files: UserFiles) -> None:
    """Credentials that are too large do not delete others; the error has the reason."""
    credentials.write(user_files, OTHER, Credentials(header="X-Key", value="k1"))

    with pytest.raises(FarmError, match="too large"):
        credentials.write(user_files, URL, Credentials(user="anna", password="x" * MAX_BYTES))
    assert credentials.read(user_files, OTHER).value == "k1"
    assert credentials.read(user_files, URL) == Credentials()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_in_its_place_does_not_block(user_files: UserFiles) -> None:
    """Nothing is read from it."""
    os.mkfifo(user_files.path(Kind.ACCESS))

    assert credentials.read(user_files, URL) == Credentials()


def test_no_folder_no_access() -> None:
    """A session without a folder reads nothing from wherever it happens to run."""
    assert credentials.read(NOWHERE, URL) == Credentials()
    assert credentials.configuration(URL, NOWHERE).default_headers == {}


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (Credentials(user="a:b"), "colon"),
        (Credentials(user="anna", password="geheim\r\nX: y"), "control"),
        (Credentials(password="geheim"), "user name is missing"),
        (Credentials(value="geheim"), "name of the header is missing"),
        (Credentials(header="X Key", value="geheim"), "X Key"),
        (Credentials(header="Host", value="geheim"), "Host"),
        (Credentials(header="content-length", value="geheim"), "content-length"),
        (Credentials(header="X-Key", value="geheim\nX: y"), "plain ASCII"),
        (Credentials(header="X-Key", value="geheim "), "plain ASCII"),
        (Credentials(header="X-Key", value="geheim\u00e4"), "plain ASCII"),
        (Credentials(header="Authorization", value="geheim", user="anna"), "one of the two"),
    ],
)
def test_what_cant_be_sent_is_refused(user_files: UserFiles, given: Credentials, reason: str) -> None:
    """Before any call, with the reason, and without telling a secret."""
    credentials.write(user_files, URL, given)

    assert reason in given.objection
    with pytest.raises(FarmError) as caught:
        credentials.configuration(URL, user_files)
    assert caught.value.kind == "access"
    assert "geheim" not in given.objection + json.dumps(caught.value.as_message())


@pytest.mark.parametrize(
    "given", [Credentials(), Credentials(user="a"), Credentials(header="X", value="y z"), Credentials(header="X")]
)
def test_what_can_be_sent(given: Credentials) -> None:
    """Each part alone is enough; an empty password is one."""
    assert given.objection == ""


def test_basic_authentication(user_files: UserFiles) -> None:
    """User and password become the header of RFC 7617, in UTF-8."""
    credentials.write(user_files, URL, Credentials(user="anna", password="p\u00e4ss:wort"))

    headers = credentials.configuration(URL, user_files).default_headers

    assert headers == {"Authorization": "Basic YW5uYTpww6Rzczp3b3J0"}


def test_certificates_are_tried_before_the_call(tmp_path: Path, user_files: UserFiles) -> None:
    """A missing or invalid CA file is named in the error; plain http needs none."""
    (tmp_path / "notes.txt").write_text("no certificate")
    for file, reason in ((tmp_path / "gone.pem", "No such file"), (tmp_path / "notes.txt", "contains no certificates")):
        credentials.write(user_files, OTHER, Credentials(ca_file=str(file)))
        credentials.write(user_files, URL, Credentials(ca_file=str(file)))

        with pytest.raises(FarmError, match=reason) as caught:
            credentials.configuration(OTHER, user_files)

        assert str(file) in caught.value.message
        assert credentials.configuration(URL, user_files).host == URL


def test_secrets_are_not_shown(user_files: UserFiles, caplog: pytest.LogCaptureFixture) -> None:
    """Printing or logging the credentials or their configuration shows no secret."""
    given = Credentials(user="anna", password="geheim", header="X-Key", value="heimlich")
    credentials.write(user_files, URL, given)
    configuration = credentials.configuration(URL, user_files)

    with caplog.at_level(logging.DEBUG):
        logging.getLogger("test").debug("%r %s %r %s", given, given, configuration, configuration)

    assert "anna" in caplog.text
    assert "geheim" not in caplog.text
    assert "heimlich" not in caplog.text
    assert "YW5uYTpnZWhlaW0" not in caplog.text
    assert pickle.loads(pickle.dumps(configuration)) == configuration


def test_a_newer_version_s_file_is_kept(tmp_path: Path, user_files: UserFiles) -> None:
    """What a newer version has written is not lost: nothing is stored, and the reason is said."""
    newer = b'{"schema": 2, "managers": {"http://farm:8080": {"token": "x"}}}'
    (tmp_path / "access.json").write_bytes(newer)
    with pytest.raises(FarmError, match="newer version of Flamenco Client"):
        credentials.write(user_files, URL, Credentials(user="anna"))
    assert (tmp_path / "access.json").read_bytes() == newer
