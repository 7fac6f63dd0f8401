"""Recovery: results of submissions that outlived their Blender, and jobs whose state is unknown."""

from __future__ import annotations

import contextlib
import functools
import math
from collections.abc import Mapping
from typing import Any

import bpy

from .. import state
from ..core.errors import Cancelled, ErrorKind, FarmError
from ..farm.manager_url import UrlError
from ..state.submission import RecoveryView, SubmissionView
from . import user_preferences
from .runtime import helper_session, online_access, polled_answer, redraw
from .runtime.background_work import BackgroundWork, Steps, Task

LOOK_AGAIN = 3.0
"""Seconds between two reads of the disk while another process runs a submission."""


def refresh() -> None:
    """Let the helper read the local records: once, and again while a submission runs in the background."""
    view = state.current().recovery
    age, keep = LOOK_AGAIN if view.running else math.inf, functools.partial(_keep, view)
    polled_answer.refresh(view.records, "local_records", {"take": _shows_notices()}, age, keep)


def read_local_records() -> None:
    """Let the helper read the local records now."""
    state.current().recovery.records.expire()
    refresh()


def tell_outcome(submission_id: str) -> None:
    """Let the helper note that the result of a submission is shown here."""
    helper_session.get().request("tell_outcome", {"submission_id": submission_id})


def tell_outcome_now(submission_id: str) -> None:
    """Wait until it is noted that a script or command line has the result of a submission; ignore errors."""
    with contextlib.suppress(FarmError, Cancelled):
        helper_session.get().run("tell_outcome", {"submission_id": submission_id})


def keep_sending(*, keep: bool) -> None:
    """Let the running submissions go on when Blender quits, or end."""
    for view in state.current().submissions.values():
        if view.keep is not None:
            view.keep = keep
            if view.work is not None:
                view.work.keep(keep=keep)


def forget_cut_off(blend: str) -> None:
    """Remove the notices of cut-off submissions of a file, which is sent again."""
    view = state.current().recovery
    view.notices = [each for each in view.notices if each["what"] != "cut-off" or each["blend"] != blend]


def stop_submission(submission_id: str) -> None:
    """Cancel a submission of another process; the local records show when it has ended."""
    view = state.current().recovery
    view.stopping |= {submission_id}
    BackgroundWork(_stop(view, submission_id)).start()


def _stop(view: RecoveryView, submission_id: str) -> Steps[None]:
    try:
        yield Task("stop_submission", {"submission_id": submission_id})
    except FarmError:
        view.stopping -= {submission_id}
        raise


def check_unknown_jobs(context: bpy.types.Context) -> None:
    """Ask the Manager in use about its unknown jobs; the state has the answer later.

    Raises:
        FarmError: the address is invalid, or online access is disabled.
    """
    url = user_preferences.manager_url(context)
    online_access.require(url)
    reconcile(url)


def reconcile(url: str) -> None:
    """Look up the unknown jobs of a Manager."""
    view = state.current().recovery
    if not view.reconciling.running:
        BackgroundWork(_reconcile(view, url), view.reconciling).start()


def _reconcile(view: RecoveryView, url: str) -> Steps[None]:
    _keep(view, (yield Task("reconcile", {"url": url, "take": _shows_notices()})))


def unknown_jobs(context: bpy.types.Context) -> tuple[Mapping[str, Any], ...]:
    """Return the unknown jobs of the Manager in use, except the one of the shown error."""
    try:
        url = user_preferences.manager_url(context)
    except UrlError:
        return ()
    shown = _shown_unknown()
    return tuple(
        entry
        for entry in state.current().recovery.open
        if entry["manager_url"] == url and entry["submission_id"] != shown
    )


def dismiss_notice(submission_id: str) -> None:
    """Remove a notice."""
    view = state.current().recovery
    view.notices = [notice for notice in view.notices if notice["submission_id"] != submission_id]
    redraw.tag()


def _shows_notices() -> bool:
    """Return whether notices are shown; without a window they stay on the disk for another Blender."""
    return not bpy.app.background


def _keep(view: RecoveryView, records: Mapping[str, Any]) -> None:
    own = state.current().submissions
    sending = {key for key, each in own.items() if each.running}
    view.open = tuple(entry for entry in records["open"] if entry["submission_id"] not in sending)
    view.running = tuple(note for note in records["running"] if note["submission_id"] not in own)
    view.notices += [each for each in records["notices"] if each["submission_id"] not in own or each["what"] != "done"]
    shown = _shown_unknown()
    if shown and shown not in {entry["submission_id"] for entry in view.open}:
        state.current().show(SubmissionView())  # its state is known now, and shown by a notice
    redraw.tag_throttled()


def _shown_unknown() -> str:
    """Return the ID of the shown submission if the state of its job is unknown, else ""."""
    error = state.current().submission.error
    return str(error.details.get("submission_id")) if error and error.kind is ErrorKind.NOT_KNOWN else ""
