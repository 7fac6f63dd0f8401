"""The selected job: progress, why it waits or failed, its image, its tasks, and what it was sent with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy

from ... import state
from ...bridge.jobs import thumbnail
from ...bridge.runtime.translation import iface_, n_
from ...jobs.statuses import ENDED
from ...operators import job_views, jobs
from ...operators.job_frames import FLAMENCO_CLIENT_OT_take_over_settings
from ...operators.workers import FLAMENCO_CLIENT_OT_control_worker
from ...state.jobs import JobsView, JobView
from .. import sub_panel, wrapped_text
from . import frames, task_list, words
from .menus import FLAMENCO_CLIENT_MT_job

REASONS = 5
FRAMES = 8
"""Most frames that a reason names."""
MISSING = 10
THUMBNAIL = 10.0
VALUES = 0.55


def draw(layout: bpy.types.UILayout, context: bpy.types.Context, *, image: bool = True) -> None:
    """Draw the selected job; nothing if none is selected."""
    view = state.current().jobs
    row, job = view.active, view.selected
    if row is None:
        if job.job_id:
            layout.label(text="This job does not exist any more on the farm", icon="INFO")
        return
    newer = job.about.get("job", row)
    row = newer if newer["updated"] > row["updated"] else row
    _draw_head(layout, row, job, context)
    _draw_refusals(layout, view, context)
    _draw_reasons(layout, job, context)
    if image:
        _draw_image(layout, job)
    _draw_buttons(layout)
    frames.draw(layout, job, context)
    body = sub_panel.draw(layout, "job_tasks", n_("Tasks"), _task_summary(row))
    if body is not None:
        task_list.draw(body, job, context)
    body = sub_panel.draw(layout, "job_facts", n_("Settings and Metadata"))
    if body is not None and job.about:
        _draw_facts(body, job, context)


def _draw_head(layout: bpy.types.UILayout, row: Mapping[str, Any], job: JobView, context: bpy.types.Context) -> None:
    column = layout.column(align=True)
    line = column.row(align=True)
    line.label(text=row["name"], icon=words.icon(row["status"]), translate=False)
    line.menu(FLAMENCO_CLIENT_MT_job.bl_idname, text="", icon="DOWNARROW_HLT")
    bar = column.row()
    bar.progress(factor=words.fraction(row), text=_progress(row, job), translate=False)
    wrapped_text.wrapped(column, _status(row, job), context)
    waits = job.about.get("waits") or row["waits"]
    if waits:
        wrapped_text.wrapped(layout.column(), waits, context, icon="SORTTIME")
        if any(state.current().jobs.workers or ()) and (state.current().jobs.workers or {}).get("asleep"):
            wake: Any = layout.operator(FLAMENCO_CLIENT_OT_control_worker.bl_idname, text="Wake Workers", icon="PLAY")
            wake.action, wake.worker_id = "wake", ""
    if job.polling.error is not None:
        wrapped_text.wrapped(layout.column(), job.polling.error.message, context, icon="ERROR")


def _progress(row: Mapping[str, Any], job: JobView) -> str:
    """Return "12 of 250, 3 min left"."""
    parts = []
    if row["steps_total"]:
        parts.append(iface_("{done} of {total}").format(done=row["steps_done"], total=row["steps_total"]))
    left = job.about.get("left") or row["left"]
    if left and row["status"] not in ENDED:
        parts.append(iface_("{time} left").format(time=wrapped_text.duration(left)))
    return ", ".join(parts) or words.word(row["status"])


def _status(row: Mapping[str, Any], job: JobView) -> str:
    """Return "rendering for 4 min on box-1, box-2; priority 50"."""
    text = words.word(row["status"])
    elapsed = job.about.get("elapsed")
    if elapsed:
        text = iface_("{status}, {time} since it was sent").format(status=text, time=wrapped_text.duration(elapsed))
    at = job.about.get("at")
    if at and row["status"] not in ENDED:
        text += ", " + iface_("at work: {workers}").format(workers=", ".join(at))
    return text


def _draw_refusals(layout: bpy.types.UILayout, view: JobsView, context: bpy.types.Context) -> None:
    if view.acting.running:
        layout.label(text="Asking the Manager", icon="SORTTIME")
    elif view.acting.error is not None:
        wrapped_text.wrapped(layout.column(), view.acting.error.message, context, icon="ERROR")
        wrapped_text.wrapped(layout.column(), view.acting.error.hint, context, icon="BLANK1")
        if view.acting.error.details.get("use_open_file"):
            layout.operator(FLAMENCO_CLIENT_OT_take_over_settings.bl_idname, icon="PASTEDOWN")
    for refused in view.refused[:REASONS]:
        text = f"{refused['name']}: {iface_(refused['message'])}"
        wrapped_text.wrapped(layout.column(), text, context, icon="ERROR")


def _draw_reasons(layout: bpy.types.UILayout, job: JobView, context: bpy.types.Context) -> None:
    """Draw why tasks failed, each reason once with its frames, and what completed wrongly."""
    found = [*job.about.get("reasons", ()), *job.about.get("warnings", ())]
    for reason in found[:REASONS]:
        column = layout.column(align=True)
        icon = "INFO" if reason["severity"] == "remark" else "ERROR"
        wrapped_text.wrapped(column, reason["text"], context, icon=icon)
        if reason["frames"]:
            more = " ..." if len(reason["frames"]) > FRAMES else ""
            frames = ", ".join(reason["frames"][:FRAMES]) + more
            wrapped_text.wrapped(column, iface_("Frames: {frames}").format(frames=frames), context, icon="BLANK1")
        elif reason["count"] > 1:
            wrapped_text.wrapped(column, iface_("{count} tasks").format(count=reason["count"]), context, icon="BLANK1")
    if len(found) > REASONS:
        layout.label(text=iface_("and {count} more").format(count=len(found) - REASONS), icon="BLANK1", translate=False)


def _draw_image(layout: bpy.types.UILayout, job: JobView) -> None:
    icon = thumbnail.icon_of(job.job_id)
    if icon:
        layout.template_icon(icon_value=icon, scale=THUMBNAIL)
    elif job.image_polling.error is not None:
        layout.label(text=job.image_polling.error.message, icon="ERROR")


def _draw_buttons(layout: bpy.types.UILayout) -> None:
    row = layout.row(align=True)
    row.operator(job_views.FLAMENCO_CLIENT_OT_show_image.bl_idname, text="Show Image", icon="IMAGE_DATA")
    row.operator(job_views.FLAMENCO_CLIENT_OT_open_job.bl_idname, text="Web Page", icon="URL")


def _task_summary(row: Mapping[str, Any]) -> str:
    if row["failed"]:
        return iface_("{count} failed").format(count=row["failed"])
    return iface_("{count} tasks").format(count=row["tasks"]) if row["tasks"] else ""


def _draw_facts(layout: bpy.types.UILayout, job: JobView, context: bpy.types.Context) -> None:
    about = job.about["job"]
    column = layout.column(align=True)
    column.active = True
    for label, value in {**about["settings"], **about["metadata"]}.items():
        _draw_fact(column, label, str(value), context)
    if about["activity"]:
        wrapped_text.wrapped(layout.column(), about["activity"], context, icon="INFO")
    for entry in job.about["blocklist"]:
        line = layout.row()
        text = iface_("{worker} is blocked for {kind}").format(worker=entry["worker_name"], kind=entry["task_type"])
        line.label(text=text, icon="CANCEL", translate=False)
        unblock: Any = line.operator(jobs.FLAMENCO_CLIENT_OT_unblock_worker.bl_idname, text="Unblock")
        unblock.worker_id, unblock.task_type = entry["worker_id"], entry["task_type"]
    missing = job.about["missing"]
    if missing:
        text = iface_("Sent without {count} missing files").format(count=len(missing))
        layout.label(text=text, icon="ERROR", translate=False)
        for name in missing[:MISSING]:
            wrapped_text.wrapped(layout.column(), name, context, icon="BLANK1")


def _draw_fact(layout: bpy.types.UILayout, label: str, value: str, context: bpy.types.Context) -> None:
    split = layout.split(factor=1 - VALUES)
    split.label(text=label, translate=False)
    wrapped_text.wrapped(split.column(), value, context, share=VALUES)
