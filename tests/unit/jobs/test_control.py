"""Actions: what is offered is done, and confirmed by the Manager; a refusal has its words."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from flamenco_client.jobs import control, workers
from flamenco_client.jobs.farm_jobs import FarmJobs
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.manager.records import Job
from flamenco_client.tests.unit.jobs.conftest import AddJob


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("cancel", "queued", "canceled"),
        ("pause", "queued", "paused"),
        ("resume", "paused", "queued"),
        ("requeue", "completed", "queued"),
        ("requeue", "failed", "queued"),
    ],
)
def test_status(farm: FarmJobs, add_job: AddJob, action: str, before: str, after: str) -> None:
    """The status is the one that the Manager confirms."""
    job = add_job(status=before)
    found = control.on_jobs(farm, action, [job.id], None, "asked by ann")
    assert [entry["status"] for entry in found["done"]] == [after]
    assert "asked by ann" in job.activity


def test_what_is_not_offered_is_not_sent(manager: ManagerServer, farm: FarmJobs, add_job: AddJob) -> None:
    """The Manager would take any status; the table is kept here. The others of several jobs are changed."""
    done, running = add_job(status="completed"), add_job()
    found = control.on_jobs(farm, "pause", [done.id, running.id, "0e6e4a43-0000-4000-8000-000000000000"], None, "x")
    assert [entry["id"] for entry in found["done"]] == [running.id]
    assert "completed" in found["refused"][0]["message"]
    assert "does not exist" in found["refused"][1]["message"]
    assert done.status == "completed"


def test_requeue_failed_only(farm: FarmJobs, add_job: AddJob) -> None:
    """Only failed tasks are queued again; without any it says so."""
    job = add_job(tasks=3, status="active")
    job.tasks[0].status, job.tasks[1].status = "failed", "canceled"
    assert control.on_jobs(farm, "requeue_failed", [job.id], None, "x")["refused"] == []
    assert [task.status for task in job.tasks] == ["queued", "canceled", "queued"]
    assert "no failed tasks" in control.on_jobs(farm, "requeue_failed", [job.id], None, "x")["refused"][0]["message"]


def test_priority_tag_and_blocklist(manager: ManagerServer, farm: FarmJobs, add_job: AddJob) -> None:
    """Any status; what the Manager refuses has its words."""
    job, tag, worker = add_job(status="completed"), manager.add_tag("gpu"), manager.hand.worker()
    job.blocklist.append((worker, "blender"))
    control.on_jobs(farm, "priority", [job.id], 70, "x")
    control.on_jobs(farm, "tag", [job.id], tag.id, "x")
    control.on_jobs(farm, "unblock", [job.id], {"worker_id": worker.id, "task_type": "blender"}, "x")
    assert (job.priority, job.tag, job.blocklist) == (70, tag, [])
    control.on_jobs(farm, "tag", [job.id], "", "x")
    assert job.tag is None
    assert control.on_jobs(farm, "priority", [job.id], 700, "x")["refused"][0]["message"]


def test_delete(manager: ManagerServer, farm: FarmJobs, add_job: AddJob) -> None:
    """What goes is asked first; then the job is being deleted, and gone later."""
    job = add_job(checkout="shot-1")
    assert control.what_deleting_does(farm, [job.id, "0e6e4a43-0000-4000-8000-000000000000"]) == [
        {"id": job.id, "name": "shot", "status": "queued", "shaman_checkout": True}
    ]
    assert control.on_jobs(farm, "delete", [job.id], None, "x")["done"][0]["deleting"]
    assert job.delete_requested_at or job.id not in manager.farm.jobs


def test_tasks(farm: FarmJobs, add_job: AddJob) -> None:
    """One task is cancelled or queued again; what its status does not offer is refused."""
    job = add_job(tasks=3)
    job.tasks[1].status = "completed"
    found = control.on_tasks(farm, "cancel", job.id, [job.tasks[0].id, job.tasks[1].id], "x")
    assert [entry["status"] for entry in found["done"]] == ["canceled"]
    assert "completed" in found["refused"][0]["message"]
    found = control.on_tasks(farm, "requeue", job.id, [job.tasks[1].id], "x")
    assert [entry["status"] for entry in found["done"]] == ["queued"]


def test_workers(manager: ManagerServer, farm: FarmJobs, add_job: Callable[..., Job]) -> None:
    """Who is awake, at which task, with which tags; a request is shown until the worker follows."""
    worker, tag = manager.hand.worker(), manager.add_tag("gpu")
    worker.tags.append(tag)
    job = add_job()
    manager.advance(job)
    row = workers.all_workers(farm)["workers"][0]
    assert (row["name"], row["task"], row["job_id"], row["tags"]) == (worker.name, "render-1", job.id, ["gpu"])
    control.on_worker(farm, "sleep", worker.id, lazy=True)
    row = workers.all_workers(farm)["workers"][0]
    assert (row["wanted"], row["lazy"]) == ("asleep", True)
