"""Effects of a job's or task's status on others, as in the Manager's state machine."""

from __future__ import annotations

from . import clock
from .records import Job, Task, Worker

RUNNABLE = ("active", "queued", "soft-failed")

FAIL_PERCENTAGE = 10
"""Percentage of failed tasks above which the job fails."""

BLOCK_AFTER = 3
"""Failures of one worker with one task type until the job blocks it for that type."""


def set_job_status(job: Job, status: str, reason: str) -> None:
    """Carry out a requested change of status; requests are fulfilled at once if possible."""
    if status == job.status:
        return
    before = job.status
    _become(job, status, reason)
    if status == "cancel-requested":
        _cancel_rest(job)
        _become(job, "canceled", reason)
    elif status == "failed":
        _cancel_rest(job)
    elif status == "pause-requested":
        for task in job.tasks:
            if task.status in {"queued", "soft-failed"}:
                _set(task, "paused", f'The job got status "{status}".')
        pause_when_idle(job, reason)
    elif status == "requeueing":
        _requeue(job, everything=before == "completed")
        _become(job, "queued", reason)


def _become(job: Job, status: str, reason: str) -> None:
    job.status = status
    job.activity = f'Changed to status "{status}": {reason}'
    job.touch()


def _set(task: Task, status: str, activity: str) -> None:
    task.status = status
    task.activity = activity
    task.touch()


def _cancel_rest(job: Job) -> None:
    for task in job.tasks:
        if task.status in {*RUNNABLE, "paused"}:
            _set(task, "canceled", f'The Manager canceled this task, its job got status "{job.status}".')


def _requeue(job: Job, *, everything: bool) -> None:
    job.steps_known = True
    job.blocklist.clear()
    for task in job.tasks:
        if everything or task.status in {"canceled", "failed", "paused", "soft-failed"}:
            _set(task, "queued", "Requeued with its job.")
            task.steps_completed = 0
            task.failed_by.clear()


def pause_when_idle(job: Job, reason: str) -> None:
    """Pause a job with a pause request, if none of its tasks is active."""
    if job.status == "pause-requested" and not job.count("active"):
        _become(job, "paused", reason)


def set_task_status(task: Task, status: str, activity: str | None = None) -> None:
    """Change a task's status, and its job's status if that follows."""
    job, before = task.job, task.status
    if activity is not None:
        task.activity = activity
    task.status = status
    task.touch()
    if before != status and (task.worker or before == "active"):
        task.write_log(f"{clock.log_time()} status changed from {before} to {status}\n")
    if status == "completed":
        task.steps_completed = task.steps_total
        job.steps_known = True
    _follow(task)


def _follow(task: Task) -> None:
    job, status = task.job, task.status
    if status == "active" and job.status not in {"active", "pause-requested", "cancel-requested"}:
        _become(job, "active", "task became active")
    elif status == "queued" and job.status == "completed":
        _become(job, "queued", "a task was queued again")
    elif status == "failed" and job.count("failed") * 100 > FAIL_PERCENTAGE * len(job.tasks):
        if job.status not in {"failed", "canceled"}:
            fail_job(job, "too many tasks failed")
    elif status in {"canceled", "failed"} and not job.count(*RUNNABLE, "paused"):
        if job.status in {"active", "queued"}:
            _become(job, "canceled" if status == "canceled" else "failed", "no task is left to run")
    elif status == "completed" and job.count("completed") == len(job.tasks):
        _become(job, "completed", "all tasks completed")
    else:
        pause_when_idle(job, "its last active task ended")


def fail_job(job: Job, reason: str) -> None:
    """Fail a job and cancel its remaining tasks."""
    _become(job, "failed", reason)
    _cancel_rest(job)


def task_failed_on(task: Task, worker: Worker, workers: list[Worker], activity: str | None) -> None:
    """Record that a worker failed a task; other workers may retry it, if there are any."""
    job = task.job
    task.failed_by.append(worker)
    failures = sum(worker in other.failed_by for other in job.tasks if other.type == task.type)
    if failures >= BLOCK_AFTER and (worker, task.type) not in job.blocklist:
        job.blocklist.append((worker, task.type))
    able = [other for other in workers if may_take(other, task)]
    set_task_status(task, "soft-failed" if able else "failed", activity)
    if not [other for other in workers if takes_type(other, task)] and job.status in {"active", "queued"}:
        fail_job(job, f"no worker is left for tasks of type {task.type}")


def takes_type(worker: Worker, task: Task) -> bool:
    """Return whether a worker gets tasks of this type in this job."""
    tag = task.job.tag
    return (
        task.type in worker.task_types
        and (worker, task.type) not in task.job.blocklist
        and (tag is None or tag in worker.tags)
    )


def may_take(worker: Worker, task: Task) -> bool:
    """Return whether a worker may get this task, which it has not failed before."""
    return takes_type(worker, task) and worker not in task.failed_by
