"""Acting on jobs by operators, and looking at their results."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.drawing import draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer, showcase
from flamenco_client.tests.support.manager.records import Job


@pytest.fixture
def job(manager: ManagerServer) -> Job:
    """A queued job with three tasks."""
    manager.hand.worker()
    showcase.many(manager.farm, 2)
    found = manager.jobs[1]
    assert found.status == "queued"
    return found


@pytest.fixture
def news(extension: Extension, manager: ManagerServer) -> Iterator[Any]:
    """The module of news; what it asks of the helper is not shown on this desktop."""
    yield extension.module("bridge.jobs.news")
    extension.module("state").current().jobs.news = []


@pytest.mark.parametrize(
    ("operators", "status"),
    [
        (["pause_job"], "paused"),
        (["pause_job", "resume_job"], "queued"),
        (["cancel_job"], "canceled"),
        (["cancel_job", "requeue_job"], "queued"),
    ],
)
def test_status(job: Job, operators: list[str], status: str) -> None:
    """Each operator takes a job's id and waits for the Manager."""
    for name in operators:
        getattr(bpy.ops.flamenco_client, name)(job_id=job.id)
    assert job.status == status


def test_a_refusal(job: Job) -> None:
    """What the status does not allow is an error that names the job."""
    with pytest.raises(RuntimeError, match=f"{job.name}.*not possible"):
        bpy.ops.flamenco_client.resume_job(job_id=job.id)
    assert job.status == "queued"


def test_priority_tag_and_deletion(manager: ManagerServer, job: Job) -> None:
    """Priority and tag are set; a deleted job is gone."""
    tag = manager.add_tag("gpu")
    bpy.ops.flamenco_client.set_job_priority(job_id=job.id, priority=77)
    bpy.ops.flamenco_client.set_job_tag(job_id=job.id, tag=tag.id)
    assert (job.priority, job.tag) == (77, tag)
    bpy.ops.flamenco_client.delete_job(job_id=job.id)
    assert job.delete_requested_at or job.id not in manager.farm.jobs


def test_tasks_and_logs(manager: ManagerServer, job: Job) -> None:
    """A failed task is queued again; its whole log becomes a text block."""
    task = job.tasks[0]
    manager.hand.fail(task, "it burnt")
    task.status = "failed"
    bpy.ops.flamenco_client.show_whole_log(task_id=task.id)
    assert "it burnt" in bpy.data.texts["flamenco_log"].as_string()
    bpy.ops.flamenco_client.requeue_task(job_id=job.id, task_id=task.id)
    assert task.status == "queued"
    task.status = "failed"
    bpy.ops.flamenco_client.requeue_failed(job_id=job.id)
    assert task.status == "queued"


def test_several(extension: Extension, manager: ManagerServer) -> None:
    """Ticked jobs are changed together."""
    showcase.many(manager.farm, 10)
    bpy.ops.flamenco_client.refresh_jobs()
    view = extension.module("state").current().jobs
    view.shown = list(view.rows)
    queued = [job for job in manager.jobs if job.status == "queued"]
    for job in queued:
        bpy.ops.flamenco_client.tick_job(job_id=job.id)
    bpy.ops.flamenco_client.pause_job()
    assert {job.status for job in queued} == {"paused"}
    bpy.ops.flamenco_client.tick_job()
    assert view.ticked == set()


def test_no_job(extension: Extension, manager: ManagerServer) -> None:
    """Without a job there is a reason and no call."""
    assert extension.module("bridge.jobs.control").why_not("pause") == "No job is selected"
    with pytest.raises(RuntimeError, match="No job is selected"):
        bpy.ops.flamenco_client.show_image()


def test_the_image_leaves_no_trace(
    extension: Extension, manager: ManagerServer, job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last image is shown and not saved with the file."""
    manager.hand.show_image(job.tasks[0])
    last_image = extension.module("bridge.jobs.last_image")
    shown: list[Any] = []

    class Editor:
        """Stands for an Image Editor: the bpy module has no window."""

        class spaces:  # noqa: N801 - Blender's name
            class active:  # noqa: N801
                image: Any = None

        def tag_redraw(self) -> None:
            shown.append(self.spaces.active.image.name)

    monkeypatch.setattr(last_image, "_editor", lambda _context: Editor())
    bpy.ops.flamenco_client.show_image(job_id=job.id)
    assert len(shown) == 1
    image = bpy.data.images[shown[0]]
    assert tuple(image.size) == (1920, 1080)
    assert image.is_runtime_data
    path = str(tmp_path / "kept.blend")
    bpy.ops.wm.save_as_mainfile(filepath=path, copy=True)
    with bpy.data.libraries.load(path) as (inside, _):
        assert shown[0] not in inside.images
    job.images = {"last-rendered.jpg": b"no image"}
    with pytest.raises(RuntimeError, match="not a JPEG"):
        bpy.ops.flamenco_client.show_image(job_id=job.id)


def test_news(extension: Extension, news: Any, manager: ManagerServer) -> None:
    """What happened to own jobs is in the slot until it is hidden, failures first."""
    say = extension.module("core.text").say
    events = [
        {"job_id": "1", "name": "a", "kind": "completed", "text": say('The job "{name}" is completed', name="a")},
        {"job_id": "2", "name": "b", "kind": "failed", "text": say('The job "{name}" failed', name="b")},
    ]
    news.take(events)
    drawn = draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context)
    assert 'The job "b" failed' in drawn.labels
    assert news.summary(events) == 'The job "b" failed (and 1 more)'
    task = {"job_id": "3", "name": "c", "kind": "task-failed", "text": say('A task of "{name}" failed', name="c")}
    news.take([task])
    news.take([{**task, "kind": "failed"}])
    kinds = [event["kind"] for event in extension.module("state").current().jobs.news if event["job_id"] == "3"]
    assert kinds == ["failed"], "once the job has failed, its first failed task is no news any more"
    bpy.ops.flamenco_client.dismiss_news()
    drawn = draw(extension.module("ui.output_panel").FLAMENCO_CLIENT_PT_submit, bpy.context)
    assert 'The job "b" failed' not in drawn.labels


def test_the_users_name(extension: Extension, monkeypatch: pytest.MonkeyPatch) -> None:
    """Jobs have the account's name, another one, or none."""
    preferences = bpy.context.preferences.addons[extension.key].preferences
    module = extension.module("bridge.user_preferences")
    monkeypatch.setenv("USER", "ann")
    try:
        assert module.user_name(bpy.context) == "ann"
        preferences.user_name_from, preferences.other_user_name = "OTHER", " Bob "
        assert module.user_name(bpy.context) == "Bob"
        preferences.user_name_from = "NONE"
        assert module.user_name(bpy.context) == ""
        assert "user.name" not in extension.module("bridge.submission.freeze")._metadata(bpy.context)
    finally:
        preferences.user_name_from, preferences.other_user_name = "ACCOUNT", ""
