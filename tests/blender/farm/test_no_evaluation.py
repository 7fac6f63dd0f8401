"""Expressions of a Manager are evaluated only by the timer while the panel is visible."""

from __future__ import annotations

from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer


@pytest.fixture
def evaluated(extension: Extension, manager: ManagerServer, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts of the expressions that were run, from now on."""
    bpy.ops.flamenco_client.check_manager()
    texts: list[str] = []
    settings = extension.module("job_types.setting_values")
    whole = settings.evaluate

    def counting(expression: Any, scope: Any) -> Any:
        texts.append(expression.text)
        return whole(expression, scope)

    monkeypatch.setattr(settings, "evaluate", counting)
    return texts


def test_by_the_pump(extension: Extension, evaluated: list[str]) -> None:
    """Once for each setting that has one, and not again until something that they read has changed."""
    extension.module("bridge.settings.settings_form").refresh(bpy.context)
    first = list(evaluated)
    assert len(first) == 7
    extension.module("bridge.settings.settings_form").refresh(bpy.context)
    assert evaluated == first
    bpy.context.scene.frame_end += 1
    extension.module("bridge.settings.settings_form").refresh(bpy.context)
    assert len(evaluated) == 2 * len(first)


def test_not_while_drawing(extension: Extension, evaluated: list[str]) -> None:
    """Neither the panel nor a field of the form computes, also right after a change."""
    extension.module("bridge.settings.settings_form").refresh(bpy.context)
    evaluated.clear()
    bpy.context.scene.frame_end += 1
    panel = extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit
    assert draw(panel, bpy.context).properties
    assert evaluated == []


def test_not_when_a_file_is_opened(extension: Extension, evaluated: list[str], project: Project) -> None:
    """Opening a file evaluates nothing, for any content and job type."""
    extension.module("bridge.settings.settings_form").refresh(bpy.context)
    bpy.ops.wm.save_mainfile()
    evaluated.clear()
    project.open()
    assert evaluated == []


def test_not_while_hidden(extension: Extension, evaluated: list[str]) -> None:
    """A turn of the timer with a hidden panel computes nothing."""
    extension.module("state").current().drawn_at = float("-inf")
    extension.module("bridge.timer").turn()
    assert evaluated == []
