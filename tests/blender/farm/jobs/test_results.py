"""The result of a job: its frames on disk, loaded, moved, and rendered again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.manager.playing import picture
from flamenco_client.tests.support.manager.records import Job


@pytest.fixture
def sent(extension: Extension, manager: ManagerServer, project: Project, tmp_path: Path) -> Job:
    """A job that was sent from Blender and rendered: frame 3 is missing, frame 4 is empty."""
    manager.hand.worker()
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", str(tmp_path / "render"))
    job.set_setting("frames", "1-5")
    bpy.ops.flamenco_client.submit_job()
    made = manager.jobs[0]
    manager.finish(made)
    folder = _folder(made)
    folder.mkdir(parents=True)
    for number in (1, 2, 4, 5):
        (folder / f"{number:06}.png").write_bytes(b"" if number == 4 else picture(number))
    bpy.ops.flamenco_client.refresh_jobs(job_id=made.id)
    return made


def _folder(job: Job) -> Path:
    return Path(job.settings["render_output_path"]).parent


def _known(extension: Extension, job: Job) -> Any:
    frames = extension.module("bridge.jobs.frames")
    return frames.known(job.id)


def test_what_is_there(extension: Extension, sent: Job) -> None:
    """The panel says which frames are missing and which files are empty."""
    found = _known(extension, sent)
    assert (found["missing"], found["empty"], found["there"]) == ("3", ["000004.png"], 4)
    drawn = draw(extension.module("ui.jobs.panels").FLAMENCO_CLIENT_PT_selected_job, bpy.context)
    assert "1 missing, 4 of 5" in drawn.labels
    row = extension.module("state").current().jobs.rows[sent.id]
    assert row["warning"] == "2 frames on disk are missing, empty or cut off."
    assert "1 files are empty: 000004.png" in drawn.text


def test_render_missing(manager: ManagerServer, sent: Job) -> None:
    """One new job for the missing and the empty frame, into the same folder; the empty file is moved away."""
    bpy.ops.flamenco_client.render_missing(job_id=sent.id)
    again = manager.jobs[-1]
    assert again.id != sent.id
    assert again.settings["frames"] == "3, 4"
    assert again.settings["render_output_path"] == sent.settings["render_output_path"]
    assert again.checkout != sent.checkout
    assert not (_folder(sent) / "000004.png").exists()
    assert [path.name for path in _folder(sent).glob("_replaced */*")] == ["000004.png"]
    assert (_folder(sent) / "000001.png").exists()


def test_render_again(extension: Extension, manager: ManagerServer, sent: Job) -> None:
    """Typed frames are rendered again; their files are moved, or stay if so wished."""
    _known(extension, sent)
    bpy.ops.flamenco_client.render_again(job_id=sent.id, frames="1-2", move_files=False)
    assert manager.jobs[-1].settings["frames"] == "1-2"
    assert (_folder(sent) / "000001.png").exists()
    bpy.ops.flamenco_client.refresh_jobs(job_id=sent.id)
    _known(extension, sent)
    bpy.ops.flamenco_client.render_again(job_id=sent.id, frames="1")
    assert not (_folder(sent) / "000001.png").exists()


def test_requeue_with_the_files_moved(extension: Extension, manager: ManagerServer, sent: Job) -> None:
    """A completed job is queued again once its files are out of the way; without the wish they stay."""
    bpy.ops.flamenco_client.requeue_job(job_id=sent.id)
    assert sent.status == "queued"
    assert (_folder(sent) / "000001.png").exists()
    manager.finish(sent)
    bpy.ops.flamenco_client.refresh_jobs(job_id=sent.id)
    _known(extension, sent)
    task = next(task for task in sent.tasks if task.name == "render-2")
    bpy.ops.flamenco_client.requeue_task(job_id=sent.id, task_id=task.id, move_files=True)
    assert not (_folder(sent) / "000002.png").exists()
    assert task.status == "queued"
    manager.finish(sent)
    bpy.ops.flamenco_client.refresh_jobs(job_id=sent.id)
    bpy.ops.flamenco_client.requeue_job(job_id=sent.id, move_files=True)
    assert sent.status == "queued"
    assert list(_folder(sent).glob("*.png")) == []


def test_submit_again_and_settings(manager: ManagerServer, sent: Job) -> None:
    """The same job once more; and its settings in another scene."""
    bpy.ops.flamenco_client.submit_again(job_id=sent.id)
    assert manager.jobs[-1].settings["frames"] == "1-5"
    bpy.ops.flamenco_client.refresh_jobs(job_id=sent.id)
    job = bpy.context.scene.flamenco_client
    job.set_setting("frames", "99")
    bpy.ops.flamenco_client.take_over_settings(job_id=sent.id)
    assert job.get_setting("frames") == "1-5"


def test_a_job_from_elsewhere(extension: Extension, manager: ManagerServer, sent: Job) -> None:
    """Without a record it says what to do instead, and nothing is sent or moved."""
    records = extension.module("submission.records.records")
    files = extension.module("bridge.user_preferences").user_files()
    for record in records.Records(files).all():
        records.Records(files).remove(record.submission_id)
    count = len(manager.jobs)
    with pytest.raises(RuntimeError, match=r"not sent from this computer.*open file instead"):
        bpy.ops.flamenco_client.submit_again(job_id=sent.id)
    assert len(manager.jobs) == count


def test_load(extension: Extension, sent: Job, tmp_path: Path) -> None:
    """A sequence and a strip with all frames; the shown scene stays; new frames are added."""
    shown = bpy.context.scene
    bpy.ops.flamenco_client.load_frames(job_id=sent.id, into="IMAGE")
    image = next(each for each in bpy.data.images if each.source == "SEQUENCE")
    assert not image.is_runtime_data
    bpy.ops.flamenco_client.load_frames(job_id=sent.id, into="STRIP")
    assert bpy.context.scene == shown
    scene = next(each for each in bpy.data.scenes if each != shown)
    editor: Any = scene.sequence_editor
    (strip,) = list(editor.strips if hasattr(editor, "strips") else editor.sequences)
    assert [element.filename for element in strip.elements] == [f"{number:06}.png" for number in (1, 2, 4, 5)]
    (_folder(sent) / "000003.png").write_bytes(picture(3))
    polling, state = extension.module("bridge.jobs.polling"), extension.module("state").current()
    polling.load_frames(bpy.context, state.jobs.selected)
    assert len(strip.elements) == 5


def test_locate_output(extension: Extension, sent: Job, tmp_path: Path) -> None:
    """A chosen folder is learnt, serves for other jobs, and can be changed in the preferences."""
    preferences = bpy.context.preferences.addons[extension.key].preferences
    elsewhere = tmp_path / "seen" / _folder(sent).name
    elsewhere.mkdir(parents=True)
    (elsewhere / "000001.png").write_bytes(picture(1))
    try:
        bpy.ops.flamenco_client.locate_output(directory=str(elsewhere))
        assert len(preferences.farm_paths) == 1
        assert _known(extension, sent)["folder"] == str(elsewhere)
        bpy.ops.flamenco_client.remove_farm_path(index=0)
        assert len(preferences.farm_paths) == 0
    finally:
        preferences.farm_paths.clear()


def test_what_cannot_be_seen(extension: Extension, manager: ManagerServer, sent: Job) -> None:
    """A path of another system: the panel offers Locate Output, and nothing is played."""
    sent.settings["render_output_path"] = "Z:\\render\\######"
    bpy.ops.flamenco_client.refresh_jobs(job_id=sent.id)
    with pytest.raises(RuntimeError, match="does not see the output path"):
        bpy.ops.flamenco_client.play_job(job_id=sent.id)
    drawn = draw(extension.module("ui.jobs.panels").FLAMENCO_CLIENT_PT_selected_job, bpy.context)
    assert "flamenco_client.locate_output" in [name for name, _ in drawn.operators]
    assert "Tick two jobs first" in str(_reason(bpy.ops.flamenco_client.compare_jobs))


def _reason(operator: Any) -> str:
    try:
        operator()
    except RuntimeError as error:
        return str(error)
    return ""
