"""A texture is missing: the panel asks, waits while the artist does something else, and continues if confirmed."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bpy
import inside


def steps(report: dict[str, Any]) -> inside.Steps:
    given = inside.arguments()
    bpy.ops.wm.open_mainfile(filepath=given["blend"])
    yield inside.for_seconds(0.3)
    inside.show_output_properties()
    bpy.ops.flamenco_client.check_manager("INVOKE_DEFAULT")
    yield lambda: not inside.state().manager.checking
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "/render")
    bpy.ops.mesh.primitive_cube_add()
    bpy.context.object.name = "Unsaved"
    bpy.ops.ed.undo_push(message="what a click does, and a timer does not")
    yield inside.for_seconds(1.5)  # the panel is drawn, and what the project suggests is read

    bpy.ops.flamenco_client.submit_job("INVOKE_DEFAULT")
    submission = inside.state().submission
    yield lambda: bool(submission.asks) and inside.state().files.report["new_is_known"]
    report["asks"] = list(submission.asks)
    report["copy_is_there"] = any(Path(submission.copies).glob("*.blend"))
    bpy.ops.wm.read_homefile(use_factory_startup=False, app_template="")
    yield inside.for_seconds(0.5)
    inside.show_output_properties()
    yield inside.for_seconds(1.0)  # the question is drawn beside another file
    report["lines"] = len(bpy.context.window_manager.flamenco_client.listed_files)
    report["still_asks"] = submission.running and bool(submission.asks)
    report["sent_meanwhile"] = sum(path.is_file() for path in Path(given["storage"]).rglob("*"))

    report["continue"] = list(bpy.ops.flamenco_client.continue_submission())
    yield lambda: not submission.running
    report["status"] = submission.status
    report["error"] = str(submission.error or "")
    report["missing"] = list(submission.result.get("missing", ()))
    yield inside.for_seconds(0.3)


inside.play(steps)
