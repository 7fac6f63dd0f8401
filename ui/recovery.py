"""Results of earlier submissions, running ones of other processes, and jobs whose state is unknown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import bpy

from ..bridge import recovery
from ..bridge.runtime.translation import iface_, n_
from ..operators.recovery import (
    FLAMENCO_CLIENT_OT_cancel_other_submission,
    FLAMENCO_CLIENT_OT_check_unknown_job,
    FLAMENCO_CLIENT_OT_dismiss_notice,
)
from ..operators.submit import FLAMENCO_CLIENT_OT_submit_job
from ..state.submission import RecoveryView
from .slot import Button, Slot

ICONS = {"done": "CHECKMARK", "arrived": "CHECKMARK", "deleted": "INFO", "cancelled": "INFO"}
NOT_KNOWN = 'It is not known whether the job "{name}" reached the farm'
STOPPING = 'The submission of "{name}" is being cancelled'
STILL_SENT = 'The job "{name}" is being submitted in the background'


def slots(view: RecoveryView, context: bpy.types.Context) -> Iterator[Slot]:
    """Yield a slot for each notice, each submission that another process runs, and each unknown job."""
    yield from (_notice(notice) for notice in view.notices)
    yield from (_running(note, view) for note in view.running)
    yield from (_unknown(entry, view) for entry in recovery.unknown_jobs(context))


def ask(view: RecoveryView) -> Button:
    """Return the button that asks the Manager now."""
    label = n_("Asking the Manager") if view.reconciling.running else n_("Ask the Manager")
    return Button(FLAMENCO_CLIENT_OT_check_unknown_job.bl_idname, label, "FILE_REFRESH")


def _running(note: Mapping[str, Any], view: RecoveryView) -> Slot:
    stopping = note["submission_id"] in view.stopping
    title = iface_(STOPPING if stopping else STILL_SENT).format(name=note.get("job_name", ""))
    about = {"submission_id": note["submission_id"]}
    stop = Button(FLAMENCO_CLIENT_OT_cancel_other_submission.bl_idname, n_("Stop"), "CANCEL", about)
    return Slot(title, "SORTTIME", buttons=() if stopping else (stop,))


def _unknown(entry: Mapping[str, Any], view: RecoveryView) -> Slot:
    error = view.reconciling.error
    lines = () if error is None else (iface_(error.message),)
    return Slot(iface_(NOT_KNOWN).format(name=entry["job_name"]), "QUESTION", lines, (ask(view),), urgent=True)


def _notice(notice: Mapping[str, Any]) -> Slot:
    lines = [iface_(notice["message"] or "Cancelled; no job was created")]
    if notice["what"] in {"failed", "cancelled"}:  # the other messages name the job
        lines.insert(0, notice["job_name"])
    if notice["hint"]:
        lines.append(iface_(notice["hint"]))
    buttons = []
    if notice["what"] == "cut-off" and notice["blend"]:
        if notice["blend"] == bpy.data.filepath:
            buttons.append(Button(FLAMENCO_CLIENT_OT_submit_job.bl_idname, n_("Send Again"), "RENDER_ANIMATION"))
        else:
            about = {"filepath": notice["blend"], "display_file_selector": False}
            buttons.append(Button("wm.open_mainfile", n_("Open File to Send Again"), "FILE_FOLDER", about))
    if notice["job_url"]:
        buttons.append(Button("wm.url_open", n_("Open Job in Browser"), "URL", {"url": notice["job_url"]}))
    about = {"submission_id": notice["submission_id"]}
    hide = Button(FLAMENCO_CLIENT_OT_dismiss_notice.bl_idname, icon="X", properties=about)
    icon = ICONS.get(notice["what"], "ERROR")
    return Slot(lines[0], icon, tuple(lines[1:]), tuple(buttons), hide=hide, urgent=icon == "ERROR")
