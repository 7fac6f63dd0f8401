"""Results of earlier submissions, as the panel shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import Drawn, draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer


@pytest.fixture
def panel(extension: Extension) -> Callable[[], Drawn]:
    """Draws the panel."""
    return lambda: draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context)


def submit_without_answer(extension: Extension, manager: ManagerServer) -> Any:
    """Submit, lose the answer, and don't hear from the Manager then."""
    bpy.ops.flamenco_client.check_manager()
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "/render")
    manager.faults.lose_answer("submitJob")
    manager.faults.answer("fetchJobs", 500, times=None)
    extension.module("bridge.submission.submit").start(bpy.context, as_saved=True)
    shown = extension.module("state").current()
    extension.turn_until(lambda: not shown.submission.running and bool(shown.recovery.open))
    manager.faults.clear()
    return shown


@pytest.mark.slow
def test_asked_by_the_button(
    extension: Extension, manager: ManagerServer, project: Project, panel: Callable[[], Drawn]
) -> None:
    """The panel says that it is not known and has the button; the answer takes the place of the error (scenario 43)."""
    shown = submit_without_answer(extension, manager)
    assert shown.submission.error.kind == "not-known"
    drawn = panel()
    asks = [name for name, _ in drawn.operators if name == "flamenco_client.check_unknown_job"]
    assert len(asks) == 2, "in the slot and its pop-over, not another one for what is open"
    bpy.ops.flamenco_client.check_unknown_job()
    extension.turn_until(lambda: not shown.recovery.reconciling.running)
    assert shown.submission.status == "idle"
    assert shown.recovery.open == ()


@pytest.mark.slow
def test_resolved_by_check_manager(
    extension: Extension, manager: ManagerServer, project: Project, panel: Callable[[], Drawn]
) -> None:
    """Check Manager resolves it as well."""
    shown = submit_without_answer(extension, manager)
    bpy.ops.flamenco_client.check_manager()
    extension.turn_until(lambda: not shown.recovery.open)
    assert "not known" not in panel().text


@pytest.mark.slow
def test_known_from_before(
    extension: Extension, manager: ManagerServer, project: Project, panel: Callable[[], Drawn]
) -> None:
    """A Blender that is started later finds on its disk what is open, and says so without asking anybody."""
    submit_without_answer(extension, manager)
    extension.module("state").reset()
    manager.forget_requests()
    extension.module("bridge.recovery").read_local_records()
    extension.turn_until(lambda: bool(extension.module("state").current().recovery.open))
    assert manager.requests == []
    assert "It is not known whether" in panel().text


@pytest.mark.parametrize("what", ["done", "arrived", "absent", "deleted", "failed", "cancelled", "cut-off"])
def test_notices(extension: Extension, manager: ManagerServer, panel: Callable[[], Drawn], what: str) -> None:
    """Each notice is drawn, with the job's link if there is one, until it is dismissed."""
    view = extension.module("state").current().recovery
    notice = {"what": what, "submission_id": "1", "manager_url": "", "job_name": "shot", "job_id": "", "blend": ""}
    view.notices = [notice | {"message": "Something happened", "hint": "Do this", "job_url": "http://127.0.0.1/x"}]
    drawn = panel()
    assert "Something happened Do this" in drawn.text
    assert [given.url for name, given in drawn.operators if name == "wm.url_open"] == ["http://127.0.0.1/x"]
    bpy.ops.flamenco_client.dismiss_notice(submission_id="1")
    assert "Something happened" not in panel().text


def test_sent_by_another(extension: Extension, manager: ManagerServer, panel: Callable[[], Drawn]) -> None:
    """A submission that runs in the background is shown."""
    view = extension.module("state").current().recovery
    view.running = ({"submission_id": "1", "job_name": "shot", "manager_url": ""},)
    assert 'The job "shot" is being submitted' in panel().text


def test_sent_by_another_and_cancelled(
    extension: Extension, manager: ManagerServer, panel: Callable[[], Drawn]
) -> None:
    """It can be cancelled here; the panel says so, and its process is asked to stop."""
    shown = extension.module("state").current()
    shown.recovery.running = ({"submission_id": "1", "job_name": "shot", "manager_url": ""},)
    (cancel,) = [given for name, given in panel().operators if name == "flamenco_client.cancel_other_submission"]
    assert cancel.submission_id == "1"
    kind = extension.module("core.user_files").Kind.RUNNING
    note = extension.module("bridge.user_preferences").user_files().path(kind, "1")
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text("{}", encoding="utf-8")
    bpy.ops.flamenco_client.cancel_other_submission(submission_id="1")
    drawn = panel()
    assert 'The submission of "shot" is being cancelled' in drawn.text
    assert "flamenco_client.cancel_other_submission" not in [name for name, _ in drawn.operators]
    extension.turn_until(note.with_suffix(".stop").exists)
    note.unlink()


def test_cut_off(
    monkeypatch: pytest.MonkeyPatch,
    extension: Extension,
    manager: ManagerServer,
    project: Project,
    panel: Callable[[], Drawn],
) -> None:
    """What was cut off is reported; Send Again is there once its file is open, and removes the notice."""
    records = extension.module("submission.records.records")
    record = extension.module("submission.records.record")
    cut_off = record.SubmissionRecord("cut", manager.url, "shot", str(project.shot), outcome=record.Outcome.SENDING)
    records.Records(extension.module("bridge.user_preferences").user_files()).write(cut_off)
    bpy.ops.flamenco_client.check_manager()
    extension.module("state").reset()
    monkeypatch.setattr(extension.module("bridge.recovery"), "_shows_notices", lambda: True)  # as with a window
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    bpy.ops.flamenco_client.check_manager()
    extension.module("bridge.recovery").read_local_records()
    shown = extension.module("state").current()
    extension.turn_until(lambda: bool(shown.recovery.notices))

    drawn = panel()
    assert 'The submission of "shot" was cut off' in drawn.text
    assert [given.filepath for name, given in drawn.operators if name == "wm.open_mainfile"] == 2 * [str(project.shot)]
    bpy.ops.wm.open_mainfile(filepath=str(project.shot))
    assert "Send Again" in panel().buttons
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "/render")
    extension.module("bridge.submission.submit").start(bpy.context, as_saved=True)
    assert shown.recovery.notices == []
    extension.turn_until(lambda: not shown.submission.running)
    assert len(manager.jobs) == 1


def test_a_scripts_submission_is_no_news(extension: Extension, manager: ManagerServer, project: Project) -> None:
    """What a script has seen to its end is not reported to the next window."""
    bpy.ops.flamenco_client.check_manager()
    bpy.context.scene.flamenco_client.set_setting("render_output_root", "/render")
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}
    records = extension.module("submission.records.records")
    user_files = extension.module("bridge.user_preferences").user_files()
    assert records.Records(user_files).take_untold() == []
