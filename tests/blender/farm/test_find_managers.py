"""Find Managers, from the button to the list."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.manager.ssdp import Responder
from flamenco_client.tests.support.waiting import until


@pytest.fixture
def responder(
    extension: Extension, manager: ManagerServer, monkeypatch: pytest.MonkeyPatch, online: None
) -> Iterator[Responder]:
    """Somebody who answers searches; the extension asks there instead of the whole network."""
    with Responder([manager.url]) as answering:
        monkeypatch.setattr(
            extension.module("bridge.managers.discovery"), "ARGUMENTS", {"target": list(answering.address)}
        )
        yield answering


@pytest.mark.slow
def test_a_script_waits_for_the_end(extension: Extension, manager: ManagerServer, responder: Responder) -> None:
    """After about five seconds, what was found is there to be added."""
    started = time.monotonic()

    assert bpy.ops.flamenco_client.find_managers() == {"FINISHED"}

    assert time.monotonic() - started > 4.5
    (found,) = extension.module("state").current().search.found
    assert (found["name"], found["url"]) == ("Test Manager", manager.url)


@pytest.mark.slow
def test_results_arrive_while_the_search_runs(
    extension: Extension, manager: ManagerServer, responder: Responder
) -> None:
    """The button returns at once; the first result is shown before the end, and can be dismissed after it."""
    discovery, session = extension.module("bridge.managers.discovery"), extension.module("ipc.session").get()
    discovery.start()
    view = extension.module("state").current().search
    assert view.running
    assert not bpy.ops.flamenco_client.find_managers.poll()
    discovery.start()
    assert len(session.outstanding) == 1
    until(lambda: view.found or not view.running, meanwhile=session.pump)
    assert view.running
    assert [each["name"] for each in view.found] == ["Test Manager"]
    discovery.dismiss()
    assert extension.module("state").current().search is view

    until(lambda: not view.running, meanwhile=session.pump)
    assert view.status == "done"
    bpy.ops.flamenco_client.dismiss_search()
    assert not extension.module("state").current().search.found


def test_what_was_found_is_added(extension: Extension, manager: ManagerServer) -> None:
    """With the name that the Manager gives itself."""
    preferences: Any = bpy.context.preferences.addons[extension.key].preferences

    bpy.ops.flamenco_client.add_manager(name="Test Manager", url=manager.url)

    assert (preferences.active.name, preferences.active.url) == ("Test Manager", manager.url)
    bpy.ops.flamenco_client.remove_manager()


def test_not_allowed_online(extension: Extension, manager: ManagerServer) -> None:
    """The local network is not searched while Blender's online access is off; the message names the preference."""
    assert not bpy.app.online_access

    with pytest.raises(RuntimeError, match="Allow Online Access"):
        bpy.ops.flamenco_client.find_managers()

    assert not extension.module("state").current().search.running
