"""Jobs in the Image Editor's sidebar and in a window of their own: list, selection, image, and what stays behind."""

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
    yield inside.for_seconds(0.5)
    bpy.ops.flamenco_client.check_manager("INVOKE_DEFAULT")
    yield lambda: not inside.state().manager.checking

    windows = bpy.context.window_manager.windows
    area = next(area for area in windows[0].screen.areas if area.type == "VIEW_3D")
    area.type = "IMAGE_EDITOR"
    inside.module("bridge.jobs.window").show_in(area)
    jobs = inside.state().jobs
    yield lambda: len(bpy.context.window_manager.flamenco_client.listed_jobs) == given["count"]
    yield lambda: bool(jobs.in_view)
    report["drawn"] = len(jobs.in_view)

    inside.module("bridge.jobs.lists").select(given["job"])
    yield lambda: bool(jobs.selected.about) and bool(jobs.selected.image.get("path"))
    yield lambda: inside.module("bridge.jobs.thumbnail").icon_of(given["job"]) > 0
    report["reasons"] = [reason["id"] for reason in jobs.selected.about["reasons"]]
    bpy.ops.flamenco_client.show_image("INVOKE_DEFAULT")
    yield lambda: any(image.is_runtime_data for image in bpy.data.images)
    yield inside.for_seconds(0.3)
    report["shown"] = area.spaces.active.image is not None and list(area.spaces.active.image.size)

    bpy.ops.flamenco_client.show_jobs("INVOKE_DEFAULT")
    yield lambda: len(windows) == 2
    yield inside.for_seconds(2.0)
    report["tab"] = [
        region.active_panel_category for region in windows[1].screen.areas[0].regions if region.type == "UI"
    ]
    bpy.ops.flamenco_client.show_jobs("INVOKE_DEFAULT")
    yield inside.for_seconds(1.0)
    report["windows"] = len(windows)
    report["dirty"] = bpy.data.is_dirty
    bpy.ops.wm.save_as_mainfile(filepath=given["copy"], copy=True)
    with bpy.data.libraries.load(given["copy"]) as (found, _):
        report["saved_images"] = [name for name in found.images if name.startswith("Flamenco")]

    bpy.ops.wm.open_mainfile(filepath=given["blend"])
    yield inside.for_seconds(1.0)
    report["after_loading"] = len(inside.state().jobs.rows)
    bpy.ops.preferences.addon_disable(module=inside.EXTENSION)
    yield inside.for_seconds(0.5)
    report["left"] = [name for name in dir(bpy.types) if name.startswith("FLAMENCO_CLIENT")]


inside.play(steps)
