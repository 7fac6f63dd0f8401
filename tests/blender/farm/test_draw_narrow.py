"""The panel beside a wide viewport: labels that differ only at the end are not truncated."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import bpy

from flamenco_client.tests.blender.drawing import Layout
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer

PATHS = {"Render Output Root", "Render Output Path"}
TURNS = 1000
"""More than computing a form takes."""


def _form_drawn(extension: Extension, width: int) -> list[str]:
    """Draw the form in a region of this width; Blender itself draws labels that stand beside their fields."""
    form = extension.module("ui.settings_form")
    state = extension.module("state").current()
    context: Any = SimpleNamespace(preferences=bpy.context.preferences, region=SimpleNamespace(width=width))
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
