"""Lists the files of the job that is open: without waiting, or for a script."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from ... import state
from ...core.errors import FarmError
from ..assets.sliced_trace import Tracing, traced
from ..runtime import helper_session, redraw
from . import job_files
from .freeze import freeze_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import bpy

    from ...core.progress import Progress
    from ...submission.snapshot import JobSnapshot


def start_listing(context: bpy.types.Context) -> None:
    """List the files without waiting: the list arrives in the state.

    Raises:
        FarmError: the file was never saved, or is gone.
    """
    stop_listing()
    view = state.current().files
    view.error = None
    _schedule(Tracing(freeze_files(context)))
    redraw.tag()


def _schedule(tracing: Tracing) -> None:
    state.current().files.pending = functools.partial(
        helper_session.run_step, functools.partial(_trace, tracing), _failed
    )


def _trace(tracing: Tracing) -> None:
    if tracing.step():
        _list(tracing)
    else:
        _schedule(tracing)


def _failed(error: FarmError | None) -> None:
    state.current().files.request, state.current().files.error = None, error
    redraw.tag()


def _list(tracing: Tracing) -> None:
    def done(result: Mapping[str, Any]) -> None:
        state.current().files.request = None
        job_files.show_report(result, _path_of(tracing.snapshot))

    state.current().files.request = helper_session.get().request(
        "list_files",
        {"snapshot": tracing.message(tracing.snapshot)},
        on_result=done,
        on_error=_failed,
        on_cancelled=lambda _: _failed(None),
    )
    redraw.tag()


def run_listing(
    context: bpy.types.Context, on_progress: Callable[[Progress], object] | None = None
) -> Mapping[str, Any]:
    """List the files and wait for the list.

    Raises:
        FarmError: the file was never saved, or can't be packed.
        Cancelled: it was interrupted.
    """
    snapshot = traced(freeze_files(context))
    result = helper_session.get().run("list_files", {"snapshot": snapshot.as_message()}, on_progress=on_progress)
    job_files.show_report(result, _path_of(snapshot))
    return result


def _path_of(snapshot: JobSnapshot) -> str:
    return snapshot.blend.path if snapshot.blend else ""


def stop_listing() -> None:
    """Stop a listing that is under way."""
    view = state.current().files
    view.pending = None
    if view.request is not None:
        view.request.cancel()
