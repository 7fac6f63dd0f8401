"""Submit: hands a frozen job to the helper, and keeps progress and result for the panel."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import bpy

from ... import state
from ...core.errors import Cancelled, ErrorKind, FarmError
from ...core.finding import listed, warning
from ...core.progress import Progress
from ...core.safe_names import printable
from ...core.text import fixed, say
from ...ipc.request import OnProgress
from ...state.background import WorkStatus
from ...state.submission import SubmissionView
from ...submission.snapshot import BlendSource, JobSnapshot
from .. import recovery, user_preferences
from ..assets.sliced_trace import find_references, in_slices, require_open
from ..managers import check_manager
from ..runtime import helper_session, redraw
from ..runtime.background_work import BackgroundWork, Steps, Task
from ..runtime.translation import iface_
from ..scene import opened_file, unsaved_images
from ..scene.unsaved_images import Unsaved
from ..settings import suggested_values
from . import image_pixels, job_files, unsaved_copy
from .freeze import freeze

SAVING = "Saving a copy with the unsaved changes"
REVIEW = "The job types were reloaded and your values are kept: check the settings, then submit again"


def start(context: bpy.types.Context, *, as_saved: bool, dialog: bool = False) -> None:
    """Start a submission; the state has the result later.

    Args:
        context: Blender's context.
        as_saved: Submit the file as saved, without unsaved changes.
        dialog: Ask in a dialog, too: the panel may not be visible.

    Raises:
        FarmError: it can't start; nothing was uploaded.
    """
    with _begun(shown=True):
        suggested_values.require(context)
        keep = user_preferences.chosen(context).keep_sending
        differs = bpy.data.is_dirty or opened_file.is_changed()
        with_copy = differs and not as_saved
        snapshot = freeze(context, with_copy=with_copy, trouble="ask", last_used=True)
    _work(snapshot, with_copy=with_copy, as_saved=as_saved, keep=keep).start()
    state.current().submission.dialog = dialog


def run(
    context: bpy.types.Context,
    *,
    as_saved: bool,
    allow_missing: bool = False,
    last_used: bool = False,
    strict: bool = False,
    inside_only: bool = False,
    again: bool = False,
    tell: bool = True,
    on_progress: OnProgress | None = None,
) -> Mapping[str, Any]:
    """Submit, wait, and return the result.

    Blender does not record changes by scripts, so a copy of the open file is submitted unless ``as_saved``.

    Args:
        context: Blender's context.
        as_saved: Submit the file as saved.
        allow_missing: Continue if files are missing or unreadable, instead of failing.
        last_used: Settings without a value have that of the last job, as for the panel's button.
        strict: Fail if there is any warning, before anything is sent.
        inside_only: Fail if files outside of the project would be sent.
        again: Make a new job even if an earlier submission of the same job may have arrived.
        tell: Note that the outcome is known; otherwise the caller calls ``tell_outcome_now`` once it has passed it on.
        on_progress: Called with the progress as well.

    Raises:
        FarmError: it failed. Kind ``files``: ``details["report"]`` is the report on all files.
        Cancelled: it was interrupted by the keyboard.
    """
    with _begun(shown=False):
        suggested_values.load(context)
        check_manager.use_address(context)
        if not state.current().manager.job_types:
            check_manager.check(context)
        trouble = "allow" if allow_missing else "refuse"
        snapshot = freeze(
            context, with_copy=not as_saved, trouble=trouble, last_used=last_used, strict=strict, again=again
        )
        snapshot = replace(snapshot, files=replace(snapshot.files, inside_only=inside_only))
    result = _work(snapshot, with_copy=not as_saved, as_saved=as_saved, keep=None).run(on_progress)
    if tell:
        recovery.tell_outcome_now(str(result["submission_id"]))
    return result


@contextlib.contextmanager
def _begun(*, shown: bool) -> Iterator[None]:
    """Forget the last outcome, and keep why this submission could not start, unless one is running.

    Args:
        shown: The panel shows it, too; a script has it as an exception.
    """
    now = state.current()
    if now.submitting:
        yield  # which fails
        return
    now.last_job_id, now.latest = "", SubmissionView()
    try:
        yield
    except FarmError as error:
        _keep(SubmissionView(status=WorkStatus.FAILED, error=error), shown=shown)
        raise
    except Cancelled as stop:
        _keep(SubmissionView(status=WorkStatus.CANCELLED, message=stop.message), shown=shown)
        raise


def _keep(view: SubmissionView, *, shown: bool) -> None:
    state.current().latest = view
    if shown:
        state.current().show(view)
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
    snapshot: JobSnapshot, *, with_copy: bool, as_saved: bool, keep: bool | None
) -> BackgroundWork[Mapping[str, Any]]:
    view = SubmissionView(
        submission_id=snapshot.submission_id,
        job_name=snapshot.name,
        blend=snapshot.blend.path if snapshot.blend else "",
        manager_url=snapshot.manager_url,
        keep=keep,
    )
    _keep(view, shown=True)
    recovery.forget_cut_off(view.blend)
    steps = _submit(view, snapshot, with_copy=with_copy, as_saved=as_saved)
    return BackgroundWork(steps, view, functools.partial(_ended, view))


def _submit(
    view: SubmissionView, snapshot: JobSnapshot, *, with_copy: bool, as_saved: bool
) -> Steps[Mapping[str, Any]]:
    blend = snapshot.blend
    if blend is not None and opened_file.is_changed():
        text = "{path} has changed on disk since it was opened here; what is open here is sent."
        found = warning("changed-on-disk", text, blend.path, path=printable(blend.path))
        snapshot = replace(snapshot, findings=(*snapshot.findings, found))
    if blend is not None and (changed := (yield from in_slices(opened_file.changed_libraries(), blend))):
        text = "Changed on disk since opened here: {paths}. The new files are sent, with what the old ones need."
        found = warning("library-changed-on-disk", text, changed[0], paths=listed(changed))
        snapshot = replace(snapshot, findings=(*snapshot.findings, found))
    if blend is not None and with_copy:
        _show_copying(view, SAVING)
    images = (yield from _unsaved_images(blend, as_saved=as_saved)) if blend is not None else ()
    sent = frozenset(image.uid for image in images if not image.why_not)
    references = yield from find_references(snapshot, sent)
    if blend is not None and (with_copy or sent):
        blend = yield from _copy(view, snapshot, blend, images, with_copy=with_copy)
        findings = (*snapshot.findings, *unsaved_images.findings(images))
        snapshot = replace(snapshot, blend=blend, findings=findings)
    elif images:
        snapshot = replace(snapshot, findings=(*snapshot.findings, *unsaved_images.findings(images)))
    message = {"snapshot": snapshot.as_message(references)}
    view.result = yield from _send(
        view, Task("submit", message, functools.partial(_on_progress, view), bool(view.keep))
    )
    state.current().last_job_id = str(view.result["job_id"])
    state.current().jobs.select(state.current().last_job_id)
    if view.keep is not None:
        recovery.tell_outcome(str(view.result["submission_id"]))
    suggested_values.look_again()
    return view.result


def _send(view: SubmissionView, task: Task) -> Steps[Mapping[str, Any]]:
    """Have the helper submit; if it ends unexpectedly, a new one finds out whether it made the job."""
    try:
        result: Mapping[str, Any] = yield task
    except FarmError as error:
        if error.kind is not ErrorKind.HELPER_DIED:
            raise
        found = yield Task("outcome_of", {"submission_id": view.submission_id})
        if found["result"] is None:
            raise
        result = found["result"]
    return result


def _unsaved_images(blend: BlendSource, *, as_saved: bool) -> Steps[tuple[Unsaved, ...]]:
    """Find the unsaved images; a script that wants the file as saved gets them as last saved, too, and a warning."""
    images = yield from in_slices(unsaved_images.find(), blend)
    if not as_saved:
        return images
    return tuple(replace(image, why_not=image.why_not or say("sent as saved")) for image in images)


def _copy(
    view: SubmissionView, snapshot: JobSnapshot, blend: BlendSource, images: tuple[Unsaved, ...], *, with_copy: bool
) -> Steps[BlendSource]:
    """Copy what is in no file: the pixels of images, and the unsaved changes of the .blend."""
    folder = unsaved_copy.folder_of(bpy.context, snapshot.submission_id)
    view.copies = str(folder)

    def begin(image: Unsaved) -> None:
        _show_copying(view, say('Copying the unsaved image "{name}"', name=printable(image.name)))

    written = yield from image_pixels.write(images, folder, begin=begin, check=lambda: require_open(blend))
    copy = ""
    if with_copy:
        _show_copying(view, SAVING)
        yield None  # the copy gets a turn of its own
        require_open(blend)
        copy = unsaved_copy.save(bpy.context, snapshot.submission_id)
    _clear_status_bar(view)
    return replace(blend, copy=copy, images=image_pixels.named(written))


def _ended(view: SubmissionView) -> None:
    view.asks = ()
    unsaved_copy.discard(view.copies)
    view.copies = ""
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
        view.has_report = True
        view.asks = () if view.answered else tuple(progress.report["asks"])
        if view.asks:
            redraw.tag()  # a question is shown at once


def _show_copying(view: SubmissionView, what: str) -> None:
    """Show in the panel and in the status bar what Blender copies."""
    view.copying = what
    workspace = bpy.context.workspace
    if workspace is not None and helper_session.has_timer():
        if view.workspace not in {"", workspace.name}:
            _clear_status_bar(view)
            view.copying = what
        workspace.status_text_set(iface_(say("Flamenco Client: {doing}", doing=fixed(what))))
        view.workspace = workspace.name
        redraw.tag()


def _clear_status_bar(view: SubmissionView) -> None:
    if view.workspace in bpy.data.workspaces:
        bpy.data.workspaces[view.workspace].status_text_set_internal(None)
    view.workspace = view.copying = ""
