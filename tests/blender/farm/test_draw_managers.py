"""What the preferences and the panel show of several Managers."""

from __future__ import annotations

from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import Drawn, Layout, draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer


@pytest.fixture
def preferences(extension: Extension) -> Any:
    """The preferences as they are after enabling for the first time."""
    extension.disable()
    extension.enable()
    return bpy.context.preferences.addons[extension.key].preferences


def _preferences_drawn(extension: Extension, preferences: Any) -> Drawn:
    layout = Layout()
    extension.module("ui.preferences_panel").draw_preferences(layout, preferences, bpy.context)
    return layout.drawn


def _panel_drawn(extension: Extension) -> Drawn:
    return draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context)


def test_the_list(extension: Extension, preferences: Any) -> None:
    """Every name, with the note or else the address; a second entry for one address is reported."""
    preferences.manager_url = "http://farm:8080"
    bpy.ops.flamenco_client.add_manager(name="Twin")
    preferences.active.url = "http://farm:8080"
    preferences.active.note = "At night"

    drawn = _preferences_drawn(extension, preferences)

    assert [owner.name for owner, name in drawn.properties if name == "name"] == ["Manager", "Twin"]
    assert {"http://farm:8080", "At night", '"Manager" has the same address'} <= set(drawn.labels)


def test_the_page_in_blenders_preferences(preferences: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blender's page of the extension shows the list, and where to add a Manager."""
    page = type(preferences)
    layout = Layout()
    monkeypatch.setattr(page, "layout", layout, raising=False)

    page.draw(preferences, bpy.context)

    assert [owner.name for owner, name in layout.drawn.properties if name == "name"] == ["Manager"]
    assert "flamenco_client.add_manager" in dict(layout.drawn.operators)


def test_an_empty_list(extension: Extension, preferences: Any) -> None:
    """It says what to do."""
    bpy.ops.flamenco_client.remove_manager()

    assert "Add a Manager by its address" in _preferences_drawn(extension, preferences).text


def test_what_was_found(extension: Extension, preferences: Any, manager: ManagerServer) -> None:
    """Add, with its name, for those that are not in the list yet by any of their addresses."""
    extension.module("state").current().search.status = extension.module("state.background").WorkStatus.DONE
    assert "No Manager was found" in _preferences_drawn(extension, preferences).text
    extension.module("state").current().search.found = (
        {"url": "http://10.0.0.5:8080", "name": "New", "version": "3.9", "addresses": ["http://10.0.0.5:8080"]},
        {"url": "http://[::1]:1", "name": "Old", "version": "3.8", "addresses": ["http://[::1]:1", manager.url]},
    )

    drawn = _preferences_drawn(extension, preferences)

    assert {"New 3.9", "Old 3.8"} <= set(drawn.labels)
    add = [given for name, given in drawn.operators if name == "flamenco_client.add_manager" and vars(given)]
    assert [(given.name, given.url) for given in add] == [("New", "http://10.0.0.5:8080")]
    preferences.active.name = "New"
    added = [given for name, given in _preferences_drawn(extension, preferences).operators if hasattr(given, "name")]
    assert [given.name for given in added] == ["New.001"]


def test_no_secret_is_drawn(extension: Extension, preferences: Any, manager: ManagerServer) -> None:
    """That there is one is shown by the button that forgets it."""
    preferences.active.user, preferences.active.password = "anna", "geheim"

    drawn = _preferences_drawn(extension, preferences)

    assert "flamenco_client.forget_credentials" in [name for name, _ in drawn.operators]
    assert "geheim" not in drawn.text
    bpy.ops.flamenco_client.forget_credentials()
    assert "flamenco_client.forget_credentials" not in [
        name for name, _ in _preferences_drawn(extension, preferences).operators
    ]


def test_the_panel_reports_an_unknown_name(extension: Extension, preferences: Any) -> None:
    """Also with one Manager only, where there is nothing to choose."""
    assert "not in your preferences" not in _panel_drawn(extension).text
    bpy.context.scene.flamenco_client.manager = "Night"

    assert 'This file uses the Manager "Night", which is not in your preferences' in _panel_drawn(extension).text


def test_the_preferences_show_the_managers_name_in_the_file(extension: Extension, preferences: Any) -> None:
    """What is checked there is what the file uses, not what is selected."""
    preferences.active.name = "Day"
    bpy.ops.flamenco_client.add_manager(name="Night", url="http://night:8080")
    preferences.active_manager = 0
    bpy.context.scene.flamenco_client.manager = "Night"

    assert (
        'The open file uses the Manager "Night": http://night:8080' in _preferences_drawn(extension, preferences).text
    )


def test_nothing_is_asked_of_an_empty_list(extension: Extension, preferences: Any) -> None:
    """Without a Manager there is no button to check one, and no message about an address that was never entered."""
    preferences.managers.clear()
    drawn = _preferences_drawn(extension, preferences)
    assert "flamenco_client.check_manager" not in [name for name, _ in drawn.operators]
    assert "localhost" not in drawn.text


def test_an_entry_without_an_address(extension: Extension, preferences: Any) -> None:
    """It says what is to be typed, and takes no access, which would belong to no address and be lost."""
    bpy.ops.flamenco_client.add_manager()
    drawn = _preferences_drawn(extension, preferences)
    assert "The address of a Manager looks like" in drawn.text
    assert {"user", "password", "ca_file"} <= set(drawn.disabled)

    preferences.active.url = "http://farm:8080"
    assert "user" not in _preferences_drawn(extension, preferences).disabled


def test_the_panel_names_the_manager_in_use(extension: Extension, preferences: Any) -> None:
    """With several, the line is a menu of their names, which says that the choice is saved with the file."""
    preferences.active.name = "Day Farm"
    bpy.ops.flamenco_client.add_manager(name="Night Farm", url="http://night:8080")
    drawn = _panel_drawn(extension)
    assert {"Day Farm", "Night Farm", "Active Manager"} <= set(drawn.buttons)
    assert "Saved with this file" in drawn.labels
    bpy.ops.flamenco_client.use_manager(name="Night Farm")
    assert bpy.context.scene.flamenco_client.manager == "Night Farm"
    assert extension.module("properties")._managers_named(None, bpy.context, "") == ["Day Farm", "Night Farm"]


def test_a_manager_that_went_away_while_sending(extension: Extension, preferences: Any, manager: ManagerServer) -> None:
    """The line about the Manager says that it did not answer; the submission shows the file."""
    bpy.ops.flamenco_client.check_manager()
    errors = extension.module("core.errors")
    error = errors.FarmError("Can't send a.exr: nothing answers.", kind=errors.ErrorKind.REFUSED, hint="Start it.")
    extension.module("bridge.managers.check_manager").record_no_answer(
        extension.module("state").current().manager.url, error
    )
    text = _panel_drawn(extension).text
    assert "The Manager did not answer when a job was submitted" in text
    assert "Start it." in text
    assert "a.exr" not in text


def test_many_job_types_are_all_named(extension: Extension, preferences: Any, manager: ManagerServer) -> None:
    """What a Manager offers is broken into lines where one is too short for it."""
    bpy.ops.flamenco_client.check_manager()
    info = extension.module("state").current().manager.info
    info["job_types"] = [{"name": f"t{number}", "label": f"Job Type {number}"} for number in range(30)]
    labels = _preferences_drawn(extension, preferences).labels
    assert max(map(len, labels)) < 80
    assert all(any(f"Job Type {number}" in label for label in [" ".join(labels)]) for number in range(30))
