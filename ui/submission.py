"""The slot of a running submission, and of the result of the last one."""

from __future__ import annotations

import time

import bpy

from .. import state
from ..bridge import user_preferences
from ..bridge.runtime.translation import iface_, n_
from ..bridge.scene import property_groups
from ..core.errors import ErrorKind, FarmError
from ..core.progress import Phase, Progress
from ..farm.manager_url import job_url
from ..operators.job_views import FLAMENCO_CLIENT_OT_show_jobs
from ..operators.maintenance import FLAMENCO_CLIENT_OT_copy_report
from ..operators.submit import (
    FLAMENCO_CLIENT_OT_cancel_submission,
    FLAMENCO_CLIENT_OT_dismiss_outcome,
)
from ..state.background import WorkStatus
from ..state.submission import SubmissionView
from . import wrapped_text
from .recovery import ask
from .slot import Button, Slot, count_of

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

STOP = Button(FLAMENCO_CLIENT_OT_cancel_submission.bl_idname, n_("Stop"), "CANCEL")
HIDE = Button(FLAMENCO_CLIENT_OT_dismiss_outcome.bl_idname, icon="X")

COUNTED = frozenset(
    {"Reading files", "Uploading files", "Copying files", "A second Blender prepares a copy of {name} for the farm"}
)
"""Progress texts that are shown with a file count; with "Trying again" it would look like a count of attempts."""


def running(view: SubmissionView, context: bpy.types.Context) -> Slot:
    """Return the slot of a running submission: text, bar, and Stop."""
    progress = view.progress
    if progress is None:
        title, factor, doing = iface_(view.copying or "Starting"), 0.0, ""
    else:
        title, factor, doing = _title(progress), _factor(progress), PHASES.get(progress.phase, "")
    if is_of_another(view, context):
        title = f'"{view.job_name}": {title}'
    line = iface_("Cancelling") if view.cancelling else numbers(view) or iface_(doing)
    kept = user_preferences.stored(context)
    toggle = (
        (kept, "keep_sending", iface_("Go On after Closing")) if kept is not None and view.keep is not None else None
    )
    return Slot(title, lines=(line,), buttons=(STOP,), progress=factor, toggle=toggle, urgent=True)


def ended(view: SubmissionView, context: bpy.types.Context) -> Slot:
    """Return the slot of a result: what happened, what to do, and an X that hides it."""
    match view.status:
        case WorkStatus.DONE:
            return _done(view)
        case WorkStatus.FAILED if view.error is not None:
            return _failed(view, view.error, context)
        case _:
            text = iface_(view.message or "Cancelled; no job was created")
            lines = (view.job_name, text) if is_of_another(view, context) else (text,)
            return Slot(lines[0], "INFO", lines[1:], hide=HIDE)


def _done(view: SubmissionView) -> Slot:
    result = view.result
    files, sent = result.get("files", 0), result.get("files_sent", 0)
    line = ""
    if files:
        new = iface_("{count} new, {size}" if sent else "already on the farm")
        line = count_of("1 file", "{count} files", files)
        line += f" ({new.format(count=sent, size=wrapped_text.size(result.get('bytes_sent', 0)))})"
    copies = [iface_("The job renders a copy with the unsaved changes: {path}") for _ in result.get("copies", ())]
    copies = [text.format(path=path) for text, path in zip(copies, result.get("copies", ()), strict=True)]
    warnings = [iface_(warning["text"]) for warning in result.get("warnings", ())]
    url = result.get("job_url") or job_url(view.manager_url, result["job_id"])
    return Slot(
        iface_('Submitted "{name}"').format(name=result["job_name"]),
        "CHECKMARK",
        tuple(each for each in (*warnings, line, *copies) if each),
        (
            Button(FLAMENCO_CLIENT_OT_show_jobs.bl_idname, n_("Show Job"), "WINDOW", {"job_id": result["job_id"]}),
            Button("wm.url_open", n_("Web Page"), "URL", {"url": url}),
        ),
        hide=HIDE,
    )


def _failed(view: SubmissionView, error: FarmError, context: bpy.types.Context) -> Slot:
    lines = tuple(iface_(line) for line in (error.message, error.hint, error.left_behind) if line)
    if is_of_another(view, context):
        lines = (view.job_name, *lines)
    buttons = (ask(state.current().recovery),) if error.kind is ErrorKind.NOT_KNOWN else ()
    report = Button(FLAMENCO_CLIENT_OT_copy_report.bl_idname, icon="COPYDOWN") if error.kind in REPORTABLE else None
    return Slot(lines[0], "ERROR", lines[1:], buttons, hide=HIDE, report=report, urgent=True)


def is_of_another(view: SubmissionView, context: bpy.types.Context) -> bool:
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


def numbers(view: SubmissionView) -> str:
    """Return "412 MB of 1.2 GB, 80 MB/s, 10 s left", or what is known of it."""
    progress = view.progress
    if progress is None or not progress.bytes_total:
        return ""
    done, total = wrapped_text.size(progress.bytes_done), wrapped_text.size(progress.bytes_total)
    rate, left = _pace(progress, view.sending_since)
    # While the Manager is away there is another text, and the rate of before means nothing.
    if rate and getattr(progress.text, "pattern", progress.text) in COUNTED:
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
