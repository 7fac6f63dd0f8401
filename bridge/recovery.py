"""What became of submissions that this Blender did not watch to their end, and those of which nobody knows."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import bpy

from ..core.errors import FarmError
from ..farm.manager_url import UrlError
from ..state import shown
from ..state.submission import NewsView, SubmissionStatus, SubmissionView
from . import user_preferences
from .runtime import helper_session, online_access, redraw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LOOK_AGAIN = 3.0
"""Seconds between two looks at the disk while something is sent by nobody here."""

NOT_KNOWN = "not-known"
"""Kind of the error when nobody knows whether a job was made."""


def refresh() -> None:
    """Have the worker look at the disk: once, and again while something is being sent in the background."""
    view = shown().news
    if time.monotonic() - view.looked_at < (LOOK_AGAIN if view.running else float("inf")):
        return
    look()


def look() -> None:
    """Have the worker look at the disk now."""
    view = shown().news
    view.looked_at = time.monotonic()
    _request("news", {"state_folder": str(user_preferences.user_folder()), "take": _somebody_reads()})


def seen(submission_id: str) -> None:
    """Tell the worker that the outcome of a submission has got through: no other Blender needs to show it."""
    _request("seen", {"state_folder": str(user_preferences.user_folder()), "submission_id": submission_id})


def stop(submission_id: str) -> None:
    """Have a submission end that nobody here runs; that it has is seen on the disk."""
    view = shown().news
    view.stopping |= {submission_id}
    _request("stop", {"state_folder": str(user_preferences.user_folder()), "submission_id": submission_id})
    redraw.tag()


def ask(context: bpy.types.Context) -> None:
    """Ask the Manager in use what became of what is open at it; the answer arrives in the state later.

    Raises:
        FarmError: the address is refused, or Blender may not go online.
    """
    url = user_preferences.manager_url(context)
    online_access.require(url)
    settle(url)


def settle(url: str) -> None:
    """Have everything settled that is open at a Manager, which has just answered or is asked for it."""
    view = shown().news
    if view.asking:
        return
    view.asking, view.error = True, None
    _request("settle", {"url": url, "state_folder": str(user_preferences.user_folder()), "take": _somebody_reads()})
    redraw.tag()


def open_here(context: bpy.types.Context) -> tuple[Mapping[str, Any], ...]:
    """Return the jobs of the Manager in use of which nobody knows, but for one that the outcome shown speaks of."""
    try:
        url = user_preferences.manager_url(context)
    except UrlError:
        return ()
    error = shown().submission.error
    told = error.details.get("submission_id") if error is not None and error.kind == NOT_KNOWN else None
    return tuple(entry for entry in shown().news.open if entry["manager_url"] == url and entry["submission_id"] != told)


def forget(submission_id: str) -> None:
    """Put a word away."""
    view = shown().news
    view.words = [word for word in view.words if word["submission_id"] != submission_id]
    redraw.tag()


def _somebody_reads() -> bool:
    """Without a window nobody does: the news stay on the disk for the next Blender that has one."""
    return not bpy.app.background


def _request(task: str, arguments: Mapping[str, Any]) -> None:
    view = shown().news

    def on_result(result: Mapping[str, Any]) -> None:
        if shown().news is view:
            _answered(task, result)

    def on_error(error: FarmError) -> None:
        if task == "settle":
            view.asking, view.error = False, error
            redraw.tag_at_leisure()
        elif task == "stop":
            view.stopping -= {arguments["submission_id"]}
            redraw.tag_at_leisure()

    helper_session.worker().request(task, arguments, on_result=on_result, on_error=on_error)


def _answered(task: str, result: Mapping[str, Any]) -> None:
    view = shown().news
    if task == "settle":
        view.asking = False
    if task in {"seen", "stop"}:
        return
    _keep(view, result["open"], result["news"], result["running"])
    _drop_settled(shown().submission, view)
    redraw.tag_at_leisure()


def _keep(
    view: NewsView,
    still_open: Sequence[Mapping[str, Any]],
    words: Sequence[Mapping[str, Any]],
    running: Sequence[Mapping[str, Any]],
) -> None:
    own = shown().submission.submission_id
    view.open = tuple(entry for entry in still_open if entry["submission_id"] != own or not shown().submission.running)
    view.running = tuple(note for note in running if note["submission_id"] != own)
    view.words += [word for word in words if word["submission_id"] != own or word["what"] != "done"]


def _drop_settled(submission: SubmissionView, view: NewsView) -> None:
    """Put the outcome "not known" away when it is known: the news say what it is."""
    error = submission.error
    if submission.status is SubmissionStatus.FAILED and error is not None and error.kind == NOT_KNOWN:
        settled = error.details.get("submission_id")
        if settled not in {entry["submission_id"] for entry in view.open}:
            shown().submission = SubmissionView()
