"""Check Manager: asks the Manager through the helper, and keeps the answer in ``state.current().manager``."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import bpy

from ... import state
from ...core.errors import Cancelled, ErrorKind, FarmError
from ...core.finding import Finding, error, listed, warning
from ...core.text import say
from ...farm import manager_cache
from ...farm.manager_url import UrlError
from ...job_types import job_type
from ...state.manager import ManagerView
from .. import recovery, user_preferences
from ..runtime import helper_session, online_access, redraw
from ..runtime.background_work import BackgroundWork, Steps, Task, sliced
from ..scene import property_groups
from ..settings import suggested_values
from . import manager_list

PLATFORMS = {"linux": "linux", "darwin": "darwin", "win32": "windows"}
"""The Manager's name (Go's GOOS) of each operating system."""

UNKNOWN_FROM_FILE = 'This file uses the Manager "{name}", which is not in your preferences (they have: {names})'
UNKNOWN_FROM_PROJECT = 'This project uses the Manager "{name}", which is not in your preferences (they have: {names})'
INSTEAD = "{what}: the active Manager is used instead"
WHICH = "Add it to the preferences, or say which one to use: by --manager, or FLAMENCO_MANAGER_URL in the environment"


SLICE = 0.002
"""Seconds per turn of the timer for reading an answer; the most complex setting takes a millisecond more."""

LOST = "The Manager did not answer when a job was submitted."
"""Shown for the Manager; the submission has an error of its own."""

NO_ANSWER = frozenset(
    {
        ErrorKind.UNKNOWN_HOST,
        ErrorKind.REFUSED,
        ErrorKind.UNREACHABLE,
        ErrorKind.TIMEOUT,
        ErrorKind.TLS,
        ErrorKind.RESET,
    }
)
"""Kinds of errors that mean that there was no answer."""


def platform() -> str:
    """Return this machine's operating system as the Manager names it."""
    return PLATFORMS.get(sys.platform, "linux")


def require_url(context: bpy.types.Context) -> str:
    """Return the Manager's normalised address, if it may be called.

    Raises:
        FarmError: the address is invalid, or online access is disabled; without a window also if the file or its
            project names a Manager that is not in the preferences: nobody would see which one is used instead.
    """
    for unknown in about_manager(context):
        if unknown.blocks:
            raise FarmError(unknown.text, kind=ErrorKind.MANAGER, hint=WHICH)
    url = user_preferences.manager_url(context)
    online_access.require(url)
    return url


def use_address(context: bpy.types.Context) -> None:
    """Select the Manager in use in the state; read its cache once, if there is one."""
    view = state.current().manager
    try:
        url = user_preferences.manager_url(context)
    except UrlError:
        url = ""
    if view.url == url and url:
        return
    if view.url != url:
        state.current().manager = view = state.current().managers.setdefault(url, type(view)(url=url))
        redraw.tag()
    if url and view.info is None:
        BackgroundWork(_remember(view)).start_or_run()


def recall(context: bpy.types.Context) -> None:
    """Read the cache of the Manager in use and wait for it, for scripts that need its job types before any check."""
    use_address(context)
    view = state.current().manager
    if view.url and view.info is None:  # there is a timer, which reads it later
        BackgroundWork(_remember(view)).run()


def about_manager(context: bpy.types.Context) -> Iterator[Finding]:
    """Yield a finding if the file or its project names a Manager that is not in the preferences.

    The panel shows which one is used instead; without a window it is an error.
    """
    unknown = user_preferences.unknown_manager(context)
    if unknown:
        by_file = bool(property_groups.job_properties(property_groups.current_scene(context)).manager)
        kept = user_preferences.stored(context)
        names = listed([entry.name for entry in kept.managers] if kept else []) or say("none at all")
        text = say(UNKNOWN_FROM_FILE if by_file else UNKNOWN_FROM_PROJECT, name=unknown, names=names)
        if bpy.app.background:
            yield error("unknown-manager", text, "manager")
        else:
            yield warning("unknown-manager", INSTEAD, "manager", what=text)


def start_check(context: bpy.types.Context) -> None:
    """Start to ask the Manager, unless that is running; the state has the answer later.

    Raises:
        FarmError: the address is invalid, or online access is disabled.
    """
    work = _work(context)
    if not state.current().manager.checking:
        work.start()


def check(context: bpy.types.Context) -> Mapping[str, Any]:
    """Ask the Manager, wait for the answer and return it.

    Raises:
        FarmError: it is unreachable, or not a Manager; the last known facts remain usable.
    """
    suggested_values.load(context)
    return _work(context).run()


def check_again(context: bpy.types.Context) -> None:
    """Ask the Manager again after its job types have changed; wait if there is no timer. Errors are shown."""
    with contextlib.suppress(FarmError, Cancelled):
        (start_check if helper_session.has_timer() else check)(context)


def record_no_answer(url: str, error: FarmError) -> None:
    """Store the error for a Manager that did not answer a submission."""
    view = state.current().managers.get(url)
    if view is not None and error.kind in NO_ANSWER:
        view.error = FarmError(LOST, kind=error.kind, hint=error.hint)


def arguments(context: bpy.types.Context) -> dict[str, Any]:
    """Return the arguments of the helper's task.

    Raises:
        FarmError: the address is invalid, or online access is disabled.
    """
    url = require_url(context)
    use_address(context)
    return {"url": url, "platform": platform()}


def _work(context: bpy.types.Context) -> BackgroundWork[Mapping[str, Any]]:
    question = arguments(context)
    view = state.current().manager
    return BackgroundWork(_check(view, question), view)


def _check(view: ManagerView, question: Mapping[str, Any]) -> Steps[Mapping[str, Any]]:
    info: Mapping[str, Any] = yield Task("check_manager", question)
    yield from _read(view, info, from_cache=False)
    manager_list.take_name(bpy.context, view.url, str(info.get("name", "")))
    recovery.reconcile(view.url)
    return info


def _remember(view: ManagerView) -> Steps[None]:
    info = yield from sliced(manager_cache.reading(user_preferences.user_files(), view.url), SLICE)
    if info is not None:
        yield from _read(view, info, from_cache=True)


def _read(view: ManagerView, info: Mapping[str, Any], *, from_cache: bool) -> Steps[None]:
    specs, notices = yield from sliced(job_type.reading(info.get("job_types")), SLICE)
    if from_cache and view.info is not None:  # a check was faster
        return
    view.info, view.from_cache, view.notices = info, from_cache, notices
    view.job_types = {spec.name: spec for spec in specs}
