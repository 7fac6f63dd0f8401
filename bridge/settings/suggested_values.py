"""What a job begins with, besides what the scene says: what its project suggests, and what was used last.

The helper reads both from the disk. The pump asks it while the panel is seen, scripts wait for it.
"""

from __future__ import annotations

import contextlib
import functools
import time
from typing import TYPE_CHECKING, Any

import bpy

from ... import state
from ...core.errors import ErrorKind, FarmError
from ...farm.manager_url import UrlError
from ...job_types.project_defaults import ProjectDefaults
from .. import user_preferences
from ..runtime import helper_session, redraw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...state.job_form import SuggestionsView

LOOK_AGAIN = 10.0
"""Seconds after which the disk is looked at again while the panel is seen: a colleague may change the file."""

NOTHING = ProjectDefaults()


def project() -> ProjectDefaults:
    """Return what the open file's project suggests, as far as it is known. Reads no disk: draw functions ask."""
    view = state.current().suggestions
    return view.project if view.file == bpy.data.filepath else NOTHING


def last_used(job_type: str) -> Mapping[str, Any]:
    """Return what the last job of a type was submitted with, by key, as far as it is known."""
    current = state.current()
    return current.suggestions.last_used.get(current.manager.url, {}).get(job_type, {})


def are_known() -> bool:
    """Return whether the disk has been read for the open file and the Manager in use."""
    current = state.current()
    view, file, url = current.suggestions, bpy.data.filepath, current.manager.url
    return (not file or view.file == file) and (not url or url in view.last_used)


def refresh(context: bpy.types.Context) -> None:
    """Have the helper read what is not known, or may have changed; the answers arrive in the state later."""
    view = state.current().suggestions
    for task, arguments in _questions(context):
        asked, when = view.asked.get(task, (None, 0.0))
        if asked == arguments and time.monotonic() - when < LOOK_AGAIN:
            continue
        view.asked[task] = arguments, time.monotonic()
        helper_session.get().request(
            task,
            arguments,
            on_result=functools.partial(_answered, view, task, arguments),
            on_error=functools.partial(_unanswered, view, task, arguments),
        )


def load(context: bpy.types.Context) -> None:
    """Read everything now, and wait for it: scripts. What can't be read counts as nothing."""
    view = state.current().suggestions
    for task, arguments in _questions(context):
        view.asked[task] = arguments, time.monotonic()
        try:
            _keep(view, task, arguments, helper_session.get().run(task, arguments))
        except FarmError:
            _keep(view, task, arguments, {})


def require(context: bpy.types.Context) -> None:
    """Let a submission pass that knows what it begins with; without a window there is no pump that would have asked.

    Raises:
        FarmError: the disk has not been read yet; it is being read now.
    """
    if are_known():
        return
    if bpy.app.background:
        load(context)
        return
    refresh(context)
    message = "The settings that the project suggests are still being read"
    raise FarmError(message, kind=ErrorKind.NOT_READY, hint="Look over the settings, then press Submit again")


def look_again() -> None:
    """Have the disk read anew soon: a job that was made has changed what was used last."""
    view = state.current().suggestions
    view.asked.clear()
    if bpy.app.background:
        view.last_used.clear()


def _questions(context: bpy.types.Context) -> Iterator[tuple[str, dict[str, Any]]]:
    if bpy.data.filepath:
        chosen = bpy.path.abspath(user_preferences.chosen(context).project_folder)
        yield "project_defaults", {"blend_path": bpy.data.filepath, "chosen": chosen}
    with contextlib.suppress(UrlError):  # only now: the project may have named the Manager
        url = user_preferences.manager_url(context)
        yield "last_used", {"url": url}


def _answered(view: SuggestionsView, task: str, arguments: Mapping[str, Any], result: Mapping[str, Any]) -> None:
    # An answer to an older question says nothing about the file of now.
    if state.current().suggestions is view and view.asked.get(task, (arguments, 0.0))[0] == arguments:
        _keep(view, task, arguments, result)
        redraw.tag_throttled()


def _unanswered(view: SuggestionsView, task: str, arguments: Mapping[str, Any], _error: FarmError) -> None:
    _answered(view, task, arguments, {})


def _keep(view: SuggestionsView, task: str, arguments: Mapping[str, Any], result: Mapping[str, Any]) -> None:
    if task == "project_defaults":
        view.file = arguments["blend_path"]
        view.project = ProjectDefaults.from_message(result) if result else NOTHING
    else:
        view.last_used[arguments["url"]] = result.get("job_types", {})
