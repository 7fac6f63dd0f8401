"""Operations for workers: running a job, and management of workers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import until

from .conftest import UNKNOWN_ID, Caller, echo_job, render_job

KINDS = ["blender", "ffmpeg", "misc"]


@pytest.fixture
def worker_id(call: Caller) -> str:
    """Provide a worker that has signed on and is awake; the caller uses its credentials."""
    about = {"name": "w1", "secret": "s", "platform": "linux", "supported_task_types": KINDS}
    got = call("POST", "worker/register-worker", about).json
    assert (got["status"], got["software"], got["address"]) == ("", "", "127.0.0.1")
    call.sign_in(got["uuid"], "s")
    about = {"name": "w1", "supported_task_types": KINDS, "software_version": "1.0"}
    assert call("POST", "worker/sign-on", about).json == {"status_requested": "awake"}
    assert call("POST", "worker/state-changed", {"status": "awake"}).status == 204
    return str(got["uuid"])


def take(call: Caller) -> dict[str, Any] | None:
    got = call("POST", "worker/task")
    assert got.status in {200, 204}
    return got.json if got.status == 200 else None


def test_tasks_are_assigned_in_order_with_variables_replaced(call: Caller, worker_id: str) -> None:
    """The worker gets the first task, with variables of its platform, and the same again until it is completed."""
    assert take(call) is None
    call("POST", "jobs", render_job())
    task = take(call)
    assert task is not None
    parameters = task["commands"][0]["parameters"]
    assert (task["name"], task["status"], parameters["exe"]) == ("render-1-3", "active", "blender")
    assert parameters["blendfile"].endswith("/storage/jobs/sc020_0040/film.blend")
    again = take(call)
    assert again is not None
    assert again["uuid"] == task["uuid"]
    call("POST", f"worker/task/{task['uuid']}", {"taskStatus": "completed", "activity": "done"})
    following = take(call)
    assert following is not None
    assert following["name"] == "render-4-6"


def test_important_jobs_go_first(call: Caller, worker_id: str) -> None:
    """The tasks of the job with the higher priority are assigned first."""
    call("POST", "jobs", echo_job(name="low", priority=10))
    high = call("POST", "jobs", echo_job(name="high", priority=90)).json["id"]
    task = take(call)
    assert task is not None
    assert task["job"] == high


def test_tasks_wait_for_their_dependencies(manager: ManagerServer, call: Caller, worker_id: str) -> None:
    """The video task is assigned after all frames are rendered, also by another worker."""
    call("POST", "jobs", render_job(frames="1-2", chunk_size=2))
    manager.advance()
    assert take(call) is None
    manager.advance(steps=2)
    second = take(call)
    assert second is not None
    assert second["name"] == "preview-video"
    call("POST", f"worker/task/{second['uuid']}", {"taskStatus": "completed"})
    assert manager.jobs[0].status == "completed"


def test_progress_is_recorded(manager: ManagerServer, call: Caller, worker_id: str) -> None:
    """Steps, activity, log and images are stored for task and job."""
    job_id = call("POST", "jobs", render_job()).json["id"]
    task = take(call)
    assert task is not None
    path = f"worker/task/{task['uuid']}"
    assert call("POST", path, {"activity": "rendering", "log": "Fra:1", "steps_completed": 1}).status == 204
    job = call("GET", f"jobs/{job_id}").json
    assert (job["status"], job["steps_completed"], job["steps_total"]) == ("active", 1, 9)
    shown = call("GET", f"tasks/{task['uuid']}").json
    assert (shown["activity"], shown["worker"]["name"]) == ("rendering", "w1")
    assert shown["last_touched"]
    assert "\nFra:1\n" in call("GET", f"tasks/{task['uuid']}/logtail").text
    assert call("POST", f"{path}/output-produced", b"image", Content_Type="image/png").status == 202
    assert call("GET", f"jobs/{job_id}/last-rendered").status == 200
    assert call("POST", f"{path}/output-produced", b"image", Content_Type="image/gif").status == 400


def test_may_it_keep_running(manager: ManagerServer, call: Caller, worker_id: str) -> None:
    """The answer is yes until the job is canceled or the worker has to change its status at once."""
    call("POST", "jobs", render_job())
    task = take(call)
    assert task is not None
    path = f"worker/task/{task['uuid']}/may-i-run"
    assert call("GET", path).json == {"mayKeepRunning": True, "reason": "", "statusChangeRequested": False}
    call("POST", f"worker-mgt/workers/{worker_id}/setstatus", {"status": "asleep", "is_lazy": True})
    assert call("GET", path).json["mayKeepRunning"] is True
    call("POST", f"worker-mgt/workers/{worker_id}/setstatus", {"status": "asleep", "is_lazy": False})
    got = call("GET", path).json
    assert (got["mayKeepRunning"], got["statusChangeRequested"]) == (False, True)
    call("POST", f"worker-mgt/workers/{worker_id}/setstatus", {"status": "awake", "is_lazy": False})
    call("POST", f"jobs/{task['job']}/setstatus", {"status": "cancel-requested", "reason": "x"})
    assert call("GET", path).json["reason"] == 'task is in non-runnable status "canceled"'


def test_other_workers_retry_a_failed_task(manager: ManagerServer, call: Caller, worker_id: str) -> None:
    """If there is another worker, a failed task becomes soft-failed, and its worker does not get it again."""
    manager.hand.worker()
    call("POST", "jobs", render_job())
    task = take(call)
    assert task is not None
    update = {"taskStatus": "failed", "activity": "no such file"}
    assert call("POST", f"worker/task/{task['uuid']}", update).status == 204
    shown = call("GET", f"tasks/{task['uuid']}").json
    assert (shown["status"], shown["activity"]) == ("soft-failed", "no such file")
    assert [worker["id"] for worker in shown["failed_by_workers"]] == [worker_id]
    following = take(call)
    assert following is not None
    assert following["uuid"] != task["uuid"]


def test_the_last_worker_fails_the_task(manager: ManagerServer, call: Caller, worker_id: str) -> None:
    """Without another worker the task fails at once, and so does the job."""
    call("POST", "jobs", render_job())
    task = take(call)
    assert task is not None
    call("POST", f"worker/task/{task['uuid']}", {"taskStatus": "failed"})
    assert (manager.jobs[0].tasks[0].status, manager.jobs[0].status) == ("failed", "failed")


def test_updates_by_another_worker_are_409(manager: ManagerServer, call: Caller, worker_id: str) -> None:
    """A worker cannot update a task that was assigned to another worker."""
    call("POST", "jobs", render_job())
    manager.advance()
    task = manager.jobs[0].tasks[0]
    assert call("POST", f"worker/task/{task.id}", {"activity": "mine"}).status == 409


def test_a_worker_must_be_awake(call: Caller, worker_id: str) -> None:
    """A worker that is not awake gets 409; one that has to change its status gets 423 with the status."""
    call("POST", f"worker-mgt/workers/{worker_id}/setstatus", {"status": "asleep", "is_lazy": False})
    got = call("POST", "worker/task")
    assert (got.status, got.json) == (423, {"status_requested": "asleep"})
    assert call("GET", "worker/state").json == {"status_requested": "asleep"}
    assert call("POST", "worker/state-changed", {"status": "asleep"}).status == 204
    assert call("GET", "worker/state").status == 204
    assert call("POST", "worker/task").status == 409


def test_signing_off_gives_the_task_back(manager: ManagerServer, call: Caller, worker_id: str) -> None:
    """The task of a worker that signs off is queued again."""
    call("POST", "jobs", render_job())
    take(call)
    assert call("POST", "worker/sign-off").status == 204
    assert manager.jobs[0].tasks[0].status == "queued"
    assert call("GET", "status").json == {"status": "inoperative"}


def test_tagged_jobs_wait_for_tagged_workers(manager: ManagerServer, call: Caller, worker_id: str) -> None:
    """A worker gets tasks of a job with a tag only if it has the tag."""
    tag = manager.add_tag("gpu")
    call("POST", "jobs", echo_job(worker_tag=tag.id))
    assert take(call) is None
    assert call("POST", f"worker-mgt/workers/{worker_id}/settags", {"tag_ids": [UNKNOWN_ID]}).status == 500
    assert call("POST", f"worker-mgt/workers/{worker_id}/settags", {"tag_ids": [tag.id]}).status == 204
    assert take(call) is not None


def test_fetching_workers(call: Caller, worker_id: str) -> None:
    """The list has summaries; the details have address, tags and the current task."""
    call("POST", "jobs", echo_job())
    take(call)
    (summary,) = call("GET", "worker-mgt/workers").json["workers"]
    assert (summary["name"], summary["status"], summary["version"]) == ("w1", "awake", "1.0")
    details = call("GET", f"worker-mgt/workers/{worker_id}").json
    assert details["ip_address"] == "127.0.0.1"
    assert details["task"]["name"] == "echo"
    assert details["task"]["job_id"]
    assert call("GET", f"worker-mgt/workers/{UNKNOWN_ID}").status == 404
    assert call("DELETE", f"worker-mgt/workers/{worker_id}").status == 204
    assert call("GET", "worker-mgt/workers").json == {"workers": []}


def test_sleep_schedules(call: Caller, worker_id: str) -> None:
    """Without a schedule the answer is 204; times and days are validated."""
    path = f"worker-mgt/workers/{worker_id}/sleep-schedule"
    assert call("GET", path).status == 204
    schedule = {"is_active": True, "days_of_week": "mo tu", "start_time": "09:00", "end_time": "17:30"}
    assert call("POST", path, schedule).status == 204
    assert call("GET", path).json == schedule
    for change in ({"start_time": "9"}, {"end_time": "25:00"}, {"days_of_week": "someday"}):
        got = call("POST", path, {**schedule, **change})
        assert (got.status, got.json["code"]) == (400, 400)


def test_tags(manager: ManagerServer, call: Caller) -> None:
    """Tags can be created, listed, renamed and deleted; names are unique."""
    tag = call("POST", "worker-mgt/tags", {"name": "gpu", "description": "fast"}).json
    assert call("GET", "worker-mgt/tags").json == {"tags": [tag]}
    assert call("POST", "worker-mgt/tags", {"name": "gpu"}).status == 500
    path = f"worker-mgt/tag/{tag['id']}"
    assert call("PUT", path, {"name": "gpus"}).status == 204
    assert call("GET", path).json["name"] == "gpus"
    assert call("DELETE", path).status == 204
    for method in ("GET", "DELETE"):
        got = call(method, path)
        assert (got.status, got.json["code"]) == (404, 404)
    assert manager.tags == []


def test_toy_worker_completes_a_job(storage: Path) -> None:
    """With a toy worker a submitted job advances by itself, with steps, log and images."""
    with ManagerServer(storage, workers=1, step_seconds=0.01) as manager:
        call = Caller(manager)
        job_id = call("POST", "jobs", render_job(frames="1-3", chunk_size=2)).json["id"]
        until(lambda: manager.jobs[0].status == "completed")
        job = call("GET", f"jobs/{job_id}").json
        assert (job["status"], job["steps_completed"]) == ("completed", 4)
        assert "step 2 of 2" in call("GET", f"tasks/{manager.jobs[0].tasks[0].id}/logtail").text
        assert call("GET", f"jobs/{job_id}/last-rendered").status == 200
        call.close()
