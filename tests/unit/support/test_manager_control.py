"""Changes of jobs and tasks: status, priority, tag, blocklist, deletion."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.tests.support.manager import ManagerServer

from .conftest import UNKNOWN_ID, Caller, echo_job, render_job

SetStatus = Callable[[str], str]


@pytest.fixture
def job_id(call: Caller) -> str:
    return str(call("POST", "jobs", render_job()).json["id"])


@pytest.fixture
def set_status(call: Caller, job_id: str) -> SetStatus:
    """Provide a function that requests a status and returns the resulting one."""

    def change(status: str) -> str:
        assert call("POST", f"jobs/{job_id}/setstatus", {"status": status, "reason": "asked"}).status == 204
        return str(call("GET", f"jobs/{job_id}").json["status"])

    return change


@pytest.mark.parametrize(
    ("asked", "becomes"),
    [
        ("cancel-requested", "canceled"),
        ("pause-requested", "paused"),
        ("requeueing", "queued"),
        ("queued", "queued"),
        ("completed", "completed"),
        ("active", "active"),
        ("failed", "failed"),
    ],
)
def test_requests_are_fulfilled_at_once(set_status: SetStatus, asked: str, becomes: str) -> None:
    """With no active task a request ends in its final status; every other status is accepted."""
    assert set_status(asked) == becomes


def test_activity_describes_the_change(call: Caller, job_id: str, set_status: SetStatus) -> None:
    """The activity has the new status and the reason; steps are counted after a requeue."""
    assert call("GET", f"jobs/{job_id}").json["steps_total"] == 0
    set_status("requeueing")
    got = call("GET", f"jobs/{job_id}").json
    assert got["activity"] == 'Changed to status "queued": asked'
    assert (got["steps_completed"], got["steps_total"]) == (0, 9)


def test_the_same_status_changes_nothing(call: Caller, job_id: str, set_status: SetStatus) -> None:
    """A request for the current status does not change the time of the last change."""
    before = call("GET", f"jobs/{job_id}").json["updated"]
    set_status("queued")
    assert call("GET", f"jobs/{job_id}").json["updated"] == before


def test_pausing_waits_for_active_tasks(manager: ManagerServer, set_status: SetStatus) -> None:
    """The job stays pause-requested until its active task is completed."""
    manager.advance()
    assert set_status("pause-requested") == "pause-requested"
    manager.advance(steps=3)
    assert manager.jobs[0].status == "paused"
    assert {task.status for task in manager.jobs[0].tasks} == {"completed", "paused"}


def test_cancelling_does_not_wait(manager: ManagerServer, set_status: SetStatus) -> None:
    """All tasks that are not completed are canceled, active ones included."""
    manager.advance()
    assert set_status("cancel-requested") == "canceled"
    assert {task.status for task in manager.jobs[0].tasks} == {"canceled"}


def test_requeueing_a_completed_job_starts_over(manager: ManagerServer, set_status: SetStatus) -> None:
    """All tasks of a completed job are queued again."""
    manager.finish()
    assert manager.jobs[0].status == "completed"
    assert set_status("requeueing") == "queued"
    assert {task.status for task in manager.jobs[0].tasks} == {"queued"}
    assert manager.jobs[0].steps_completed == 0


def test_requeueing_another_job_keeps_completed_tasks(manager: ManagerServer, set_status: SetStatus) -> None:
    """Requeueing a job that is not completed keeps its completed tasks."""
    manager.advance(steps=4)
    set_status("cancel-requested")
    set_status("requeueing")
    assert [task.status for task in manager.jobs[0].tasks] == ["completed", "queued", "queued", "queued"]


def test_too_many_failures_fail_the_job(manager: ManagerServer, call: Caller, set_status: SetStatus) -> None:
    """More than 10 % of failed tasks fail the job and cancel the rest; requeueing one keeps the job failed."""
    job = manager.jobs[0]
    manager.hand.fail(job.tasks[0], "no such file")
    assert (job.status, job.activity) == ("failed", 'Changed to status "failed": too many tasks failed')
    assert [task.status for task in job.tasks] == ["failed", "canceled", "canceled", "canceled"]
    body = {"status": "queued", "reason": "again"}
    assert call("POST", f"tasks/{job.tasks[0].id}/setstatus", body).status == 204
    assert (job.status, job.tasks[0].status, job.tasks[0].activity) == ("failed", "queued", "again")


def test_few_failures_do_not_fail_the_job(manager: ManagerServer, call: Caller) -> None:
    """A job with 10 % of failed tasks continues."""
    call("POST", "jobs", echo_job(type="many-tasks", settings={"count": 10}))
    job = manager.jobs[-1]
    manager.hand.fail(job.tasks[0])
    assert (job.tasks[0].status, job.status) == ("failed", "active")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("jobs/{}/setstatus", {"status": "queued", "reason": "x"}),
        ("jobs/{}/setpriority", {"priority": 5}),
        ("jobs/{}/settag", {}),
        ("tasks/{}/setstatus", {"status": "queued", "reason": "x"}),
    ],
)
def test_unknown_and_malformed_ids(call: Caller, path: str, body: dict[str, Any]) -> None:
    """An unknown id is answered 404, a malformed one 400; the message names jobs for tasks, too."""
    got = call("POST", path.format(UNKNOWN_ID), body)
    assert (got.status, got.json["code"]) == (404, 404)
    got = call("POST", path.format("no-id"), body)
    assert (got.status, got.json) == (400, {"code": 400, "message": "job ID not valid"})


def test_fetching_unknown_jobs(call: Caller) -> None:
    """Unknown jobs are answered 404; their tasks and blocklist are empty, and they have no image."""
    assert call("GET", f"jobs/{UNKNOWN_ID}").status == 404
    assert call("GET", f"jobs/{UNKNOWN_ID}/tasks").json == {"tasks": []}
    assert call("GET", f"jobs/{UNKNOWN_ID}/blocklist").json == []
    assert call("GET", f"jobs/{UNKNOWN_ID}/last-rendered").status == 204
    assert call("GET", f"tasks/{UNKNOWN_ID}/logtail").status == 404


@pytest.mark.parametrize(("priority", "status"), [(0, 204), (100, 204), (101, 400), (-1, 400), ("high", 400)])
def test_priority_has_limits(call: Caller, job_id: str, priority: object, status: int) -> None:
    """Only priorities from 0 to 100 are accepted, unlike at submission."""
    assert call("POST", f"jobs/{job_id}/setpriority", {"priority": priority}).status == status


def test_tag_by_id_name_or_none(manager: ManagerServer, call: Caller, job_id: str) -> None:
    """A tag is set by id or name, and removed by neither; an unknown one is answered 406, null 400."""
    tag = manager.add_tag("gpu")
    for change, expected in (({"id": tag.id}, tag.id), ({}, None), ({"name": "gpu"}, tag.id)):
        assert call("POST", f"jobs/{job_id}/settag", change).status == 204
        assert call("GET", f"jobs/{job_id}").json.get("worker_tag") == expected
    for unknown in ({"id": UNKNOWN_ID}, {"name": "none such"}):
        got = call("POST", f"jobs/{job_id}/settag", unknown)
        assert (got.status, got.json["code"]) == (406, 406)
    assert call("POST", f"jobs/{job_id}/settag", {"id": None}).status == 400


def test_reasons_are_required(call: Caller, job_id: str) -> None:
    """A change of status without a reason is rejected."""
    assert call("POST", f"jobs/{job_id}/setstatus", {"status": "requeueing"}).status == 400


def test_deletion_takes_a_moment(storage: Path) -> None:
    """A job to be deleted is first marked; until it is deleted it can be fetched."""
    with ManagerServer(storage, deletion_delay=60) as manager, contextlib.closing(Caller(manager)) as call:
        job_id = call("POST", "jobs", echo_job()).json["id"]
        assert call("DELETE", f"jobs/{job_id}").status == 204
        assert call("GET", f"jobs/{job_id}").json["delete_requested_at"]
        manager.farm.finish_deletions(at_once=True)
        assert call("GET", f"jobs/{job_id}").status == 404
        assert call("DELETE", f"jobs/{job_id}").status == 404


def test_mass_deletion(manager: ManagerServer, call: Caller, job_id: str) -> None:
    """Jobs not changed since a given time are deleted; if there is none, the answer is 416."""
    got = call("DELETE", "jobs/mass-delete", {"last_updated_max": "2001-01-01T00:00:00Z"})
    assert (got.status, got.json["code"]) == (416, 416)
    assert len(manager.jobs) == 1
    assert call("DELETE", "jobs/mass-delete", {"last_updated_max": "2999-01-01T00:00:00.123456789Z"}).status == 204
    assert manager.jobs == []


def test_blocklist(manager: ManagerServer, call: Caller) -> None:
    """A worker that fails three tasks of a type is blocked for the type; it can be removed from the list."""
    call("POST", "jobs", echo_job(type="many-tasks", settings={"count": 100}))
    job = manager.jobs[-1]
    for task in job.tasks[:3]:
        manager.hand.fail(task)
    (entry,) = call("GET", f"jobs/{job.id}/blocklist").json
    assert entry == {"worker_id": manager.workers[0].id, "task_type": "misc", "worker_name": "test-hand"}
    gone = [{"worker_id": UNKNOWN_ID, "task_type": "misc"}]
    assert call("DELETE", f"jobs/{job.id}/blocklist", gone).status == 204
    assert len(job.blocklist) == 1
    assert call("DELETE", f"jobs/{job.id}/blocklist", [entry]).status == 204
    assert job.blocklist == []


def test_logs(manager: ManagerServer, call: Caller, job_id: str) -> None:
    """No log is answered 204; the tail has at most 2 KiB of whole lines; the whole log supports ranges."""
    task = manager.jobs[0].tasks[0]
    assert call("GET", f"tasks/{task.id}/log").status == 204
    assert call("GET", f"tasks/{task.id}/logtail").status == 204
    lines = "".join(f"line number {number:05d}\n" for number in range(1000))
    manager.hand.write_log(task, lines)
    tail = call("GET", f"tasks/{task.id}/logtail")
    assert tail.headers["Content-Type"] == "text/plain; charset=UTF-8"
    assert len(tail.body) <= 2048
    assert tail.text.startswith("line number ")
    assert lines.endswith(tail.text)
    info = call("GET", f"tasks/{task.id}/log").json
    assert (info["size"], info["job_id"]) == (len(lines), job_id)
    assert call("GET", info["url"]).text == lines
    part = call("GET", info["url"], Range="bytes=5-10")
    assert (part.status, part.text) == (206, "number")
    assert part.headers["Content-Range"] == f"bytes 5-10/{len(lines)}"
    assert call("GET", info["url"], Range="bytes=-7").text == lines[-7:]
    assert call("GET", info["url"], Range=f"bytes={len(lines)}-").status == 416


def test_last_rendered(manager: ManagerServer, call: Caller, job_id: str) -> None:
    """Without an image the answer is 204; with one there are three JPEGs, and new ones have the same path."""
    assert call("GET", f"jobs/{job_id}/last-rendered").status == 204
    assert call("GET", "jobs/last-rendered").status == 204
    task = manager.jobs[0].tasks[0]
    manager.hand.show_image(task, b"first")
    info = call("GET", f"jobs/{job_id}/last-rendered").json
    assert info == call("GET", "jobs/last-rendered").json
    assert info["base"] == f"/job-files/job-{job_id[:4]}/{job_id}"
    first = [call("GET", f"{info['base']}/{suffix}") for suffix in info["suffixes"]]
    assert {(got.status, got.headers["Content-Type"], got.body[:2]) for got in first} == {
        (200, "image/jpeg", b"\xff\xd8")
    }
    manager.hand.show_image(task, b"second")
    assert call("GET", f"{info['base']}/{info['suffixes'][0]}").body != first[0].body
