"""Check Manager, called by a script."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import addon_utils
import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import PATIENCE


def test_settings_in_a_fresh_blender(extension: Extension, manager: ManagerServer) -> None:
    """Scripts set and read settings before any check if the Manager was checked in an earlier session."""
    bpy.ops.flamenco_client.check_manager()
    requests = len(manager.requests)
    job = bpy.context.scene.flamenco_client
    job.job_type = ""

    def set_and_read(use: Any) -> Any:
        extension.module("state").reset()
        return use()

    set_and_read(lambda: job.set_setting("chunk_size", "3"))
    assert set_and_read(lambda: job.get_setting("chunk_size")) == 3
    assert "chunk_size" in set_and_read(lambda: list(job.setting_keys()))
    set_and_read(lambda: job.reset_setting("chunk_size"))
    job.set_setting("chunk_size", 3)
    set_and_read(lambda: bpy.ops.flamenco_client.reset_setting(key="chunk_size"))
    assert job.get_setting("chunk_size") == 1
    with pytest.raises(KeyError, match="no setting"):
        set_and_read(lambda: job.set_setting("nothing", 1))
    assert len(manager.requests) == requests


def test_it_finds_name_and_version(extension: Extension, manager: ManagerServer) -> None:
    """What was found is in the window manager's properties, for scripts."""
    assert bpy.ops.flamenco_client.check_manager() == {"FINISHED"}

    window = bpy.context.window_manager.flamenco_client
    assert window.manager_name == "Test Manager"
    assert window.manager_version.startswith("3.9")


@pytest.mark.slow
def test_no_answer(extension: Extension, manager: ManagerServer) -> None:
    """The error names host and port; what was known from before stays usable."""
    bpy.ops.flamenco_client.check_manager()
    address = f"{manager.host}:{manager.port}"
    manager.go_down()

    with pytest.raises(RuntimeError, match=address):
        bpy.ops.flamenco_client.check_manager()

    assert "simple-blender-render" in extension.module("state").current().manager.job_types
    manager.come_back()


def test_a_folder_that_cannot_be_made(
    extension: Extension, manager: ManagerServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing is written to the working folder in its place: the Manager can be used, and is asked again next time."""
    here, blocked = tmp_path / "here", tmp_path / "file"
    here.mkdir()
    blocked.touch()
    monkeypatch.chdir(here)

    def extension_path_user(_package: str, *, create: bool = False) -> str:
        return "" if create else str(blocked / "flamenco_client")

    extension.module("ipc.session").reset()
    monkeypatch.setattr(bpy.utils, "extension_path_user", extension_path_user)
    assert bpy.ops.flamenco_client.check_manager() == {"FINISHED"}

    warnings = extension.module("state").current().manager.info["warnings"]
    assert any("could not be cached" in warning["text"] for warning in warnings)
    assert list(here.iterdir()) == []


def test_the_environment_goes_before_the_preferences(
    extension: Extension, manager: ManagerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FLAMENCO_MANAGER_URL names the Manager for a whole session."""
    bpy.context.preferences.addons[extension.key].preferences.manager_url = "http://127.0.0.1:1"
    monkeypatch.setenv("FLAMENCO_MANAGER_URL", manager.url)

    assert bpy.ops.flamenco_client.check_manager() == {"FINISHED"}


def test_known_again_after_a_restart(extension: Extension, manager: ManagerServer) -> None:
    """A Blender that starts later knows the Manager from its cache, without asking anyone."""
    bpy.ops.flamenco_client.check_manager()
    manager.forget_requests()
    _restart(extension, manager)

    extension.module("bridge.managers.check_manager").use_address(bpy.context)

    view = extension.module("state").current().manager
    assert view.from_cache
    assert "simple-blender-render" in view.job_types
    assert manager.requests == []


@pytest.mark.slow
@pytest.mark.parametrize("cache", [b"", b"{}", b"{", b"\xff\xfe", b'{"schema": 0}', b"[]", b"null"])
def test_a_broken_cache_is_none(extension: Extension, manager: ManagerServer, cache: bytes) -> None:
    """The extension enables, and the Manager counts as not checked yet."""
    bpy.ops.flamenco_client.check_manager()
    folder = extension.module("bridge.user_preferences").user_folder()
    files = [path for path in folder.rglob("*.json") if "managers" in path.parts]
    assert files
    for path in files:
        path.write_bytes(cache)
    _restart(extension, manager)

    extension.module("bridge.managers.check_manager").use_address(bpy.context)

    assert extension.module("state").current().manager.info is None


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("farm.local:8080", "http://farm.local:8080"),
        ("http://farm.local:8080/", "http://farm.local:8080"),
        ("https://farm.local/flamenco/", "https://farm.local/flamenco"),
        ("http://[::1]:8080/app/jobs", "http://[::1]:8080"),
    ],
)
def test_an_address_is_tidied_when_typed(extension: Extension, typed: str, shown: str) -> None:
    """The field shows the form that will be used."""
    preferences = bpy.context.preferences.addons[extension.key].preferences
    preferences.manager_url = typed

    assert preferences.manager_url == shown


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("http://user:secret@farm.local", "password"),
        ("ftp://farm.local", "ftp://"),
        ("", "address"),
        ("http://", "host"),
    ],
)
def test_a_refused_address_says_why(extension: Extension, typed: str, reason: str) -> None:
    """Nothing is asked; the reason reaches the script."""
    bpy.context.preferences.addons[extension.key].preferences.manager_url = typed

    with pytest.raises(RuntimeError) as caught:
        bpy.ops.flamenco_client.check_manager()

    assert "secret" not in str(caught.value)
    assert reason in str(caught.value)


def test_the_button_shows_why_an_address_is_refused(extension: Extension) -> None:
    """The reason is reported, and stays visible in the panel."""
    operator = extension.module("operators.check_manager").FLAMENCO_CLIENT_OT_check_manager
    bpy.context.preferences.addons[extension.key].preferences.manager_url = "ftp://farm.local"

    with pytest.raises(extension.module("core.errors").FarmError, match="ftp://"):
        operator.start(None, bpy.context)

    assert "ftp://" in str(extension.module("state").current().manager.error)


def test_a_check_that_is_faster_than_the_cache(extension: Extension, manager: ManagerServer) -> None:
    """The Manager's answer is kept when the cached one has been read only after it."""
    bpy.ops.flamenco_client.check_manager()
    view = extension.module("state").current().manager

    list(
        extension.module("bridge.managers.check_manager")._read(view, {"name": "Old", "job_types": []}, from_cache=True)
    )

    assert bpy.context.window_manager.flamenco_client.manager_name == "Test Manager"
    assert "simple-blender-render" in view.job_types


def test_no_manager_any_more(extension: Extension, manager: ManagerServer) -> None:
    """Without an address nothing of the last Manager is used: its job types are unknown again."""
    bpy.ops.flamenco_client.check_manager()
    assert bpy.context.window_manager.flamenco_client.manager_name == "Test Manager"

    bpy.context.preferences.addons[extension.key].preferences.manager_url = ""
    found = json.loads(bpy.context.window_manager.flamenco_client.findings)
    assert "not-checked" in {finding["id"] for finding in found}
    assert bpy.context.window_manager.flamenco_client.manager_name == ""


def test_not_allowed_online(extension: Extension) -> None:
    """Another machine is not called while Blender's online access is off; the message names the preference."""
    assert not bpy.app.online_access
    bpy.context.preferences.addons[extension.key].preferences.manager_url = "http://192.0.2.1:8080"

    with pytest.raises(RuntimeError, match="Allow Online Access"):
        bpy.ops.flamenco_client.check_manager()


@pytest.mark.slow
def test_a_script_s_call_is_not_allowed_online_either(extension: Extension) -> None:
    """What a script calls through the session is held to the same preference; this machine may always be called."""
    link = extension.module("bridge.runtime.helper_session").get()
    ends: list[Any] = []

    with pytest.raises(extension.module("core.errors").FarmError, match="Online access is disabled"):
        link.call("MetaApi.get_version", {}, ends.append, ends.append, url="http://192.0.2.1:8080")

    request = link.call("MetaApi.get_version", {}, ends.append, ends.append, url="http://127.0.0.1:9")
    while not request.done:
        link.pump()
    assert [end.kind for end in ends] == ["refused"]


def test_something_else_answers(extension: Extension) -> None:
    """Another server is distinguished from a Manager."""
    errors: list[Any] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(PATIENCE)
        bpy.context.preferences.addons[
            extension.key
        ].preferences.manager_url = f"http://127.0.0.1:{server.getsockname()[1]}"
        handle = (
            extension.module("ipc.session")
            .get()
            .request(
                "check_manager",
                extension.module("bridge.managers.check_manager").arguments(bpy.context),
                on_error=errors.append,
            )
        )
        connection, _ = server.accept()
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html></html>")
        connection.close()
        while not handle.done:
            extension.module("ipc.session").get().pump()

    assert [error.kind for error in errors] == ["not-a-manager"]


def _restart(extension: Extension, manager: ManagerServer) -> None:
    """Disable and enable, which in Blender forgets the preferences."""
    extension.disable()
    extension.enable()
    bpy.context.preferences.addons[extension.key].preferences.manager_url = manager.url


def test_enabled_for_one_run_only(
    extension: Extension, manager: ManagerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Blender keeps no preferences for what `--addons` enables: the defaults hold, and the environment."""
    extension.disable()
    addon_utils.enable(extension.key, default_set=False)
    monkeypatch.setenv("FLAMENCO_MANAGER_URL", manager.url)
    try:
        assert extension.key not in bpy.context.preferences.addons
        assert bpy.ops.flamenco_client.check_manager() == {"FINISHED"}
    finally:
        addon_utils.disable(extension.key)


def test_the_helper_uses_the_extensions_own_libraries(extension: Extension, manager: ManagerServer) -> None:
    """urllib3 and dateutil come from the wheels in the zip, whatever this Python has beside them."""
    bpy.ops.flamenco_client.check_manager()
    libraries = extension.module("ipc.session").get().run("ping", {})["libraries"]

    folder = str(extension.module("bridge.user_preferences").user_folder())
    assert libraries["urllib3"].startswith(folder)
    assert libraries["dateutil"].startswith(folder)
    assert (extension.module("bridge.user_preferences").user_folder() / "helper.log").is_file()
