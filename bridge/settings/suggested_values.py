"""What a job begins with, besides what the scene says: what its project suggests, and what was used last.

The helper reads both from the disk. The pump asks it while the panel is seen, scripts wait for it.
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
"""Seconds after which the disk is looked at again while the panel is seen: a colleague may change the file."""

NOTHING = ProjectDefaults()


def project() -> ProjectDefaults:
    """Return what the open file's project suggests, as far as it is known. Reads no disk: draw functions ask."""
    return state.current().suggestions.project.about(blend_path=bpy.data.filepath) or NOTHING


def last_used(job_type: str) -> Mapping[str, Any]:
    """Return what the last job of a type was submitted with, by key, as far as it is known."""
    current = state.current()
    return (current.suggestions.last_used.about(url=current.manager.url) or {}).get(job_type, {})


def are_known() -> bool:
    """Return whether the disk has been read for the open file and the Manager in use; unreadable counts as nothing."""
    current = state.current()
    view, file, url = current.suggestions, bpy.data.filepath, current.manager.url
    return (not file or view.project.is_known(blend_path=file)) and (not url or view.last_used.is_known(url=url))


def refresh(context: bpy.types.Context) -> None:
    """Have the helper read what is not known, or may have changed; the answers arrive in the state later."""
    for polled, task, arguments, read in _questions(context):
        polled_answer.refresh(polled, task, arguments, LOOK_AGAIN, read)


def load(context: bpy.types.Context) -> None:
    """Read everything now, and wait for it: scripts."""
    for polled, task, arguments, read in _questions(context):
        polled_answer.fetch(polled, task, arguments, read)


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
    raise FarmError(message, kind=ErrorKind.NOT_READY, hint="Check the settings, then submit again")


def look_again() -> None:
    """Have the disk read anew soon: a job that was made has changed what was used last."""
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
    with contextlib.suppress(UrlError):  # only now: the project may have named the Manager
        url = user_preferences.manager_url(context)
        yield view.last_used, "last_used", {"url": url}, lambda found: found["job_types"]
