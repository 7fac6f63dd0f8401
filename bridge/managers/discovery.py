"""Searches the local network for Managers through the helper, and keeps what was found in ``SearchView``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ... import state
from ...core.errors import FarmError
from ...state.manager import SearchView
from ..runtime import helper_session, online_access, redraw

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...core.progress import Progress

TASK = "find_managers"
ARGUMENTS: Mapping[str, Any] = {}
"""The helper knows where Managers listen."""


def start() -> None:
    """Begin to search, unless one is under way; results arrive in the state for about five seconds.

    Raises:
        FarmError: Blender may not go online; the local network counts as that.
    """
    online_access.require_network()
    if state.current().search.running:
        return
    view = state.current().search = SearchView(running=True)

    def on_progress(progress: Progress) -> None:
        view.found = progress.found
        redraw.tag_throttled()

    def on_result(result: Mapping[str, Any]) -> None:
        view.running, view.done, view.found = False, True, result["managers"]
        redraw.tag()

    def on_error(error: FarmError) -> None:
        view.running, view.error = False, error
        redraw.tag()

    helper_session.get().request(TASK, ARGUMENTS, on_progress=on_progress, on_result=on_result, on_error=on_error)
    redraw.tag()


def run() -> Sequence[Mapping[str, Any]]:
    """Search and wait for the end: url, name, version and addresses of each Manager.

    Raises:
        FarmError: Blender may not go online, or there is no network.
        Cancelled: The session was stopped.
    """
    online_access.require_network()
    found = helper_session.get().run(TASK, ARGUMENTS)["managers"]
    state.current().search = SearchView(done=True, found=found)
    return tuple(found)


def dismiss() -> None:
    """Put away what the last search found."""
    if not state.current().search.running:
        state.current().search = SearchView()
