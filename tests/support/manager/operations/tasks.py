"""Tasks: fetching them and their logs, and changing their status."""

from __future__ import annotations

from .. import transitions
from ..farm import Farm
from ..wire import Answer, Request
from .common import Handler, check_id, task_of

LOG_TAIL = 2048
"""Most bytes of a log that ``logtail`` returns, in whole lines."""


def fetch_job_tasks(farm: Farm, request: Request) -> Answer:
    """List the tasks of a job; an unknown one has none."""
    check_id(request.parameters["job_id"])
    job = farm.jobs.get(request.parameters["job_id"])
    return Answer.of_json({"tasks": [task.as_summary() for task in job.tasks] if job else []})


def fetch_task(farm: Farm, request: Request) -> Answer:
    return Answer.of_json(task_of(farm, request).as_json())


def fetch_log_info(farm: Farm, request: Request) -> Answer:
    task = task_of(farm, request)
    if not task.log:
        return Answer.nothing()
    return Answer.of_json({"task_id": task.id, "job_id": task.job.id, "url": task.log_path, "size": len(task.log)})


def fetch_log_tail(farm: Farm, request: Request) -> Answer:
    log = bytes(task_of(farm, request).log)
    if not log:
        return Answer.nothing()
    if len(log) > LOG_TAIL:
        log = log[-LOG_TAIL:].partition(b"\n")[2]
    return Answer(200, log, content_type="text/plain; charset=UTF-8")


def set_task_status(farm: Farm, request: Request) -> Answer:
    task = task_of(farm, request)
    task.job.steps_known = True
    if request.json["status"] == "queued":
        task.failed_by.clear()
        task.steps_completed = 0
    transitions.set_task_status(task, request.json["status"], request.json["reason"])
    return Answer.nothing()


HANDLERS: dict[str, Handler] = {
    "fetchJobTasks": fetch_job_tasks,
    "fetchTask": fetch_task,
    "fetchTaskLogInfo": fetch_log_info,
    "fetchTaskLogTail": fetch_log_tail,
    "setTaskStatus": set_task_status,
}
