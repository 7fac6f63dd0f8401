"""The helper is killed in the middle of a submission; the next click starts a fresh one."""

from __future__ import annotations

import os
import signal
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
    bpy.context.scene.flamenco_client.set_setting("render_output_root", given["output"])
    yield inside.for_seconds(1.5)  # the panel is drawn, and what the project suggests is read
    bpy.ops.flamenco_client.submit_job("INVOKE_DEFAULT")
    yield lambda: inside.state().submission.progress is not None
    os.kill(inside.module("ipc.session").get().helper_pid, signal.SIGKILL)
    yield lambda: not inside.state().submission.running
    report["status"] = inside.state().submission.status
    report["error"] = str(inside.state().submission.error)
    report["kind"] = inside.state().submission.error.kind
    bpy.ops.flamenco_client.check_manager("INVOKE_DEFAULT")
    yield lambda: not inside.state().manager.checking
    report["check_again"] = str(inside.state().manager.error or "fine")


inside.play(steps)
