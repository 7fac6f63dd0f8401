"""Results of earlier submissions, running ones of other processes, and jobs whose state is unknown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy

from ..bridge import recovery
from ..bridge.runtime.translation import iface_
from ..operators.recovery import (
    FLAMENCO_CLIENT_OT_cancel_other_submission,
    FLAMENCO_CLIENT_OT_check_unknown_job,
    FLAMENCO_CLIENT_OT_dismiss_notice,
)
from ..operators.submit import FLAMENCO_CLIENT_OT_submit_job
from ..state.submission import RecoveryView
from . import wrapped_text

ICONS = {"done": "CHECKMARK", "arrived": "CHECKMARK", "deleted": "INFO", "cancelled": "INFO"}
SHOWN = 3
"""Maximum number of boxes of each kind; dismissed ones make room for the next."""
NOT_KNOWN = 'It is not known whether the job "{name}" reached the farm'
STOPPING = 'The submission of "{name}" is being cancelled'
STILL_SENT = 'The job "{name}" is being submitted in the background'


def draw(layout: bpy.types.UILayout, view: RecoveryView, context: bpy.types.Context) -> None:
    """Draw a box for each notice, each running submission and each unknown job, the first ones if many."""
    for notice in view.notices[:SHOWN]:
        _draw_notice(layout.box().row(), notice, context)
    for note in view.running[:SHOWN]:
        _draw_running(layout.box().row(), note, view, context)
    for entry in recovery.unknown_jobs(context)[:SHOWN]:
        column = layout.box().column(align=True)
        wrapped_text.wrapped(
            column,
            iface_(NOT_KNOWN).format(name=entry["job_name"]),
            context,
            icon="QUESTION",
            spare=wrapped_text.IN_BOX,
        )
        error = view.reconciling.error
        if error is not None:
            wrapped_text.wrapped(column, error.message, context, icon="BLANK1", spare=wrapped_text.IN_BOX)
        draw_ask(column, view)


def _draw_running(
    row: bpy.types.UILayout, note: Mapping[str, Any], view: RecoveryView, context: bpy.types.Context
) -> None:
    stopping = note["submission_id"] in view.stopping
    line = iface_(STOPPING if stopping else STILL_SENT).format(name=note.get("job_name", ""))
    wrapped_text.wrapped(row.column(), line, context, icon="SORTTIME", spare=wrapped_text.CORNER)
    if not stopping:
        cancel = row.column().operator(
            FLAMENCO_CLIENT_OT_cancel_other_submission.bl_idname, text="", icon="X", emboss=False
        )
        cancel.submission_id = note["submission_id"]


def draw_ask(layout: bpy.types.UILayout, view: RecoveryView) -> None:
    """Draw the button that asks the Manager now."""
    label = "Asking the Manager" if view.reconciling.running else "Ask the Manager"
    layout.operator(FLAMENCO_CLIENT_OT_check_unknown_job.bl_idname, text=label, icon="FILE_REFRESH")


def _draw_notice(row: bpy.types.UILayout, notice: Mapping[str, Any], context: bpy.types.Context) -> None:
    column = row.column(align=True)
    icon: Any = ICONS.get(notice["what"], "ERROR")
    if notice["what"] in {"failed", "cancelled"}:  # the other messages name the job
        column.label(text=notice["job_name"], icon=icon, translate=False)
        icon = "BLANK1"
    wrapped_text.wrapped(
        column, notice["message"] or "Cancelled; no job was created", context, icon=icon, spare=wrapped_text.CORNER
    )
    if notice["hint"]:
        wrapped_text.wrapped(column, notice["hint"], context, icon="BLANK1", spare=wrapped_text.CORNER)
    if notice["what"] == "cut-off" and notice["blend"]:
        if notice["blend"] == bpy.data.filepath:
            column.operator(FLAMENCO_CLIENT_OT_submit_job.bl_idname, text="Send Again", icon="RENDER_ANIMATION")
        else:
            operator = column.operator("wm.open_mainfile", text="Open File to Send Again", icon="FILE_FOLDER")
            operator.filepath, operator.display_file_selector = notice["blend"], False
    if notice["job_url"]:
        column.operator("wm.url_open", text="Open Job in Browser", icon="URL").url = notice["job_url"]
    corner = row.column()
    dismiss = corner.operator(FLAMENCO_CLIENT_OT_dismiss_notice.bl_idname, text="", icon="X", emboss=False)
    dismiss.submission_id = notice["submission_id"]
