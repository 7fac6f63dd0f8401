"""What became of submissions that this Blender did not watch to their end, and those of which nobody knows."""

from __future__ import annotations

import functools
import math
from collections.abc import Mapping
from typing import Any

import bpy

from .. import state
from ..core.errors import ErrorKind, FarmError
from ..farm.manager_url import UrlError
from ..state.submission import RecoveryView, SubmissionView
from . import user_preferences
from .runtime import helper_session, online_access, polled_answer, redraw
from .runtime.background_work import BackgroundWork, Steps, Task

LOOK_AGAIN = 3.0
"""Seconds between two looks at the disk while something is sent by nobody here."""


def refresh() -> None:
    """Have the helper look at the disk: once, and again while something is being sent in the background."""
    view = state.current().recovery
    age, keep = LOOK_AGAIN if view.running else math.inf, functools.partial(_keep, view)
    polled_answer.refresh(view.records, "local_records", {"take": _somebody_reads()}, age, keep)


def read_local_records() -> None:
    """Have the helper look at the disk now."""
    state.current().recovery.records.expire()
    refresh()


def discard_notice(submission_id: str) -> None:
    """Tell the helper that the outcome of a submission has got through: no other Blender needs to show it."""
    helper_session.get().request("discard_notice", {"submission_id": submission_id})


def stop_submission(submission_id: str) -> None:
    """Have a submission end that nobody here runs; that it has is seen on the disk."""
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
    """Ask the Manager in use what became of what is open at it; the answer arrives in the state later.

    Raises:
        FarmError: the address is refused, or Blender may not go online.
    """
    url = user_preferences.manager_url(context)
    online_access.require(url)
    reconcile(url)


def reconcile(url: str) -> None:
    """Find out what became of the jobs that are open at a Manager, which has just answered or is asked for it."""
    view = state.current().recovery
    if not view.reconciling.running:
        BackgroundWork(_reconcile(view, url), view.reconciling).start()


def _reconcile(view: RecoveryView, url: str) -> Steps[None]:
    _keep(view, (yield Task("reconcile", {"url": url, "take": _somebody_reads()})))


def unknown_jobs(context: bpy.types.Context) -> tuple[Mapping[str, Any], ...]:
    """Return the jobs of the Manager in use of which nobody knows, but for one that the outcome shown speaks of."""
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
    """Put a word away."""
    view = state.current().recovery
    view.notices = [notice for notice in view.notices if notice["submission_id"] != submission_id]
    redraw.tag()


def _somebody_reads() -> bool:
    """Without a window nobody does: the news stay on the disk for the next Blender that has one."""
    return not bpy.app.background


def _keep(view: RecoveryView, records: Mapping[str, Any]) -> None:
    own = state.current().submissions
    sending = {key for key, each in own.items() if each.running}
    view.open = tuple(entry for entry in records["open"] if entry["submission_id"] not in sending)
    view.running = tuple(note for note in records["running"] if note["submission_id"] not in own)
    view.notices += [each for each in records["notices"] if each["submission_id"] not in own or each["what"] != "done"]
    shown = _shown_unknown()
    if shown and shown not in {entry["submission_id"] for entry in view.open}:
        state.current().show(SubmissionView())  # what became of it is known: the notices say so
    redraw.tag_throttled()


def _shown_unknown() -> str:
    """Return the id of the submission whose outcome is shown as not known, "" if that is not what is shown."""
    error = state.current().submission.error
    return str(error.details.get("submission_id")) if error and error.kind is ErrorKind.NOT_KNOWN else ""
