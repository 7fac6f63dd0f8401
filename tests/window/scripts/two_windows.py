"""Two main windows that show different scenes: the panel of each is about its own scene."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import bpy
import inside


def frames() -> str:
    return str(inside.state().form.values.get("frames", ""))


def found() -> list[str]:
    return [finding.id for finding in inside.state().preflight.errors]


def objection() -> str:
    return str(inside.module("bridge.submission.preflight").objection())


def show_panel(window: bpy.types.Window) -> inside.Steps:
    """Show the Output properties in the largest area, and not elsewhere in the window."""
    largest = max(window.screen.areas, key=lambda area: area.width * area.height)
    for area in window.screen.areas:
        if area != largest and area.type == "PROPERTIES":
            area.spaces.active.context = "WORLD"
    largest.type = "PROPERTIES"
    yield inside.for_seconds(0.5)  # an editor has its tabs once it was drawn
    largest.spaces.active.context = "OUTPUT"


def steps(report: dict[str, Any]) -> inside.Steps:
    given = inside.arguments()
    bpy.ops.wm.open_mainfile(filepath=given["blend"])
    yield inside.for_seconds(0.5)
    bpy.ops.flamenco_client.check_manager("INVOKE_DEFAULT")
    yield lambda: not inside.state().manager.checking
    first = bpy.context.window_manager.windows[0]
    a, b = first.scene, bpy.data.scenes.new("B")
    a.frame_start, a.frame_end, a.camera = 1, 11, None
    b.frame_start, b.frame_end = 200, 222
    b.camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    b.collection.objects.link(b.camera)
    for scene in (a, b):
        scene.flamenco_client.job_type = "simple-blender-render"
        scene.flamenco_client.set_setting("render_output_root", given["output"])
    with bpy.context.temp_override(window=first):
        bpy.ops.wm.window_new_main()
    second = bpy.context.window_manager.windows[1]
    second.scene = b
    for area in first.screen.areas:
        if area.type == "PROPERTIES":
            area.spaces.active.context = "WORLD"
    yield from show_panel(second)
    yield lambda: frames() == "200-222"
    yield inside.for_seconds(1.0)
    report["second"] = [frames(), found()]
    with bpy.context.temp_override(window=second):
        report["can_submit"] = not objection()

    yield from show_panel(first)
    yield lambda: inside.state().waiting_scene != 0  # the panel of the first window says who shows it
    with bpy.context.temp_override(window=first):
        bpy.ops.flamenco_client.show_here()
    yield lambda: frames() == "1-11"
    yield inside.for_seconds(1.0)
    report["first"] = [frames(), found()]
    with bpy.context.temp_override(window=second):
        report["can_submit_still"] = not objection()


inside.play(steps)
