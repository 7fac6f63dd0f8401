"""Enabling and disabling in a real Blender: everything comes, and nothing stays."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension, Traces, policy_violations

ENABLE = """
import json, sys
import bpy, addon_utils
before = set(sys.modules)
module = addon_utils.enable({key!r})
added = sorted(set(sys.modules) - before)
if module is not None:
    addon_utils.disable({key!r})
print("ADDED", json.dumps({{"enabled": module is not None, "modules": added}}))
"""


def test_operators_and_properties_are_there(extension: Extension) -> None:
    """What scripts call has the names that the documentation gives."""
    assert {"check_manager", "submit_job"} <= set(dir(bpy.ops.flamenco_client))
    assert hasattr(bpy.context.scene, "flamenco_client")
    assert bpy.context.window_manager.flamenco_client.last_job_id == ""


@pytest.mark.slow
def test_disabled_three_times_nothing_stays(extension: Extension, monkeypatch: pytest.MonkeyPatch) -> None:
    """Types, properties, operators, handlers, menu entries, timers, import path, processes: as before."""
    timers: list[Callable[[], float | None]] = []
    register = bpy.app.timers.register

    def recording(function: Callable[[], float | None], **more: Any) -> None:
        timers.append(function)
        register(function, **more)

    monkeypatch.setattr(bpy.app.timers, "register", recording)
    extension.disable()
    without = Traces.now()
    for _ in range(3):
        extension.enable()
        assert Traces.now() != without
        extension.disable()

        assert Traces.now() == without
        assert [function for function in timers if bpy.app.timers.is_registered(function)] == []


def test_the_timer_is_the_pump_and_only_that(extension: Extension, monkeypatch: pytest.MonkeyPatch) -> None:
    """One timer, of the bridge; the test of what stays would see nothing if there were none."""
    timers: list[Any] = []
    monkeypatch.setattr(bpy.app.timers, "register", lambda function, **_: timers.append(function))
    extension.disable()
    extension.enable()

    assert [function.__module__ for function in timers] == [f"{extension.key}.bridge.timer"]


def test_no_policy_is_violated(extension: Extension) -> None:
    """Blender lists no warning for the extension: nothing on sys.path, no module outside its own name."""
    for name in ("registration", "ipc.session", "manager_client.apis", "manager_client.models"):
        extension.module(name)

    assert policy_violations() == {}


@pytest.mark.slow
def test_enabling_loads_only_its_own_modules_and_nothing_slow(extension: Extension, tmp_path: Path) -> None:
    """A fresh Blender that enables the extension loads no network library: that is the helper's."""
    shutil.copytree(extension.user_folder, tmp_path / "user")
    answer = subprocess.run(
        [sys.executable, "-c", ENABLE.format(key=extension.key)],
        env={**os.environ, "BLENDER_USER_RESOURCES": str(tmp_path / "user")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    line = next(line for line in answer.stdout.splitlines() if line.startswith("ADDED "))
    result = json.loads(line.removeprefix("ADDED "))

    assert result["enabled"], answer.stdout + answer.stderr
    foreign = [name for name in result["modules"] if not name.startswith("bl_ext.")]
    assert [name for name in foreign if name.partition(".")[0] not in sys.stdlib_module_names] == []
    assert [name for name in foreign if name in {"urllib3", "dateutil", "http.client", "ssl", "asyncio"}] == []


def test_what_is_gone_already_keeps_nothing_else(extension: Extension) -> None:
    """If a class is already unregistered, all others are unregistered and the error is raised."""
    extension.disable()
    without = Traces.now()
    registration = extension.module("registration")
    registration.register()
    gone = extension.module("operators.submit").CLASSES[-1]
    bpy.utils.unregister_class(gone)

    with pytest.raises(ExceptionGroup, match="did not stop cleanly"):
        registration.unregister()
    assert Traces.now() == without


def test_a_failing_part_is_rolled_back(extension: Extension, monkeypatch: pytest.MonkeyPatch) -> None:
    """When a part cannot start, those before it are stopped, and the error is raised."""
    extension.disable()
    without = Traces.now()
    registration = extension.module("registration")

    class Broken:
        def register(self) -> None:
            raise RuntimeError("the last part is broken")

        def unregister(self) -> None:
            raise AssertionError("never started")

    monkeypatch.setattr(registration, "PARTS", (*registration.PARTS, Broken()))

    with pytest.raises(RuntimeError, match="the last part is broken"):
        registration.register()
    assert Traces.now() == without


def test_timer_continues_after_an_error(extension: Extension, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blender would remove a timer that raises an error: the error is logged, and the next turn comes."""
    timer = extension.module("bridge.timer")

    def fail() -> float:
        raise ZeroDivisionError

    monkeypatch.setattr(timer, "turn", fail)
    assert timer._turn_safely() >= 0, "seconds until the next turn"
    monkeypatch.undo()
    assert timer._turn_safely() >= 0
