"""A Manager behind a reverse proxy: from the fields of the preferences to a job, and no secret left behind."""

from __future__ import annotations

import base64
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer

PASSWORD, VALUE = "geheim-5f3a", "heimlich-77c1"
TOKEN = base64.b64encode(f"anna:{PASSWORD}".encode()).decode()
SECRETS = [secret.encode() for secret in (PASSWORD, VALUE, TOKEN)]


@pytest.fixture
def entry(extension: Extension, manager: ManagerServer) -> Iterator[Any]:
    """The entry of a Manager whose proxy wants user, password and a header."""
    manager.faults.html("*", 401, times=None, when=lambda request: not _is_let_in(request.headers))
    active = bpy.context.preferences.addons[extension.key].preferences.active
    yield active
    bpy.ops.flamenco_client.forget_credentials()


def _is_let_in(headers: Any) -> bool:
    return headers.get("Authorization") == f"Basic {TOKEN}" and headers.get("X-Key") == VALUE


def _give(entry: Any) -> None:
    entry.user, entry.password = "anna", PASSWORD
    entry.header, entry.header_value = "X-Key", VALUE


def _holding(*folders: Path) -> list[Path]:
    """Files in which a secret can be found, as text or as Blender writes text."""
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    assert files
    return [path for path in files if any(secret in _content(path) for secret in SECRETS)]


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # the helper has just closed its database
        return b""


def test_check_and_submit(entry: Any, extension: Extension, manager: ManagerServer, project: Project) -> None:
    """Nobody is let in without; with it every call of the check and of the submission is."""
    with pytest.raises(RuntimeError, match="requires authentication"):
        bpy.ops.flamenco_client.check_manager()
    _give(entry)
    manager.forget_requests()

    bpy.ops.flamenco_client.check_manager()
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "/render")
    bpy.ops.flamenco_client.submit_job()

    assert len(manager.jobs) == 1
    assert {record.status for record in manager.requests} == {200, 204}


@pytest.mark.slow
def test_a_call_from_a_script(entry: Any, extension: Extension, manager: ManagerServer) -> None:
    """Any operation, called through the session, is let in too."""
    _give(entry)
    results: list[Any] = []
    link = extension.module("bridge.runtime.helper_session").get()

    request = link.call("MetaApi.get_version", {}, results.append, results.append, url=manager.url)
    while not request.done:
        link.pump()

    assert results[0].name == "Test Manager"


@pytest.mark.slow
def test_no_secret_is_left_behind(
    entry: Any, extension: Extension, manager: ManagerServer, project: Project, tmp_path: Path
) -> None:
    """Neither user preferences nor .blend, log, cache or journal has one: only the one file, for this user alone."""
    _give(entry)
    bpy.ops.flamenco_client.check_manager()
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "/render")
    bpy.ops.flamenco_client.submit_job()
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "saved.blend"), compress=False)
    bpy.ops.wm.save_userpref()

    file = extension.module("bridge.user_preferences").user_folder() / "access.json"
    assert _holding(extension.user_folder, tmp_path) == [file]
    assert (extension.user_folder / "config" / "userpref.blend").is_file()
    if os.name != "nt":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_secrets_cant_be_read_back(entry: Any, extension: Extension) -> None:
    """Blender's process keeps none: fields and state only show that there is one."""
    _give(entry)

    assert (entry.user, entry.header) == ("anna", "X-Key")
    assert (entry.password, entry.header_value) == ("", "")
    state = repr(extension.module("state").current())
    assert "has_password=True" in state
    assert not any(secret.decode() in state for secret in SECRETS)


def test_an_empty_secret_changes_nothing(entry: Any, manager: ManagerServer) -> None:
    """A field that is not edited keeps its value; Delete Credentials empties it."""
    _give(entry)
    entry.password = ""
    entry.header_value = ""
    assert bpy.ops.flamenco_client.check_manager() == {"FINISHED"}

    bpy.ops.flamenco_client.forget_credentials()

    assert entry.user == ""
    with pytest.raises(RuntimeError, match="requires authentication"):
        bpy.ops.flamenco_client.check_manager()


def test_it_belongs_to_the_address(entry: Any, extension: Extension, manager: ManagerServer) -> None:
    """Another address is another Manager, which gets nothing; removing the entry forgets what it had."""
    _give(entry)
    entry.url = "http://127.0.0.1:1"
    assert entry.user == ""
    entry.url = manager.url
    assert entry.user == "anna"

    bpy.ops.flamenco_client.remove_manager()

    file = extension.module("bridge.user_preferences").user_folder() / "access.json"
    assert PASSWORD not in file.read_text()
    bpy.context.preferences.addons[extension.key].preferences.manager_url = manager.url


def test_unusable_credentials_are_reported(entry: Any, extension: Extension, manager: ManagerServer) -> None:
    """Under the fields and by the check, before anything is sent."""
    entry.header, entry.header_value = "X Key", VALUE

    assert "X Key" in extension.module("bridge.managers.credentials").known(manager.url).objection
    with pytest.raises(RuntimeError, match="X Key") as caught:
        bpy.ops.flamenco_client.check_manager()
    assert VALUE not in str(caught.value)
    assert manager.requests == []


def test_a_failed_write_is_reported(
    entry: Any, extension: Extension, manager: ManagerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the disk is shown below the fields."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(extension.module("core.atomic_files"), "replace", refuse)
    entry.user = "anna"
    monkeypatch.undo()

    error = extension.module("bridge.managers.credentials").known(manager.url).error
    assert "Permission denied" in str(error)
    assert entry.user == ""
