"""Submit: hands a frozen job to the helper, and keeps progress and result for the panel."""

from __future__ import annotations

import functools
import os
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import bpy

from ... import state
from ...core.errors import ErrorKind, FarmError
from ...core.progress import Progress
from ...ipc.request import OnProgress
from ...state.background import WorkStatus
from ...state.submission import SubmissionView
from ...submission.snapshot import JobSnapshot
from .. import recovery, user_preferences
from ..assets.sliced_trace import find_references, require_open
from ..managers import check_manager
from ..runtime import helper_session, redraw
from ..runtime.background_work import BackgroundWork, Steps, Task
from ..settings import suggested_values
from . import job_files, unsaved_copy
from .freeze import freeze

REVIEW = "The job types were reloaded and your values are kept: check the settings, then submit again"


def start(context: bpy.types.Context, *, as_saved: bool) -> None:
    """Start a submission; the state has the result later.

    Args:
        context: Blender's context.
        as_saved: Submit the file as saved, without unsaved changes.

    Raises:
        FarmError: it can't start; nothing was uploaded.
    """
    suggested_values.require(context)
    keep = user_preferences.chosen(context).keep_sending
    _work(context, with_copy=bpy.data.is_dirty and not as_saved, trouble="ask", keep=keep).start()


def run(
    context: bpy.types.Context, *, as_saved: bool, allow_missing: bool = False, on_progress: OnProgress | None = None
) -> Mapping[str, Any]:
    """Submit, wait, and return the result.

    Blender does not record changes by scripts, so a copy of the open file is submitted unless ``as_saved``.

    Args:
        context: Blender's context.
        as_saved: Submit the file as saved.
        allow_missing: Continue if files are missing or unreadable, instead of failing.
        on_progress: Called with the progress as well.

    Raises:
        FarmError: it failed. Kind ``files``: ``details["report"]`` is the report on all files.
        Cancelled: it was interrupted by the keyboard.
    """
    suggested_values.load(context)
    check_manager.use_address(context)
    if not state.current().manager.job_types:
        check_manager.check(context)
    trouble = "allow" if allow_missing else "refuse"
    return _work(context, with_copy=not as_saved, trouble=trouble, keep=False).run(on_progress)


def refuse(error: FarmError) -> None:
    """Show why a submission could not start, unless one is running."""
    if not state.current().submission.running:
        state.current().show(SubmissionView(status=WorkStatus.FAILED, error=error))
        redraw.tag()


def cancel() -> None:
    """Cancel the running submission; its result shows what remains."""
    view = state.current().submission
    if view.work is not None and not view.cancelling:
        view.work.cancel()


def go_on() -> None:
    """Confirm the files of the waiting submission."""
    view = state.current().submission
    if view.asks and view.work is not None:
        view.asks, view.answered, view.progress = (), True, None  # the last one says that it waits
        view.work.answer(go_on=True)
        redraw.tag()


def dismiss() -> None:
    """Remove the shown result."""
    if not state.current().submission.running:
        state.current().show(SubmissionView())
        redraw.tag()


def _work(
    context: bpy.types.Context, *, with_copy: bool, trouble: str, keep: bool
) -> BackgroundWork[Mapping[str, Any]]:
    snapshot = freeze(context, with_copy=with_copy, trouble=trouble)
    view = SubmissionView(
        submission_id=snapshot.submission_id,
        job_name=snapshot.name,
        blend=snapshot.blend.path if snapshot.blend else "",
        manager_url=snapshot.manager_url,
    )
    state.current().show(view)
    steps = _submit(view, snapshot, with_copy=with_copy, keep=keep)
    return BackgroundWork(steps, view, functools.partial(_ended, view))


def _submit(view: SubmissionView, snapshot: JobSnapshot, *, with_copy: bool, keep: bool) -> Steps[Mapping[str, Any]]:
    if snapshot.blend is not None and with_copy:
        _show_in_status_bar(view)
    references = yield from find_references(snapshot)
    if snapshot.blend is not None and with_copy:
        yield None  # the copy gets a turn of its own
        require_open(snapshot.blend)
        view.copy = unsaved_copy.save(bpy.context, snapshot.submission_id, os.path.basename(snapshot.blend.path))
        snapshot = replace(snapshot, blend=replace(snapshot.blend, copy=view.copy))
        _clear_status_bar(view)
    message = {"snapshot": snapshot.as_message(references)}
    view.result = yield Task("submit", message, functools.partial(_on_progress, view), keep)
    state.current().last_job_id = str(view.result["job_id"])
    recovery.discard_notice(str(view.result["submission_id"]))
    suggested_values.look_again()
    return view.result


def _ended(view: SubmissionView) -> None:
    view.asks = ()
    unsaved_copy.discard(view.copy)
    view.copy = ""
    _clear_status_bar(view)
    if view.error is not None:
        check_manager.record_no_answer(view.manager_url, view.error)
        if view.error.kind is ErrorKind.OUTDATED:
            view.error.hint = REVIEW
            check_manager.check_again(bpy.context)
    recovery.read_local_records()


def _on_progress(view: SubmissionView, progress: Progress) -> None:
    if progress.bytes_done and not view.sending_since:
        view.sending_since = time.monotonic()
    if progress.report is not None:
        job_files.show_report(progress.report, view.blend)
        view.asks = () if view.answered else tuple(progress.report["asks"])


def _show_in_status_bar(view: SubmissionView) -> None:
    workspace = bpy.context.workspace
    if workspace is not None and helper_session.has_timer():
        workspace.status_text_set("Flamenco Client: saving a copy with the unsaved changes")
        view.workspace = workspace.name


def _clear_status_bar(view: SubmissionView) -> None:
    if view.workspace in bpy.data.workspaces:
        bpy.data.workspaces[view.workspace].status_text_set_internal(None)
    view.workspace = ""
