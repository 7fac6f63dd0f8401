"""Panel and reports of a running submission, and of a failed one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import Drawn, Layout, draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import until

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


def _shot(extension: Extension, folder: Path, **attributes: Any) -> Any:
    """Save a file named shot.blend, and show a submission of it."""
    path = str(folder / "shot.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path)
    state = extension.module("state")
    view = state.SubmissionView(job_name="shot", blend=path, **attributes)
    state.current().show(view)
    return view


def test_the_bar_is_in_the_slot(extension: Extension, manager: ManagerServer, tmp_path: Path) -> None:
    """Line, bar and Stop stand below Submit, which stays where it is and can't be pressed meanwhile."""
    status, progress = extension.module("state.background").WorkStatus, extension.module("core.progress")
    view = _shot(extension, tmp_path, status=status.RUNNING)
    for view.progress in (None, progress.Progress(progress.Phase.SENDING, 14, 80, 2, 6, "Uploading files")):
        first = "Uploading files, 2 of 6" if view.progress else "Starting"
        last = "14 bytes of 80 bytes" if view.progress else ""
        drawn = _panel(extension)
        begin = drawn.order.index("flamenco_client.submit_job")
        assert drawn.order[begin : begin + 4] == [
            "flamenco_client.submit_job",
            first,
            last,
            "flamenco_client.cancel_submission",
        ]
        assert "flamenco_client.submit_job" in drawn.disabled
        assert "Stop" in drawn.buttons


def test_the_slot_has_one_height(extension: Extension, manager: ManagerServer, tmp_path: Path) -> None:
    """Idle, running, failed with a long text, done: what is below the slot stays at its place."""
    errors, status = extension.module("core.errors"), extension.module("state.background").WorkStatus
    slots, current = extension.module("ui.slot"), extension.module("ui.current_slot")
    view, heights = _shot(extension, tmp_path), set()
    error = errors.FarmError("Nothing answers. " * 30, kind=errors.ErrorKind.REFUSED, hint="Start it.")
    done = {"job_name": "shot", "job_id": "1", "warnings": [{"text": "A warning. " * 20}] * 3}
    for view.status, view.error, view.result in (
        (status.IDLE, None, {}),
        (status.RUNNING, None, {}),
        (status.FAILED, error, {}),
        (status.DONE, None, done),
        (status.CANCELLED, None, {}),
    ):
        layout = Tall()
        slots.draw(layout, current.find(bpy.context), bpy.context)
        heights.add(round(layout.height, 3))
    assert len(heights) == 1, heights


class Tall(Layout):
    """A layout that adds up its height in units of one button; its rows are one unit high."""

    def __init__(self, drawn: Drawn | None = None) -> None:
        super().__init__(drawn)
        self.rows: list[Any] = []
        self.scale_y = 1.0

    def row(self, **_arguments: Any) -> Tall:
        child = Tall(self.drawn)
        self.rows.append(child)
        return child

    def column(self, **_arguments: Any) -> Tall:
        return self.row()

    def popover(self, **_arguments: Any) -> None:
        """A button; what it opens is elsewhere."""

    @property
    def height(self) -> float:
        """Rows of rows are as high as what is in them; a row of buttons is one unit."""
        return round(self.scale_y, 1) * (sum(row.height for row in self.rows) if self.rows else 1.0)


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
    assert "Waiting for the Manager at farm:8080: no answer for 4 s" in _panel(extension).text
    assert "2 of 6" not in _panel(extension).text


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
    assert "Uploading files" in _panel(extension).labels
    view.status, view.error = state.background.WorkStatus.FAILED, error
    assert "Try Again" in (drawn := _panel(extension)).buttons
    assert "shot" not in drawn.labels

    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "other.blend"))
    assert "Submit to Farm" in (drawn := _panel(extension)).buttons
    assert "shot" in drawn.labels
    view.status = state.background.WorkStatus.RUNNING
    assert '"shot": Uploading files' in _panel(extension).labels


def outcome() -> Any:
    """What scripts read."""
    return json.loads(bpy.context.window_manager.flamenco_client.outcome)


@pytest.fixture
def job(manager: ManagerServer, project: Project) -> Any:
    """The job of a file that can be submitted."""
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", "/render")
    return job


def test_the_outcome_as_data(extension: Extension, manager: ManagerServer, job: Any) -> None:
    """Scripts read how the last submission ended; nothing of an earlier one is left."""
    manager.hand.worker()
    window = bpy.context.window_manager.flamenco_client
    assert outcome()["state"] == "none"

    bpy.ops.flamenco_client.submit_job()
    made = outcome()
    assert (made["state"], made["kind"], made["job_id"]) == ("done", "", window.last_job_id)
    assert made["job_id"] == manager.jobs[0].id
    assert made["details"]["settings"]["frames"] == {"value": "1-250", "from": "expression"}
    assert {found["id"] for found in made["warnings"]} == {"output"}
    assert made["files_report"]["files"] == made["details"]["files"]
    bpy.ops.flamenco_client.dismiss_outcome()
    assert outcome() == made

    job.set_setting("frames", "10-1")
    with pytest.raises(RuntimeError):
        bpy.ops.flamenco_client.submit_job()
    failed = outcome()
    assert (failed["state"], failed["kind"], failed["job_id"], window.last_job_id) == ("failed", "preflight", "", "")
    assert [found["id"] for found in failed["details"]["findings"]] == ["frames"]
    assert (failed["files_report"], failed["warnings"]) == ({}, [])

    job.job_type = "gone"
    with pytest.raises(RuntimeError, match="no job type"):
        bpy.ops.flamenco_client.submit_job()
    assert (outcome()["state"], outcome()["kind"]) == ("failed", "not-ready")


def test_the_outcome_of_the_button(extension: Extension, manager: ManagerServer, job: Any) -> None:
    """A call that returns at once: it runs, is cancelled or done, or could not begin."""
    submit, timer = extension.module("bridge.submission.submit"), extension.module("bridge.timer")
    submit.start(bpy.context, as_saved=True)
    assert (outcome()["state"], outcome()["job_id"]) == ("running", "")
    with pytest.raises(extension.module("core.errors").FarmError, match="running"):
        submit.start(bpy.context, as_saved=True)
    assert outcome()["state"] == "running"
    submit.cancel()
    until(lambda: outcome()["state"] != "running", meanwhile=timer.turn)
    assert outcome()["state"] == "cancelled"

    submit.start(bpy.context, as_saved=True)
    until(lambda: outcome()["state"] != "running", meanwhile=timer.turn)
    assert (outcome()["state"], outcome()["job_id"]) == ("done", manager.jobs[-1].id)

    bpy.context.scene.camera = None
    with pytest.raises(extension.module("core.errors").FarmError, match="camera"):
        submit.start(bpy.context, as_saved=True)
    assert (outcome()["state"], outcome()["kind"], outcome()["job_id"]) == ("failed", "preflight", "")


def test_the_outcome_is_not_known(extension: Extension, manager: ManagerServer, job: Any) -> None:
    """A lost answer is neither success nor failure."""
    bpy.ops.flamenco_client.submit_job()
    manager.faults.lose_answer("submitJob")
    manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(RuntimeError):
        bpy.ops.flamenco_client.submit_job()
    lost = outcome()
    assert (lost["state"], lost["kind"], lost["job_id"]) == ("not-known", "not-known", "")
    assert lost["details"]["submission_id"]
    assert bpy.context.window_manager.flamenco_client.last_job_id == ""


def test_all_missing_files_are_named(extension: Extension, project: Project, job: Any) -> None:
    """However many there are: in the error, and as data."""
    names = [f"//gone/{number:03}.png" for number in range(30)]
    job.id_data.flamenco_client.extra_files.clear()
    for name in names:
        image = bpy.data.images.new(name, 1, 1)
        image.source, image.filepath, image.use_fake_user = "FILE", name, True
    with pytest.raises(RuntimeError) as caught:
        bpy.ops.flamenco_client.submit_job()
    missing = {bpy.path.abspath(name) for name in names}
    assert outcome()["kind"] == "files"
    assert set(outcome()["missing"]) == missing
    assert [path for path in missing if path not in str(caught.value)] == []
