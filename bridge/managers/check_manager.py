"""Checks the Manager through the helper, and keeps what is known of it in ``state.current().manager``."""

from __future__ import annotations

import math
import sys
import time
from typing import TYPE_CHECKING, Any

from ... import state
from ...core.errors import ErrorKind, FarmError
from ...core.finding import Finding, warning
from ...core.sliced_work import SlicedWork, Steps
from ...farm import manager_cache
from ...farm.manager_url import UrlError
from ...job_types import job_type
from ...state.manager import Reading
from .. import recovery, user_preferences
from ..runtime import helper_session, online_access, redraw
from ..scene import property_groups
from ..settings import suggested_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import bpy

    from ...job_types.job_type import AllRead
    from ...state.manager import ManagerView

PLATFORMS = {"linux": "linux", "darwin": "darwin", "win32": "windows"}
"""This machine's operating system in the Manager's words (Go's GOOS)."""

UNKNOWN = 'The Manager "{name}" that this file asks for is not in your preferences: the active one is used'
UNKNOWN_TO_USER = 'The Manager "{name}" that this project asks for is not in your preferences: the active one is used'


SLICE = 0.002
"""Seconds of one turn of the pump for reading an answer; one setting of the worst kind takes a millisecond more."""

LOST = "The Manager did not answer while a job was sent"
"""At the Manager; which file it was then is told of the submission."""

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
"""Kinds of errors that mean that nobody answered at all."""


def platform() -> str:
    """Return this machine's operating system as the Manager names it."""
    return PLATFORMS.get(sys.platform, "linux")


def require_url(context: bpy.types.Context) -> str:
    """Return the Manager's address, normal in form and allowed to be called.

    Raises:
        FarmError: the address is refused, or Blender may not go online.
    """
    url = user_preferences.manager_url(context)
    online_access.require(url)
    return url


def use_address(context: bpy.types.Context) -> None:
    """Make the state speak of the Manager that the preferences name; its cache, when there is one, is read once."""
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
    if url and view.info is None and view.reading is None:
        view.reading = Reading(from_cache=True, work=SlicedWork(_remembering(url)))
        if math.isinf(helper_session.time_budget(SLICE)):  # else the pump reads on, in this turn
            read_on(view)


def about_manager(context: bpy.types.Context) -> Iterator[Finding]:
    """Yield what is wrong when the file or its project asks for a Manager that the user does not have."""
    unknown = user_preferences.unknown_manager(context)
    if unknown:
        asked_by_file = property_groups.job_properties(property_groups.current_scene(context)).manager
        yield warning("unknown-manager", UNKNOWN if asked_by_file else UNKNOWN_TO_USER, "manager", name=unknown)


def start_check(context: bpy.types.Context) -> None:
    """Ask the Manager, unless it is being asked already; the answer arrives in the state later.

    Raises:
        FarmError: the address is refused, or Blender may not go online.
    """
    asked = arguments(context)
    view = state.current().manager
    if view.checking:
        return
    view.checking, view.waiting_since, view.error = True, time.monotonic(), None

    def on_result(info: Mapping[str, Any]) -> None:
        _accept(view, info)  # the pump reads on, in this turn
        recovery.reconcile(view.url)
        redraw.tag()

    def on_error(error: FarmError) -> None:
        view.checking, view.error = False, error
        redraw.tag()

    helper_session.get().request("check_manager", asked, on_result=on_result, on_error=on_error)
    redraw.tag()


def check(context: bpy.types.Context) -> Mapping[str, Any]:
    """Ask the Manager and wait for the answer.

    Raises:
        FarmError: it can't be reached, or what answers is no Manager; what was known before stays usable.
    """
    suggested_values.load(context)
    use_address(context)
    view = state.current().manager
    try:
        info = helper_session.get().run("check_manager", arguments(context))
    except FarmError as error:
        view.error = error
        raise
    _accept(view, info)
    read_on(view, at_once=True)
    recovery.reconcile(view.url)
    return info


def record_no_answer(url: str, error: FarmError) -> None:
    """Take the tick off a Manager that did not answer a submission."""
    view = state.current().managers.get(url)
    if view is not None and error.kind in NO_ANSWER:
        view.error = FarmError(LOST, kind=error.kind, hint=error.hint)


def arguments(context: bpy.types.Context) -> dict[str, Any]:
    """Return what the helper needs to check the Manager.

    Raises:
        FarmError: the address is refused, or Blender may not go online.
    """
    url = require_url(context)
    use_address(context)
    return {"url": url, "platform": platform()}


def _accept(view: ManagerView, info: Mapping[str, Any]) -> None:
    view.reading = Reading(from_cache=False, work=SlicedWork(_understanding(info)))


def _remembering(url: str) -> Steps[tuple[Mapping[str, Any], AllRead] | None]:
    info = yield from manager_cache.reading(user_preferences.user_files(), url)
    return None if info is None else (yield from _understanding(info))


def _understanding(info: Mapping[str, Any]) -> Steps[tuple[Mapping[str, Any], AllRead]]:
    return info, (yield from job_type.reading(info.get("job_types")))


def read_on(view: ManagerView, *, at_once: bool = False) -> bool:
    """Go on reading what a Manager said; True when that came to its end now, and the state has it.

    Args:
        view: The Manager.
        at_once: Read all of it; without a window nobody is held up.
    """
    reading = view.reading
    if reading is None or not reading.work.run_for(math.inf if at_once else helper_session.time_budget(SLICE)):
        return False
    view.reading = None
    if reading.work.result is None:
        return False
    view.info, (specs, view.notices) = reading.work.result
    view.from_cache = reading.from_cache
    view.job_types = {spec.name: spec for spec in specs}
    if not reading.from_cache:  # what was known before says nothing about a check that is under way
        view.checking, view.error = False, None
    return True
