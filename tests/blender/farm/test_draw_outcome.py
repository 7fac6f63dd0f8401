"""Panel and reports of a running submission, and of a failed one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy

from flamenco_client.tests.blender.drawing import Drawn, draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer

LEFT = "The files may remain on the farm's storage."


def test_remaining_files_are_reported(extension: Extension, manager: ManagerServer) -> None:
    """A failed submission names what it left on the farm: in the panel, and in what scripts and the status bar get."""
    state, errors = extension.module("state"), extension.module("core.errors")
    bpy.ops.flamenco_client.check_manager()
    error = errors.FarmError(
        "The Manager refuses the job.",
        kind=errors.ErrorKind.HTTP,
        hint="Ask it why.",
        details={"left_behind": LEFT},
    )
    state.current().show(state.SubmissionView(status=state.background.WorkStatus.FAILED, error=error))

    drawn = draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context)

    assert LEFT in drawn.text
    assert extension.module("bridge.runtime.translation").rpt_error(error).endswith(f"Ask it why. {LEFT}")


def _panel(extension: Extension) -> Drawn:
    return draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context)


def _sending(extension: Extension) -> Drawn:
    panel = extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_sending
    assert panel.poll(bpy.context)
    return draw(panel, bpy.context)


def _shot(extension: Extension, folder: Path, **attributes: Any) -> Any:
    """Save a file named shot.blend, and show a submission of it."""
    path = str(folder / "shot.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    state = extension.module("state")
    view = state.SubmissionView(job_name="shot", blend=path, **attributes)
    state.current().show(view)
    return view


def test_the_bar_has_a_part_of_its_own(extension: Extension, manager: ManagerServer, tmp_path: Path) -> None:
    """Line, cross and bar stand in a panel that is there only while files are sent, and nothing else does.

    Blender carries the state of a bar below the pointer over to a label or box of the same panel when the bar is gone:
    the whole box turned blue.
    """
    status, progress = extension.module("state.background").WorkStatus, extension.module("core.progress")
    view = _shot(extension, tmp_path, status=status.RUNNING)
    for view.progress in (None, progress.Progress(progress.Phase.SENDING, 14, 80, 2, 6, "Uploading files")):
        first = "Uploading files, 2 of 6" if view.progress else "Starting"
        last = "14 bytes of 80 bytes" if view.progress else ""
        assert _sending(extension).order == [first, "flamenco_client.cancel_submission", last]
        assert not {first, "flamenco_client.cancel_submission", "flamenco_client.submit_job"} & set(
            _panel(extension).order
        )
    poll = extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_sending.poll
    view.asks = ("missing",)
    assert not poll(bpy.context), "the question stands in its place"
    view.asks, view.status = (), status.DONE
    assert not poll(bpy.context)


def test_attempts_are_not_counted(extension: Extension, manager: ManagerServer, tmp_path: Path) -> None:
    """While waiting for the Manager no file count is shown: it would look like a count of attempts."""
    status, progress = extension.module("state.background").WorkStatus, extension.module("core.progress")
    away = extension.module("submission.manager_api.wait_for_manager").slow("http://farm:8080", 4.0)
    _shot(
        extension,
        tmp_path,
        status=status.RUNNING,
        progress=progress.Progress(progress.Phase.SENDING, 14, 80, 2, 6, away),
    )
    assert "Waiting for the Manager at farm:8080: no answer for 4 s" in _sending(extension).text
    assert "2 of 6" not in _sending(extension).text


def test_another_files_job_is_named(extension: Extension, manager: ManagerServer, tmp_path: Path) -> None:
    """With another file open, progress and failure say whose they are, and the button does not promise a repetition."""
    state, progress = extension.module("state"), extension.module("core.progress")
    errors = extension.module("core.errors")
    error = errors.FarmError("Nothing answers.", kind=errors.ErrorKind.REFUSED)
    view = _shot(
        extension,
        tmp_path,
        status=state.background.WorkStatus.RUNNING,
        progress=progress.Progress(progress.Phase.SENDING, 1, 2, 0, 1, "Uploading files"),
    )
    assert "Uploading files" in _sending(extension).labels
    view.status, view.error = state.background.WorkStatus.FAILED, error
    assert "Try Again" in (drawn := _panel(extension)).buttons
    assert "shot" not in drawn.labels

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "other.blend"))
    assert "Submit to Farm" in (drawn := _panel(extension)).buttons
    assert "shot" in drawn.labels
    view.status = state.background.WorkStatus.RUNNING
    assert '"shot": Uploading files' in _sending(extension).labels
