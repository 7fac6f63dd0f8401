"""Drawing the form: problems once, at the field that they are about; labels that are not truncated in narrow panels."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import Drawn, Layout, draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer

PATHS = {"Render Output Root", "Render Output Path"}
TURNS = 1000
"""More than computing a form takes."""


@pytest.fixture
def state(extension: Extension, manager: ManagerServer, project: Project) -> Any:
    """A shot whose Manager has been checked."""
    bpy.ops.flamenco_client.check_manager()
    return extension.module("state")


def _drawn(extension: Extension, *, refreshed: bool = True) -> Drawn:
    """Draw the panel, the form and the findings updated as by the timer."""
    form = extension.module("state").current()
    for _ in range(TURNS if refreshed else 0):
        extension.module("bridge.settings.settings_form").refresh(bpy.context)
        if form.form.computing is None:
            break
    if refreshed:
        extension.module("bridge.submission.preflight").refresh(bpy.context)
    return draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context)


def test_a_blocked_field_is_red(extension: Extension, state: Any) -> None:
    """A setting that blocks the submission is marked; the reason is above, not below the field as well."""
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "")
    drawn = _drawn(extension)
    assert drawn.text.count("Render Output Root: a value is required") == 2, "below the slot, and in the pop-over"
    assert drawn.alerts == [state.current().form.attributes["render_output_root"]]

    bpy.context.scene.flamenco_client.set_setting("render_output_root", "/render")
    assert _drawn(extension).alerts == []


def test_findings_beyond_the_list_are_shown_at_the_field(extension: Extension, state: Any) -> None:
    """With more problems than are listed the others are shown below their fields."""
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "")
    _drawn(extension)
    camera = extension.module("core.finding").error("camera", "The frame range is empty")
    preflight = state.current().preflight
    preflight.findings = (camera,) * extension.module("ui.findings").LINES + preflight.findings
    drawn = _drawn(extension, refreshed=False)
    assert drawn.text.count("Render Output Root: a value is required") == 1
    assert drawn.alerts == [state.current().form.attributes["render_output_root"]]


def test_one_problem_needs_no_headline(extension: Extension, state: Any) -> None:
    """A single line is not counted."""
    camera = extension.module("core.finding").error("camera", 'The scene "{scene}" has no camera', scene="Scene")
    state.current().preflight.findings = (camera,)
    labels = _drawn(extension, refreshed=False).labels
    assert 'The scene "Scene" has no camera' in labels
    assert "1 problem" not in labels


def _form_drawn(extension: Extension, width: int) -> list[str]:
    """Draw the form in a region of this width; Blender itself draws labels that stand beside their fields."""
    form = extension.module("ui.settings_form")
    state = extension.module("state").current()
    context: Any = SimpleNamespace(
        preferences=bpy.context.preferences, region=SimpleNamespace(width=width, type="WINDOW")
    )
    spec = state.manager.job_types["simple-blender-render"]
    layout: Any = Layout()
    group = bpy.context.window_manager.flamenco_client.form
    form.draw(layout, form.Form(state.form, group, spec, state.preflight), context)
    return list(layout.drawn.labels)


def test_labels_stand_above_fields_where_there_is_no_room_beside(
    extension: Extension, manager: ManagerServer, project: Project
) -> None:
    """Cut off, two labels that begin alike would be the same; a short one stays where it is."""
    bpy.ops.flamenco_client.check_manager()
    state = extension.module("state").current()
    for _ in range(TURNS):
        extension.module("bridge.settings.settings_form").refresh(bpy.context)
        if state.form.computing is None:
            break
    assert set(_form_drawn(extension, 240)) >= PATHS
    assert "Chunk Size" not in _form_drawn(extension, 240)
    assert not PATHS & set(_form_drawn(extension, 500)), "beside the fields"
