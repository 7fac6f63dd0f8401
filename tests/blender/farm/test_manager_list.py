"""Several Managers in the preferences, one active; a file may ask for another of them by name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import addon_utils
import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer


@pytest.fixture
def preferences(extension: Extension) -> Any:
    """The preferences as they are after enabling for the first time."""
    extension.disable()
    extension.enable()
    return bpy.context.preferences.addons[extension.key].preferences


@pytest.fixture
def night(tmp_path: Path, extension: Extension) -> Iterator[ManagerServer]:
    """A second Manager."""
    with ManagerServer(tmp_path / "night", name="Night Farm") as server:
        yield server
        extension.module("ipc.session").get().stop()


def _names(preferences: Any) -> list[str]:
    return [entry.name for entry in preferences.managers]


def test_the_list_begins_with_this_machines_manager(preferences: Any) -> None:
    """One entry, which can be used at once."""
    assert [(entry.name, entry.url) for entry in preferences.managers] == [("Manager", "http://localhost:8080")]
    assert preferences.manager_url == "http://localhost:8080"


def test_a_real_one_takes_the_place_of_the_invented_one(preferences: Any) -> None:
    """The first Manager that the user enters replaces the entry that nobody has entered."""
    bpy.ops.flamenco_client.add_manager(name="Studio", url="http://farm:8080")
    assert _names(preferences) == ["Studio"]
    bpy.ops.flamenco_client.add_manager(name="Night", url="http://night:8080")
    assert _names(preferences) == ["Studio", "Night"]


def test_connect(preferences: Any, night: ManagerServer) -> None:
    """One click adds the Manager under its own name and checks it; a name of the user's stays."""
    bpy.ops.flamenco_client.connect(url=night.url)
    assert [(entry.name, entry.url) for entry in preferences.managers] == [("Night Farm", night.url)]
    preferences.active.name = "Mine"
    bpy.ops.flamenco_client.check_manager()
    assert _names(preferences) == ["Mine"]
    with pytest.raises(RuntimeError):
        bpy.ops.flamenco_client.connect(url="")
    assert _names(preferences) == ["Mine"]


def test_add_and_remove(preferences: Any) -> None:
    """A new one is the active one, its address in normal form; removing goes back to its neighbour."""
    preferences.active.name = "Mine"
    bpy.ops.flamenco_client.add_manager(name="Studio", url="farm.local:8080/")
    assert (preferences.active.name, preferences.manager_url) == ("Studio", "http://farm.local:8080")
    bpy.ops.flamenco_client.add_manager(name="Night", url="http://night:8080")
    preferences.active_manager = 1

    bpy.ops.flamenco_client.remove_manager()

    assert _names(preferences) == ["Mine", "Night"]
    assert preferences.active.name == "Night"


def test_an_empty_list(preferences: Any) -> None:
    """The default address holds; giving another one makes an entry of it."""
    bpy.ops.flamenco_client.remove_manager()

    assert not bpy.ops.flamenco_client.remove_manager.poll()
    assert preferences.manager_url == "http://localhost:8080"
    preferences.manager_url = "http://farm:8080"
    assert [(entry.name, entry.url) for entry in preferences.managers] == [("Manager", "http://farm:8080")]


@pytest.mark.parametrize("index", [-5, 7])
def test_an_active_number_that_is_none(preferences: Any, index: int) -> None:
    """Scripts may write any number: the nearest entry counts."""
    preferences.active.name = "Mine"
    bpy.ops.flamenco_client.add_manager(name="Studio", url="http://farm:8080")
    preferences.active_manager = index

    assert preferences.active.name == ("Mine" if index < 0 else "Studio")


def test_a_known_manager_is_updated(preferences: Any, capfd: pytest.CaptureFixture[str]) -> None:
    """By its name, or else by its address: a script that runs twice leaves one entry, and is told how to keep it."""
    preferences.active.name = "Mine"
    for _ in range(2):
        bpy.ops.flamenco_client.add_manager(name="Studio", url="http://farm:8080")
    assert "save_userpref" in capfd.readouterr().out
    assert _names(preferences) == ["Mine", "Studio"]

    preferences.active_manager = 0
    bpy.ops.flamenco_client.add_manager(name="Studio", url="other:8080")
    assert (preferences.active.name, preferences.active.url) == ("Studio", "http://other:8080")
    bpy.ops.flamenco_client.add_manager(name="New Name", url="http://other:8080/")
    bpy.ops.flamenco_client.add_manager(name="Mine")
    assert [(entry.name, entry.url) for entry in preferences.managers] == [
        ("Mine", "http://localhost:8080"),
        ("New Name", "http://other:8080"),
    ]
    assert preferences.active.name == "Mine"
    bpy.ops.flamenco_client.add_manager(url="http://other:8080")
    assert preferences.active.name == "New Name"


def test_names_stay_unique(extension: Extension, preferences: Any) -> None:
    """A duplicate is named as Blender names its data; no entry is without a name."""
    preferences.active.name = "Mine"
    manager_list = extension.module("bridge.managers.manager_list")
    for number in range(3):
        name = manager_list.unique_name("Studio", set(_names(preferences)))
        bpy.ops.flamenco_client.add_manager(name=name, url=f"http://farm:808{number}")
    bpy.ops.flamenco_client.add_manager()
    assert _names(preferences) == ["Mine", "Studio", "Studio.001", "Studio.002", "Manager"]

    preferences.managers[0].name = "Studio"
    preferences.managers[2].name = "  "

    assert _names(preferences) == ["Studio.003", "Studio", "Manager.001", "Studio.002", "Manager"]


def test_an_address_that_is_refused_adds_nothing(preferences: Any) -> None:
    """The reason reaches the script, the password in it does not."""
    with pytest.raises(RuntimeError, match="password") as caught:
        bpy.ops.flamenco_client.add_manager(name="Studio", url="http://anna:geheim@farm")

    assert "geheim" not in str(caught.value)
    assert len(preferences.managers) == 1


def test_the_list_replaces_the_single_address(extension: Extension, preferences: Any) -> None:
    """Who had given an address before there was a list finds it in the list."""
    address = "http://old-farm:8080"
    if bpy.app.version >= (5, 0):
        preferences.bl_system_properties_get(do_create=True)["manager_url"] = address
    else:
        preferences["manager_url"] = address
    preferences.managers.clear()

    extension.module("preferences").register()

    assert [(entry.name, entry.url) for entry in preferences.managers] == [("Manager", address)]
    preferences.managers.clear()
    extension.module("preferences").register()
    assert preferences.manager_url == "http://localhost:8080"


@pytest.mark.slow
def test_each_manager_keeps_what_it_said(
    extension: Extension, preferences: Any, manager: ManagerServer, night: ManagerServer
) -> None:
    """Switching between them sends no request and keeps their facts apart."""
    bpy.ops.flamenco_client.check_manager()
    bpy.ops.flamenco_client.add_manager(name="Night", url=night.url)
    bpy.ops.flamenco_client.check_manager()
    window = bpy.context.window_manager.flamenco_client
    assert window.manager_name == "Night Farm"
    night.go_down()
    with pytest.raises(RuntimeError):
        bpy.ops.flamenco_client.check_manager()
    preferences.active_manager = 0

    extension.module("bridge.managers.check_manager").use_address(bpy.context)

    shown = extension.module("state").current()
    assert window.manager_name == "Test Manager"
    assert shown.manager.error is None
    assert not shown.manager.from_cache
    assert shown.managers[night.url].error.kind == "refused"
    night.come_back()


def test_a_file_asks_for_a_manager_by_name(
    preferences: Any, manager: ManagerServer, night: ManagerServer, tmp_path: Path, extension: Extension
) -> None:
    """The name is saved with the file; the active Manager stays what it is for other files."""
    bpy.ops.flamenco_client.add_manager(name="Night", url=night.url)
    preferences.active_manager = 0
    bpy.context.scene.flamenco_client.manager = "Night"
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "shot.blend"))
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    bpy.ops.flamenco_client.check_manager()
    assert (len(manager.requests) > 0, night.requests) == (True, [])
    manager.forget_requests()

    bpy.ops.wm.open_mainfile(filepath=str(tmp_path / "shot.blend"))
    bpy.ops.flamenco_client.check_manager()

    assert (manager.requests, len(night.requests) > 0) == ([], True)
    assert preferences.manager_url == manager.url
    assert extension.module("bridge.user_preferences").chosen(bpy.context).manager_url == manager.url


@pytest.mark.parametrize("name", ["Day", "http://192.0.2.1:8080"])
def test_a_name_that_is_unknown(extension: Extension, preferences: Any, manager: ManagerServer, name: str) -> None:
    """It is refused where nobody sees which one is used instead; an address is treated as a name."""
    bpy.context.scene.flamenco_client.manager = name

    with pytest.raises(RuntimeError, match="they have: Manager"):
        bpy.ops.flamenco_client.check_manager()

    assert manager.requests == []
    (found,) = extension.module("bridge.managers.check_manager").about_manager(bpy.context)
    assert f'"{name}"' in found.text
    bpy.context.scene.flamenco_client.manager = "Manager"
    assert list(extension.module("bridge.managers.check_manager").about_manager(bpy.context)) == []


def test_the_environment_goes_before_the_file(
    extension: Extension, preferences: Any, manager: ManagerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FLAMENCO_MANAGER_URL is one session's own will."""
    bpy.ops.flamenco_client.add_manager(name="Night", url="http://127.0.0.1:1")
    bpy.context.scene.flamenco_client.manager = "Night"
    monkeypatch.setenv("FLAMENCO_MANAGER_URL", manager.url)

    assert bpy.ops.flamenco_client.check_manager() == {"FINISHED"}
    assert list(extension.module("bridge.managers.check_manager").about_manager(bpy.context)) == []


def test_enabled_for_one_run_only(extension: Extension) -> None:
    """Without stored preferences there is no list to change: the defaults hold, and the buttons say why."""
    extension.disable()
    addon_utils.enable(extension.key, default_set=False)
    try:
        assert not bpy.ops.flamenco_client.add_manager.poll()
        assert not bpy.ops.flamenco_client.remove_manager.poll()
        bpy.context.scene.flamenco_client.manager = "Night"
        assert extension.module("bridge.user_preferences").typed_url(bpy.context) == "http://localhost:8080"
        (found,) = extension.module("bridge.managers.check_manager").about_manager(bpy.context)
        assert "Night" in found.text
    finally:
        addon_utils.disable(extension.key)


def test_a_password_in_an_address_is_not_kept(preferences: Any) -> None:
    """What was typed is refused, and is not in the preferences, which Blender writes to a file."""
    preferences.active.url = "http://anna:geheim@farm:8080"
    kept = preferences.active.url
    assert kept.endswith("@farm:8080")
    assert "geheim" not in kept
    assert "anna" not in kept
