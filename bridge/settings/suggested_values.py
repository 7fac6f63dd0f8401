"""Suggested values of a job: those of its project, and those of the last job.

The helper reads both from the disk. The timer requests them while the panel is visible; scripts wait for them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import bpy

from ... import state
from ...core.errors import ErrorKind, FarmError
from ...farm.manager_url import UrlError
from ...job_types.project_defaults import ProjectDefaults
from ...state.polled_answer import PolledAnswer
from .. import user_preferences
from ..runtime import polled_answer

LOOK_AGAIN = 10.0
"""Seconds between two reads while the panel is visible: a colleague may change the file."""

NOTHING = ProjectDefaults()


def project() -> ProjectDefaults:
    """Return the known suggestions of the open file's project. Draw functions call this, so it reads no disk."""
    return state.current().suggestions.project.about(blend_path=bpy.data.filepath) or NOTHING


def last_used(job_type: str) -> Mapping[str, Any]:
    """Return the known settings of the last job of a type, by key."""
    current = state.current()
    return (current.suggestions.last_used.about(url=current.manager.url) or {}).get(job_type, {})


def are_known() -> bool:
    """Return whether the disk has been read for the open file and the Manager in use; unreadable counts as read."""
    current = state.current()
    view, file, url = current.suggestions, bpy.data.filepath, current.manager.url
    return (not file or view.project.is_known(blend_path=file)) and (not url or view.last_used.is_known(url=url))


def refresh(context: bpy.types.Context) -> None:
    """Let the helper read what is unknown or may have changed; the state has the answers later."""
    for polled, task, arguments, read in _questions(context):
        polled_answer.refresh(polled, task, arguments, LOOK_AGAIN, read)


def load(context: bpy.types.Context) -> None:
    """Read everything now and wait, for scripts."""
    for polled, task, arguments, read in _questions(context):
        polled_answer.fetch(polled, task, arguments, read)


def require(context: bpy.types.Context) -> None:
    """Require the suggested values for a submission; without a window, read them now.

    Raises:
        FarmError: they are still being read.
    """
    if are_known():
        return
    if bpy.app.background:
        load(context)
        return
    refresh(context)
    message = "The settings that the project suggests are still being read"
    raise FarmError(message, kind=ErrorKind.NOT_READY, hint="Check the settings, then submit again")


def look_again() -> None:
    """Read the disk again soon: a new job has changed the last used values."""
    view = state.current().suggestions
    view.last_used.expire()
    if bpy.app.background:
        view.last_used = PolledAnswer()


def _questions(
    context: bpy.types.Context,
) -> Iterator[tuple[PolledAnswer[Any], str, dict[str, Any], Callable[[Mapping[str, Any]], Any]]]:
    view = state.current().suggestions
    if bpy.data.filepath:
        chosen = bpy.path.abspath(user_preferences.chosen(context).project_folder)
        about = {"blend_path": bpy.data.filepath, "chosen": chosen}
        yield view.project, "project_defaults", about, ProjectDefaults.from_message
    with contextlib.suppress(UrlError):  # after the project, which may name the Manager
        url = user_preferences.manager_url(context)
        yield view.last_used, "last_used", {"url": url}, lambda found: found["job_types"]
