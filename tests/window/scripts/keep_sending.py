"""Quit Blender during a submission that continues; in a second run, report its notices."""

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
    if given["look"]:
        yield lambda: bool(inside.state().recovery.notices)
        yield inside.for_seconds(0.5)  # drawn
        report["notices"] = [dict(notice) for notice in inside.state().recovery.notices]
        return
    bpy.context.preferences.addons[inside.EXTENSION].preferences.keep_sending = True
    bpy.ops.flamenco_client.check_manager("INVOKE_DEFAULT")
    yield lambda: not inside.state().manager.checking
    bpy.context.scene.flamenco_client.set_setting("render_output_root", given["output"])
    yield inside.for_seconds(1.5)  # the panel is drawn, and what the project suggests is read
    bpy.data.objects["Cube"].location.x = 3  # unsaved: a copy is sent, which must outlive this Blender
    bpy.ops.ed.undo_push()
    bpy.ops.flamenco_client.submit_job("INVOKE_DEFAULT")
    yield lambda: inside.state().submission.progress is not None
    report["copies"] = inside.state().submission.copies
    report["helper"] = inside.module("ipc.session").get().helper_pid


inside.play(steps)
