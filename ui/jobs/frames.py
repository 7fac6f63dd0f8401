"""The frames of the selected job: which are there, and what can be done with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy

from ...bridge.runtime.translation import iface_, n_
from ...operators import job_frames
from ...state.jobs import JobView
from .. import sub_panel, wrapped_text


def draw(layout: bpy.types.UILayout, job: JobView, context: bpy.types.Context) -> None:
    """Draw the sub-panel."""
    found = job.frames
    bad = bool(found) and not found["why"] and bool(found["missing"] or found["bad"]) and _ended(job)
    body = sub_panel.draw(
        layout, "job_frames", n_("Frames on Disk"), summary(found), icon="ERROR" if bad else "NONE", closed=False
    )
    if body is None:
        return
    if not found:
        body.label(text="Looking for Files" if job.about else "Asking the Manager", icon="SORTTIME")
        return
    if found["why"]:
        wrapped_text.wrapped(body.column(), found["why"], context, icon="INFO")
        if found["unseen"]:
            body.operator(job_frames.FLAMENCO_CLIENT_OT_locate_output.bl_idname, icon="FILE_FOLDER")
        return
    _draw_lacking(body, found, context)
    row = body.row(align=True)
    row.operator(job_frames.FLAMENCO_CLIENT_OT_open_job_folder.bl_idname, icon="FILE_FOLDER")
    row.operator(job_frames.FLAMENCO_CLIENT_OT_play_job.bl_idname, icon="PLAY")
    row = body.row(align=True)
    row.menu(FLAMENCO_CLIENT_MT_load_frames.bl_idname, text="Load", icon="IMPORT")
    row.menu(FLAMENCO_CLIENT_MT_again.bl_idname, text="Render", icon="RENDER_ANIMATION")


def summary(found: Mapping[str, Any]) -> str:
    """Return "3 missing, 40 frames"."""
    if not found or found["why"]:
        return ""
    there = iface_("{done} of {total}").format(done=found["there"], total=found["expected"])
    lacking = found["missing_count"]
    return iface_("{count} missing, {files}").format(count=lacking, files=there) if lacking else there


def _ended(job: JobView) -> bool:
    return str(job.about.get("job", {}).get("status")) in {"completed", "failed", "canceled"}


def _draw_lacking(layout: bpy.types.UILayout, found: Mapping[str, Any], context: bpy.types.Context) -> None:
    if found["missing"] and found["there"]:
        text = iface_("Missing: {frames}").format(frames=wrapped_text.cut(found["missing"], 80))
        wrapped_text.wrapped(layout.column(), text, context)
    for names, pattern in ((found["empty"], "{count} files are empty: {names}"), (found["cut"], CUT)):
        if names:
            shown = wrapped_text.cut(", ".join(names), 60)
            text = iface_(pattern).format(count=len(names), names=shown)
            wrapped_text.wrapped(layout.column(), text, context, icon="ERROR")


CUT = "{count} files are cut off: {names}"


class FLAMENCO_CLIENT_MT_load_frames(bpy.types.Menu):
    """Load the frames into this file"""

    bl_idname = "FLAMENCO_CLIENT_MT_load_frames"
    bl_label = "Load"

    def draw(self, _context: bpy.types.Context) -> None:
        """Draw both ways, and comparing."""
        layout = self.layout
        assert layout is not None
        layout.operator_enum(job_frames.FLAMENCO_CLIENT_OT_load_frames.bl_idname, "into")
        layout.separator()
        layout.operator(job_frames.FLAMENCO_CLIENT_OT_compare_jobs.bl_idname, icon="IMAGE_REFERENCE")


class FLAMENCO_CLIENT_MT_again(bpy.types.Menu):
    """Render frames of this job again"""

    bl_idname = "FLAMENCO_CLIENT_MT_again"
    bl_label = "Render"

    def draw(self, _context: bpy.types.Context) -> None:
        """Draw the ways."""
        layout = self.layout
        assert layout is not None
        layout.operator_context = "INVOKE_DEFAULT"
        layout.operator(job_frames.FLAMENCO_CLIENT_OT_render_missing.bl_idname, icon="RENDER_STILL")
        layout.operator(job_frames.FLAMENCO_CLIENT_OT_render_again.bl_idname, icon="RENDER_ANIMATION")
        layout.operator(job_frames.FLAMENCO_CLIENT_OT_submit_again.bl_idname, icon="FILE_REFRESH")
        layout.separator()
        layout.operator(job_frames.FLAMENCO_CLIENT_OT_take_over_settings.bl_idname, icon="PASTEDOWN")


CLASSES = (FLAMENCO_CLIENT_MT_load_frames, FLAMENCO_CLIENT_MT_again)
