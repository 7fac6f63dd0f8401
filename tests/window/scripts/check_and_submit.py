"""An artist's first minutes: Check Manager, choose where the output goes, change something, Submit."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bpy
import inside


def steps(report: dict[str, Any]) -> inside.Steps:
    given = inside.arguments()
    inside.show_output_properties()
    bpy.ops.wm.open_mainfile(filepath=given["blend"])
    yield inside.for_seconds(0.5)
    inside.show_output_properties()

    report["check"] = list(bpy.ops.flamenco_client.check_manager("INVOKE_DEFAULT"))
    report["checking_at_once"] = inside.state().manager.checking
    yield lambda: not inside.state().manager.checking
    report["manager"] = bpy.context.window_manager.flamenco_client.manager_name

    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", given["output"])
    yield lambda: inside.state().form.job_type == "simple-blender-render"
    yield inside.for_seconds(1.0)
    report["form"] = {
        setting.label: setting.in_form and not setting.is_blendfile
        for setting in inside.state().manager.job_types["simple-blender-render"].settings
    }
    report["preview"] = inside.state().form.values.get("render_output_path", "")

    report["dirty_at_first"] = bpy.data.is_dirty
    form = bpy.context.window_manager.flamenco_client.form
    setattr(form, inside.state().form.attributes["chunk_size"], 5)
    yield inside.for_seconds(0.7)
    report["dirty_after_typing"] = bpy.data.is_dirty

    bpy.ops.mesh.primitive_cube_add()
    bpy.context.object.name = "Unsaved"
    bpy.ops.ed.undo_push(message="what a click does, and a timer does not")
    yield inside.for_seconds(0.2)
    report["dirty"] = bpy.data.is_dirty
    began = time.monotonic()
    report["submit"] = list(bpy.ops.flamenco_client.submit_job("INVOKE_DEFAULT"))
    report["running_at_once"] = inside.state().submission.running
    report["click_seconds"] = time.monotonic() - began
    # What happens after the click changes nothing of the job.
    job.job_name = "renamed too late"
    if given.get("load_another"):
        yield (
            lambda: inside.state().submission.work.request is not None
        )  # the copy is saved, the files are on their way
        bpy.ops.wm.read_homefile(use_factory_startup=False, app_template="")
    yield lambda: not inside.state().submission.running
    submission = inside.state().submission
    report["status"] = submission.status
    report["error"] = str(submission.error or "")
    report["result"] = dict(submission.result)
    report["last_job_id"] = bpy.context.window_manager.flamenco_client.last_job_id
    yield inside.for_seconds(0.3)


inside.play(steps)
