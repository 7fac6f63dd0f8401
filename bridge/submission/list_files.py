"""List Files: the files of the open job, without waiting or for a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import bpy

from ... import state
from ...ipc.request import OnProgress
from ...state.background import WorkView
from ...submission.snapshot import JobSnapshot
from ..assets.sliced_trace import find_references, in_slices
from ..runtime.background_work import BackgroundWork, Steps, Task
from ..scene import unsaved_images
from . import job_files
from .freeze import freeze_files


def start_listing(context: bpy.types.Context) -> None:
    """Start to list the files; the state has the list later.

    Raises:
        FarmError: the file was never saved, or no longer exists.
    """
    stop_listing()
    _work(context).start()


def run_listing(context: bpy.types.Context, on_progress: OnProgress | None = None) -> Mapping[str, Any]:
    """List the files, wait, and return the report.

    Raises:
        FarmError: the file was never saved, or can't be packed.
        Cancelled: it was interrupted.
    """
    return _work(context).run(on_progress)


def stop_listing() -> None:
    """Cancel a running listing."""
    work = state.current().listing.work
    if work is not None:
        work.cancel()


def _work(context: bpy.types.Context) -> BackgroundWork[Mapping[str, Any]]:
    snapshot = freeze_files(context)
    state.current().listing = WorkView()
    return BackgroundWork(_list(snapshot), state.current().listing)


def _list(snapshot: JobSnapshot) -> Steps[Mapping[str, Any]]:
    images = (yield from in_slices(unsaved_images.find(), snapshot.blend)) if snapshot.blend is not None else ()
    snapshot = replace(snapshot, findings=tuple(unsaved_images.findings(images)))
    sent = frozenset(image.uid for image in images if not image.why_not)
    references = yield from find_references(snapshot, sent)
    report: Mapping[str, Any] = yield Task("list_files", {"snapshot": snapshot.as_message(references)})
    job_files.show_report(report, snapshot.blend.path if snapshot.blend else "")
    return report
