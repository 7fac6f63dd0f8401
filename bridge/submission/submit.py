"""Hands a frozen job to the helper, and keeps progress and outcome for the panel."""

from __future__ import annotations

import contextlib
import functools
import os
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import bpy

from ... import state
from ...core.errors import Cancelled, ErrorKind, FarmError
from ...state.submission import SubmissionStatus, SubmissionView
from .. import recovery, user_preferences
from ..assets.sliced_trace import Tracing, traced
from ..managers import check_manager
from ..runtime import helper_session, redraw
from ..settings import suggested_values
from . import job_files, unsaved_copy
from .freeze import freeze

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ...core.progress import Progress
    from ...submission.snapshot import JobSnapshot

REVIEW = "The job types are read again and your values are kept: look over the settings, then submit again"


def start(context: bpy.types.Context, *, as_saved: bool) -> None:
    """Submit without waiting: the outcome arrives in the state.

    Args:
        context: Blender's context.
        as_saved: Send the file as it is on disk, whatever has changed since.

    Raises:
        FarmError: it can't begin; nothing has been sent.
    """
    suggested_values.require(context)
    with_copy = bpy.data.is_dirty and not as_saved
    snapshot = freeze(context, with_copy=with_copy, trouble="ask")
    view = _running(snapshot)
    state.current().submission = view
    if snapshot.blend is not None and with_copy:
        assert context.workspace is not None
        context.workspace.status_text_set("Flamenco Client: saving a copy with the unsaved changes")
        view.workspace = context.workspace.name
    # The next turns of the pump go on: each for a moment only, but for the saving, which the status bar shows first.
    _schedule(view, _trace, Tracing(snapshot))
    redraw.tag()


def run(
    context: bpy.types.Context,
    *,
    as_saved: bool,
    allow_missing: bool = False,
    on_progress: Callable[[Progress], object] | None = None,
) -> Mapping[str, Any]:
    """Submit and wait for the outcome.

    Blender keeps no account of what scripts change: unless told otherwise, a copy of what is open is sent.

    Args:
        context: Blender's context.
        as_saved: Send the file as it is on disk.
        allow_missing: Go on when files are missing or can't be read; nobody is there to be asked.
        on_progress: Is told, too, how far it has come.

    Raises:
        FarmError: it failed; says why. Kind ``files``: ``details["report"]`` lists all files and what is wrong.
        Cancelled: it was interrupted from the keyboard.
    """
    suggested_values.load(context)
    check_manager.use_address(context)
    if not state.current().manager.job_types:
        check_manager.check(context)
    snapshot = traced(freeze(context, with_copy=not as_saved, trouble="allow" if allow_missing else "refuse"))
    view = state.current().submission = _running(snapshot)

    def advanced(progress: Progress) -> None:
        _progressed(view, progress)
        if on_progress is not None:
            on_progress(progress)

    try:
        if snapshot.blend is not None and not as_saved:
            snapshot = _with_copy(view, snapshot)
        result = helper_session.get().run("submit", {"snapshot": snapshot.as_message()}, on_progress=advanced)
    except FarmError as error:
        _failed(view, error)
        if error.kind is ErrorKind.OUTDATED:
            with contextlib.suppress(FarmError, Cancelled):
                check_manager.check(context)
        raise
    except Cancelled as stop:
        _cancelled(view, stop.message)
        raise
    except BaseException:
        _cancelled(view, "")
        raise
    _done(view, result)
    return result


def refuse(error: FarmError) -> None:
    """Show why a submission could not begin; one that runs is not disturbed."""
    if not state.current().submission.running:
        state.current().submission = SubmissionView(status=SubmissionStatus.FAILED, error=error)
        redraw.tag()


def cancel() -> None:
    """Stop the submission that runs; what is left behind, if anything, is told when it has stopped."""
    view = state.current().submission
    if not view.running or view.cancelling:
        return
    view.cancelling = True
    if view.request is not None:
        view.request.cancel()
    else:
        view.pending = None
        _cancelled(view, "")


def go_on() -> None:
    """Give the word that the submission waits for."""
    view = state.current().submission
    if view.asks and view.request is not None:
        view.asks, view.answered = (), True
        view.request.answer(go_on=True)
        redraw.tag()


def dismiss() -> None:
    """Forget the outcome shown."""
    if not state.current().submission.running:
        state.current().submission = SubmissionView()
        redraw.tag()


def _running(snapshot: JobSnapshot) -> SubmissionView:
    return SubmissionView(
        status=SubmissionStatus.RUNNING,
        submission_id=snapshot.submission_id,
        job_name=snapshot.name,
        blend=snapshot.blend.path if snapshot.blend else "",
        manager_url=snapshot.manager_url,
        started=time.monotonic(),
    )


def _schedule(view: SubmissionView, step: Callable[[SubmissionView, Tracing], None], tracing: Tracing) -> None:
    view.pending = functools.partial(
        helper_session.run_step, functools.partial(step, view, tracing), functools.partial(_failed, view)
    )


def _trace(view: SubmissionView, tracing: Tracing) -> None:
    found = tracing.step()
    _schedule(view, _trace if not found else _copy_and_send if view.workspace else _send_traced, tracing)


def _copy_and_send(view: SubmissionView, tracing: Tracing) -> None:
    snapshot = tracing.snapshot
    if snapshot.blend is None or bpy.data.filepath != snapshot.blend.path:
        message = "Another file was opened before the unsaved changes could be copied"
        raise FarmError(message, kind=ErrorKind.COPY, hint="Open the file and submit it again")
    snapshot = _with_copy(view, snapshot)
    _clear_status(view)
    _send(view, tracing.message(snapshot))


def _send_traced(view: SubmissionView, tracing: Tracing) -> None:
    _send(view, tracing.message(tracing.snapshot))


def _clear_status(view: SubmissionView) -> None:
    if view.workspace in bpy.data.workspaces:
        bpy.data.workspaces[view.workspace].status_text_set_internal(None)
    view.workspace = ""


def _with_copy(view: SubmissionView, snapshot: JobSnapshot) -> JobSnapshot:
    assert snapshot.blend is not None
    view.copy = unsaved_copy.save(bpy.context, snapshot.submission_id, os.path.basename(snapshot.blend.path))
    return replace(snapshot, blend=replace(snapshot.blend, copy=view.copy))


def _send(view: SubmissionView, message: Mapping[str, Any]) -> None:
    view.request = helper_session.get().request(
        "submit",
        {"snapshot": message},
        on_progress=functools.partial(_progressed, view),
        on_result=functools.partial(_done, view),
        on_error=functools.partial(_on_background_error, view),
        on_cancelled=lambda stop: _cancelled(view, stop.message),
        keep=user_preferences.chosen(bpy.context).keep_sending,
    )


def _progressed(view: SubmissionView, progress: Progress) -> None:
    if progress.bytes_done and not view.sending_since:
        view.sending_since = time.monotonic()
    view.progress = progress
    if progress.report is not None:
        job_files.show_report(progress.report, view.blend)
        view.asks = () if view.answered else tuple(progress.report["asks"])
    redraw.tag_throttled()


def _done(view: SubmissionView, result: Mapping[str, Any]) -> None:
    view.result = result
    state.current().last_job_id = str(result["job_id"])
    recovery.discard_notice(str(result["submission_id"]))
    suggested_values.look_again()
    _end(view, SubmissionStatus.DONE)


def _failed(view: SubmissionView, error: FarmError) -> None:
    view.error = error
    check_manager.record_no_answer(view.manager_url, error)
    if error.kind is ErrorKind.OUTDATED:
        error.hint = REVIEW
    _end(view, SubmissionStatus.FAILED)


def _on_background_error(view: SubmissionView, error: FarmError) -> None:
    """What failed in a submission that nobody waits for; outdated job types are asked for again at once."""
    _failed(view, error)
    if error.kind is ErrorKind.OUTDATED:
        with contextlib.suppress(FarmError):  # Blender may not go online any more
            check_manager.start_check(bpy.context)


def _cancelled(view: SubmissionView, message: str) -> None:
    view.message = message
    _end(view, SubmissionStatus.CANCELLED)


def _end(view: SubmissionView, status: SubmissionStatus) -> None:
    view.status, view.request, view.pending, view.cancelling, view.asks = status, None, None, False, ()
    unsaved_copy.discard(view.copy)
    view.copy = ""
    _clear_status(view)
    recovery.read_local_records()
    redraw.tag_throttled()
