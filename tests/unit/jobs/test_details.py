"""One job in full, by difference."""

from __future__ import annotations

import pytest

from flamenco_client.core.errors import FarmError
from flamenco_client.jobs.details import AllDetails, JobDetails
from flamenco_client.jobs.farm_jobs import FarmJobs
from flamenco_client.jobs.job_row import Owner
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.manager.records import Task
from flamenco_client.tests.unit.jobs.conftest import AddJob

ANN = Owner("ann")


def test_tasks_by_difference(manager: ManagerServer, farm: FarmJobs, add_job: AddJob) -> None:
    """All tasks once, then only those that changed; those that are gone are named."""
    job, details = add_job(tasks=40), JobDetails()
    first = details.look(farm, job.id, ANN, 0)
    assert (len(first["tasks"]), first["full"]) == (40, True)
    manager.advance(job)
    second = details.look(farm, job.id, ANN, first["version"])
    assert [task["status"] for task in second["tasks"]] == ["active"]
    removed = job.tasks.pop()
    assert details.look(farm, job.id, ANN, second["version"])["gone"] == [removed.id]


def test_reasons(manager: ManagerServer, farm: FarmJobs, add_job: AddJob) -> None:
    """The same reason stands once, with the tasks that have it; what is not recognised shows its last line."""
    job, details = add_job(tasks=60), JobDetails()
    for task in job.tasks[:3]:
        _fail(task, "pid=3 > Error: System is out of GPU memory")
    _fail(job.tasks[5], "pid=3 > Exotic device caught fire")
    found = details.look(farm, job.id, ANN, 0)["reasons"]
    assert [(reason["id"], reason["count"]) for reason in found] == [
        ("out-of-vram", 3),
        ("unknown:Exotic device caught fire", 1),
    ]
    assert found[0]["frames"] == ["1", "2", "3"]
    assert "Exotic device caught fire" in found[1]["text"]


def test_only_the_preview_failed(farm: FarmJobs, add_job: AddJob) -> None:
    """All frames are there and only the video is not: that comes first."""
    job = add_job(tasks=2)
    for task in job.tasks:
        task.status = "completed"
    video = Task(job, "preview-video", "ffmpeg", [], index_in_job=3)
    job.tasks.append(video)
    _fail(video, 'Failed: frames-to-video: parameter "exe" has invalid value ffmpeg: exec: "ffmpeg": not found')
    found = JobDetails().look(farm, job.id, ANN, 0)["reasons"]
    assert [reason["id"] for reason in found] == ["no-preview", "no-ffmpeg"]


def test_completed_but_wrongly(manager: ManagerServer, farm: FarmJobs, add_job: AddJob) -> None:
    """The head of the first log of each worker tells what Blender missed, read once."""
    job, details = add_job(tasks=3), JobDetails()
    line = "pid=1 > Warning: Unable to open '/farm/rock.blend': No such file or directory\n"
    manager.hand.write_log(job.tasks[0], line)
    manager.finish(job)
    found = details.look(farm, job.id, ANN, 0)
    assert [warning["id"] for warning in found["warnings"]] == ["library-missing"]
    manager.forget_requests()
    details.look(farm, job.id, ANN, 0)
    assert not manager.requests_of("fetchTaskLogInfo")


def test_what_it_waits_for(manager: ManagerServer, farm: FarmJobs, add_job: AddJob) -> None:
    """The worker's tags and kinds of tasks are asked for, the blocklist as well."""
    worker = manager.hand.worker()
    job = add_job()
    assert JobDetails().look(farm, job.id, ANN, 0)["waits"] == ""
    job.blocklist.append((worker, "blender"))
    found = JobDetails().look(farm, job.id, ANN, 0)
    assert "blocklist" in found["waits"]
    assert found["blocklist"][0]["worker_name"] == worker.name
    worker.status = "asleep"
    assert "1 asleep" in JobDetails().look(farm, job.id, ANN, 0)["waits"]


def test_what_it_left_out(farm: FarmJobs, add_job: AddJob) -> None:
    """Missing files are in the metadata that a submission wrote; settings and others are shown."""
    job = add_job()
    job.metadata["flamenco_client.missing_files"] = "/a/rock.png\n/a/wood.png"
    job.settings["odd"] = {"deep": [1]}
    found = JobDetails().look(farm, job.id, ANN, 0)
    assert found["missing"] == ["/a/rock.png", "/a/wood.png"]
    assert found["job"]["metadata"] == {"user.name": "ann"}
    assert found["job"]["settings"]["frames"] == "1-3"


def test_a_deleted_job(farm: FarmJobs, add_job: AddJob, manager: ManagerServer) -> None:
    """It says that the job is gone."""
    job = add_job()
    del manager.farm.jobs[job.id]
    with pytest.raises(FarmError, match="does not exist any more"):
        JobDetails().look(farm, job.id, ANN, 0)


def test_few_are_remembered() -> None:
    """The details of a few jobs are kept."""
    details = AllDetails()
    first = details.of("url", "1")
    assert details.of("url", "1") is first
    for number in range(2, 7):
        details.of("url", str(number))
    assert details.of("url", "1") is not first


def _fail(task: Task, line: str) -> None:
    task.status = "failed"
    task.write_log(f"{line}\nFailed: command exited abnormally with code 1\n")
    task.touch()
