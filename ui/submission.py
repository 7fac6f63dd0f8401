"""The Submit button, and progress and result of a submission."""

from __future__ import annotations

import time
from typing import Any

import bpy

from .. import state
from ..bridge import user_preferences
from ..bridge.runtime.translation import iface_, n_
from ..bridge.scene import property_groups
from ..core.errors import ErrorKind
from ..core.progress import Phase, Progress
from ..farm.manager_url import job_url
from ..operators.maintenance import FLAMENCO_CLIENT_OT_copy_report
from ..operators.submit import (
    FLAMENCO_CLIENT_OT_cancel_submission,
    FLAMENCO_CLIENT_OT_dismiss_outcome,
    FLAMENCO_CLIENT_OT_submit_job,
)
from ..state.background import WorkStatus
from ..state.submission import SubmissionView
from . import job_files, wrapped_text
from .recovery import draw_ask

REPORTABLE = frozenset(
    {
        ErrorKind.INTERNAL,
        ErrorKind.HELPER_DIED,
        ErrorKind.HELPER_CANNOT_START,
        ErrorKind.BAD_ANSWER,
        ErrorKind.SECOND_BLENDER,
    }
)
"""Kinds of errors that are worth a bug report; the text of others explains what to do."""

PHASES = {
    Phase.CHECKING: n_("Checking"),
    Phase.PACKING: "Looking for Files",
    Phase.HASHING: "Reading Files",
    Phase.ASKING: "Asking the Manager",
    Phase.SENDING: "Uploading Files",
    Phase.COPYING: "Copying Files",
    Phase.CHECKOUT: "Preparing Files",
    Phase.SUBMITTING: "Creating the Job",
}
"""Short text of each phase for the progress bar; the line above has details."""

COUNTED = frozenset(
    {"Reading files", "Uploading files", "Copying files", "A second Blender prepares a copy of {name} for the farm"}
)
"""Progress texts that are shown with a file count; with "Trying again" it would look like a count of attempts."""

BUTTON = 2.0
"""Height of the Submit button: that of the two lines that replace it, so that nothing moves at the click."""


def draw(layout: bpy.types.UILayout, view: SubmissionView, context: bpy.types.Context) -> None:
    """Draw the button and, above it, the result of the last submission; or the question about the files."""
    if view.asks and not view.cancelling:
        job_files.draw_question(layout, view, _numbers(view), context)
        return
    if view.running:
        return  # drawn by the sub-panel
    if view.status is not WorkStatus.IDLE:
        # Above the button, where the artist looks: the panel often ends at the edge of the window.
        _draw_outcome(layout, view, context)
    again = view.status is WorkStatus.FAILED and not _of_another(view, context)
    label = "Try Again" if again else "Submit to Farm"
    row = layout.row()
    row.scale_y = BUTTON
    row.enabled = not FLAMENCO_CLIENT_OT_submit_job.objection(context)
    row.operator(FLAMENCO_CLIENT_OT_submit_job.bl_idname, text=label, icon="RENDER_ANIMATION")


def draw_running(layout: bpy.types.UILayout, view: SubmissionView, context: bpy.types.Context) -> None:
    """Draw text, progress bar and cancel button."""
    progress = view.progress
    if progress is None:
        title, factor, doing = iface_(view.copying or "Starting"), 0.0, ""
    else:
        title, factor, doing = _title(progress), _factor(progress), PHASES.get(progress.phase, "")
    if _of_another(view, context):
        title = f'"{view.job_name}": {title}'
    numbers = _numbers(view)
    line = iface_("Cancelling") if view.cancelling else numbers or iface_(doing)
    column = layout.column(align=True)
    row = column.row(align=True)
    wrapped_text.wrapped(row.column(), title, context, spare=wrapped_text.CORNER)
    row.operator(FLAMENCO_CLIENT_OT_cancel_submission.bl_idname, text="", icon="X")
    column.progress(factor=factor, text=line, translate=False)
    kept = user_preferences.stored(context)
    if kept is not None and view.keep is not None:
        layout.prop(kept, "keep_sending")


def _of_another(view: SubmissionView, context: bpy.types.Context) -> bool:
    """Return whether the submission belongs to another job than the panel."""
    return bool(view.job_name) and (
        view.job_name != property_groups.job_name(property_groups.current_scene(context))
        or view.blend not in {"", bpy.data.filepath}
    )


def _title(progress: Progress) -> str:
    """Return "Uploading files, 12 of 340", or what is known of it."""
    title = iface_(progress.text or PHASES.get(progress.phase, progress.phase))
    if progress.files_total < 2 or getattr(progress.text, "pattern", progress.text) not in COUNTED:
        return title
    pattern = iface_("{what}, {done} of {total}")
    return pattern.format(what=title, done=progress.files_done, total=progress.files_total)


def _factor(progress: Progress) -> float:
    if progress.bytes_total:
        return min(1.0, progress.bytes_done / progress.bytes_total)
    return min(1.0, progress.files_done / progress.files_total) if progress.files_total else 0.0


def _numbers(view: SubmissionView) -> str:
    """Return "412 MB of 1.2 GB, 80 MB/s, 10 s left", or what is known of it."""
    progress = view.progress
    if progress is None or not progress.bytes_total:
        return ""
    done, total = wrapped_text.size(progress.bytes_done), wrapped_text.size(progress.bytes_total)
    rate, left = _pace(progress, view.sending_since)
    if rate:
        pattern = iface_("{done} of {total}, {rate}/s, {left} left")
        return pattern.format(done=done, total=total, rate=wrapped_text.size(rate), left=wrapped_text.duration(left))
    return iface_("{done} of {total}").format(done=done, total=total)


def _pace(progress: Progress, since: float) -> tuple[float, float]:
    """Return bytes per second and seconds left, reported by the helper or measured here; 0 = unknown."""
    if progress.phase is Phase.SENDING:
        return progress.rate, progress.seconds_left or 0.0
    elapsed = time.monotonic() - since
    if not since or elapsed <= 1.0 or not progress.bytes_done:
        return 0.0, 0.0
    rate = progress.bytes_done / elapsed
    return rate, (progress.bytes_total - progress.bytes_done) / rate


def _draw_outcome(layout: bpy.types.UILayout, view: SubmissionView, context: bpy.types.Context) -> None:
    box = layout.box().column()
    row = box.row()
    column = row.column(align=True)
    match view.status:
        case WorkStatus.DONE:
            _draw_done(column, view, context)
        case WorkStatus.FAILED if view.error is not None:
            icon: Any = "ERROR"
            if _of_another(view, context):
                column.label(text=view.job_name, icon="ERROR", translate=False)
                icon = "BLANK1"
            wrapped_text.wrapped(column, view.error.message, context, icon=icon, spare=wrapped_text.CORNER)
            for line in (view.error.hint, view.error.left_behind):
                if line:
                    wrapped_text.wrapped(column, line, context, icon="BLANK1", spare=wrapped_text.CORNER)
            if view.error.kind is ErrorKind.NOT_KNOWN:
                draw_ask(column, state.current().recovery)
            if view.error.kind in REPORTABLE:
                column.operator(FLAMENCO_CLIENT_OT_copy_report.bl_idname, icon="COPYDOWN")
        case _:
            wrapped_text.wrapped(
                column, view.message or "Cancelled; no job was created", context, icon="INFO", spare=wrapped_text.CORNER
            )
    corner = row.column()
    corner.operator(FLAMENCO_CLIENT_OT_dismiss_outcome.bl_idname, text="", icon="X", emboss=False)
    if view.status is WorkStatus.DONE:  # below the X: a narrow panel has no room beside it
        url = view.result.get("job_url") or job_url(view.manager_url, view.result["job_id"])
        box.operator("wm.url_open", text="Open Job in Browser", icon="URL").url = url


def _draw_done(column: bpy.types.UILayout, view: SubmissionView, context: bpy.types.Context) -> None:
    result = view.result
    files, sent = result.get("files", 0), result.get("files_sent", 0)
    line = iface_('Submitted "{name}"').format(name=result["job_name"])
    if files:
        line += ", " + iface_("1 file" if files == 1 else "{count} files").format(count=files)
        new = iface_("{count} new, {size}" if sent else "already on the farm")
        line += f" ({new.format(count=sent, size=wrapped_text.size(result.get('bytes_sent', 0)))})"
    wrapped_text.wrapped(column, line, context, icon="CHECKMARK", spare=wrapped_text.CORNER)
    for copy in result.get("copies", ()):
        line = iface_("The job renders a copy with the unsaved changes: {path}").format(path=copy)
        wrapped_text.wrapped(column, line, context, icon="DUPLICATE", spare=wrapped_text.CORNER)
    for warning in result.get("warnings", ()):
        wrapped_text.wrapped(column, warning["text"], context, icon="ERROR", spare=wrapped_text.CORNER)
