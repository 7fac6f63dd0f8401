"""The form of the chosen job type, from what is drawn to what is sent."""

from __future__ import annotations

from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import Drawn, draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer


def test_the_settings_of_the_managers_own_job_type(extension: Extension, manager: ManagerServer) -> None:
    """Those of the form, Frames with its toggle, the output path to look at; what is for the web is not there.

    Scenario 4.
    """
    drawn = _drawn(extension, "simple-blender-render")
    form = bpy.context.window_manager.flamenco_client.form
    keys = {attribute: key for key, attribute in extension.module("state").current().form.attributes.items()}

    fields = [prop for owner, prop in drawn.properties if owner == form]
    assert [keys[field] for field in fields if field in keys] == [
        "frames",
        "chunk_size",
        "render_output_root",
        "add_path_components",
        "render_output_path",
    ]
    assert [keys[field.removeprefix("auto_")] for field in fields if field not in keys] == ["frames"]


@pytest.mark.slow
def test_frames_follow_the_scene_until_they_are_typed(
    extension: Extension, manager: ManagerServer, project: Project
) -> None:
    """With the chain closed the range of the moment is sent, with it open what was typed (scenario 11)."""
    _drawn(extension, "simple-blender-render")
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "/render")
    form = bpy.context.window_manager.flamenco_client.form
    frames = extension.module("state").current().form.attributes["frames"]
    bpy.context.scene.frame_start, bpy.context.scene.frame_end = 5, 8
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}
    setattr(form, frames, "3, 7")
    bpy.context.scene.frame_end = 9
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}
    setattr(form, f"auto_{frames}", True)
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}

    assert sorted(job.settings["frames"] for job in manager.jobs) == ["3, 7", "5-8", "5-9"]


@pytest.mark.slow
@pytest.mark.parametrize("root", ["", "render", "  "])
def test_a_path_that_leads_nowhere_is_refused_here(
    extension: Extension, manager: ManagerServer, project: Project, root: str
) -> None:
    """Empty or not absolute: nothing is asked of the Manager, and no current folder is used (scenario 55)."""
    _drawn(extension, "simple-blender-render")
    bpy.context.scene.flamenco_client.set_setting("render_output_root", root)
    manager.forget_requests()

    with pytest.raises(RuntimeError, match=r"Render Output Root: (a value is required|render is not an absolute path)"):
        bpy.ops.flamenco_client.submit_job()
    assert manager.requests == []


@pytest.mark.slow
def test_what_must_not_run_is_typed_instead(extension: Extension, manager: ManagerServer) -> None:
    """Each refused expression says why at its setting, which takes a value; the harmless one is computed.

    Scenario 37.
    """
    drawn = _drawn(extension, "hostile-eval")
    spec = extension.module("state").current().manager.job_types["hostile-eval"]
    refused = [setting for setting in spec.settings if setting.expression is None]
    assert {"import", "open", "dunder", "ops", "endless", "function", "format_attribute", "write"} <= {
        setting.key for setting in refused
    }
    job = bpy.context.scene.flamenco_client
    flat = "".join(drawn.text.split())
    for setting in refused:
        assert "".join(f"{setting.label}: {setting.notice}".split()) in flat
        job.set_setting(setting.key, 3 if setting.type == "int32" else "typed")
    for key in ("huge_text", "huge_number"):  # permitted as such: it is the result that is too large
        job.set_setting(key, 3 if key == "huge_number" else "typed")
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}

    (made,) = manager.jobs
    assert made.settings["harmless"] == str(bpy.context.scene.frame_start)
    assert all(made.settings[setting.key] in (3, "typed") for setting in refused)


def test_a_failing_expression_blocks_only_the_submission(extension: Extension, manager: ManagerServer) -> None:
    """The setting shows the reason, others can be changed, and an entered value unblocks it (scenario 38)."""
    failing = {"key": "clip", "type": "string", "eval": "C.scene.no_such_thing"}
    manager.set_types([{"name": "clips", "label": "Clips", "settings": [failing, {"key": "note", "type": "string"}]}])
    drawn = _drawn(extension, "clips")
    job = bpy.context.scene.flamenco_client
    job.set_setting("note", "fine")
    with pytest.raises(RuntimeError, match=r"Clip: C\.scene\.no_such_thing: Blender has no such value"):
        bpy.ops.flamenco_client.submit_job()
    job.set_setting("clip", "typed")
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}

    assert "Blenderhasnosuchvalue" in "".join(drawn.text.split())
    assert manager.jobs[0].settings == {"clip": "typed", "note": "fine"}


def _drawn(extension: Extension, job_type: str) -> Drawn:
    """The panel with the form of a job type."""
    bpy.ops.flamenco_client.check_manager()
    bpy.context.scene.flamenco_client.job_type = job_type
    extension.module("bridge.settings.settings_form").refresh(bpy.context)
    panel: Any = extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit
    return draw(panel, bpy.context)


def test_an_open_menu_keeps_its_strings(extension: Extension, manager: ManagerServer) -> None:
    """Blender points into the texts that it was given: they stay the very same ones until something has changed."""
    bpy.ops.flamenco_client.check_manager()
    choices, state = extension.module("bridge.settings.enum_menus"), extension.module("state").current()
    window = bpy.context.window_manager.flamenco_client
    first = choices.job_type_items(window, bpy.context)
    assert choices.job_type_items(window, bpy.context) is first
    state.manager.job_types = dict(list(state.manager.job_types.items())[:1])
    assert choices.job_type_items(window, bpy.context) != first
