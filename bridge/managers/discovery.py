"""Search for Managers on the local network through the helper; results are in ``SearchView``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ... import state
from ...core.progress import Progress
from ...state.manager import SearchView
from ..runtime import online_access
from ..runtime.background_work import BackgroundWork, Steps, Task

TASK = "find_managers"
ARGUMENTS: Mapping[str, Any] = {}
"""Empty: the helper knows how Managers are found."""


def start() -> None:
    """Start a search, unless one is running; results arrive in the state for about five seconds.

    Raises:
        FarmError: online access is disabled, which includes the local network.
    """
    online_access.require_network()
    if not state.current().search.running:
        _work().start()


def run() -> Sequence[Mapping[str, Any]]:
    """Search, wait, and return url, name, version and addresses of each Manager.

    Raises:
        FarmError: online access is disabled, or there is no network.
        Cancelled: The session was stopped.
    """
    online_access.require_network()
    return _work().run()


def _work() -> BackgroundWork[Sequence[Mapping[str, Any]]]:
    view = state.current().search = SearchView()
    return BackgroundWork(_search(view), view)


def _search(view: SearchView) -> Steps[Sequence[Mapping[str, Any]]]:
    def on_progress(progress: Progress) -> None:
        view.found = progress.found

    view.found = (yield Task(TASK, ARGUMENTS, on_progress))["managers"]
    return view.found


def dismiss() -> None:
    """Remove the results of the last search."""
    if not state.current().search.running:
        state.current().search = SearchView()
