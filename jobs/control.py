"""Actions on jobs, tasks and workers: only what is offered; the answer is the state that the Manager confirms."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ..core.text import say
from ..farm.http_messages import said_by
from ..manager_client import ApiException
from . import statuses, values
from .farm_jobs import FarmJobs

STATUSES: Final[Mapping[str, str]] = {
    "cancel": "cancel-requested",
    "pause": "pause-requested",
    "resume": "requeueing",
    "requeue": "requeueing",
}
TASK_STATUSES: Final[Mapping[str, str]] = {"cancel": "canceled", "requeue": "queued"}
WORKER_STATUSES: Final[Mapping[str, str]] = {"sleep": "asleep", "wake": "awake", "restart": "restart"}
NOT_OFFERED = 'This is not possible while the job is "{status}".'
NO_TASKS = "It has no failed tasks."
GONE = "It does not exist any more on the farm."
OLD = "This Manager is too old to change the worker tag of a job."


def on_jobs(farm: FarmJobs, action: str, job_ids: Sequence[str], value: Any, reason: str) -> dict[str, Any]:
    """Do an action on each of several jobs.

    Args:
        farm: The Manager.
        action: A key of ``statuses.JOB_ACTIONS``, or "priority", "tag", "unblock".
        job_ids: The jobs.
        value: The priority, the id of the tag, or ``{worker_id, task_type}``; None for others.
        reason: Shown in the job's activity.

    Returns:
        ``done``: ``{id, status}`` as the Manager confirms it, "" = deleted; ``refused``: ``{id, name, message}``.
    """
    done, refused = [], []
    for job_id in job_ids:
        job = farm.job(job_id)
        name = values.text((job or {}).get("name")) or job_id
        message = GONE if job is None else _on_job(farm, action, job, value, reason)
        if message:
            refused.append({"id": job_id, "name": name, "message": message})
            continue
        after = farm.job(job_id) or {}
        done.append({"id": job_id, "status": values.text(after.get("status")), "deleting": action == "delete"})
    return {"done": done, "refused": refused}


def _on_job(farm: FarmJobs, action: str, job: Mapping[str, Any], value: Any, reason: str) -> str:
    """Do it; return why not, "" if it was done."""
    job_id, status = str(job.get("id")), str(job.get("status"))
    if not statuses.offers(action, status):
        return say(NOT_OFFERED, status=status)
    if action == "requeue_failed":
        return _requeue_failed(farm, job_id, reason)
    try:
        _JOB_CALLS.get(action, _set_status)(farm, job_id, action, value, reason)
    except ApiException as error:
        if action == "tag" and error.status in {404, 405}:
            return say(OLD)
        return refusal(error)
    return ""


def _set_status(farm: FarmJobs, job_id: str, action: str, _value: Any, reason: str) -> None:
    farm.set_job_status(job_id, STATUSES[action], reason)


_JOB_CALLS: Final[Mapping[str, Callable[[FarmJobs, str, str, Any, str], None]]] = {
    "priority": lambda farm, job_id, _action, value, _reason: farm.set_priority(job_id, int(value)),
    "tag": lambda farm, job_id, _action, value, _reason: farm.set_tag(job_id, str(value or "")),
    "delete": lambda farm, job_id, _action, _value, _reason: farm.delete(job_id),
    "unblock": lambda farm, job_id, _action, value, _reason: farm.unblock(
        job_id, str(value["worker_id"]), str(value["task_type"])
    ),
}


def _requeue_failed(farm: FarmJobs, job_id: str, reason: str) -> str:
    """Requeue the failed tasks one by one: a requeued job would render its cancelled tasks, too."""
    failed = [str(task.get("id")) for task in farm.tasks(job_id) if task.get("status") == "failed"]
    if not failed:
        return say(NO_TASKS)
    for task_id in failed:
        try:
            farm.set_task_status(task_id, "queued", reason)
        except ApiException as error:
            return refusal(error)
    return ""


def on_tasks(farm: FarmJobs, action: str, job_id: str, task_ids: Sequence[str], reason: str) -> dict[str, Any]:
    """Cancel or requeue tasks of a job; returns as ``on_jobs``."""
    job_status = str((farm.job(job_id) or {}).get("status"))
    known = {str(task.get("id")): task for task in farm.tasks(job_id)}
    done, refused = [], []
    for task_id in task_ids:
        task = known.get(task_id, {})
        message = ""
        if not statuses.offers_for_task(action, str(task.get("status")), job_status):
            message = say('This is not possible while the task is "{status}".', status=str(task.get("status") or "?"))
        else:
            try:
                farm.set_task_status(task_id, TASK_STATUSES[action], reason)
            except ApiException as error:
                message = refusal(error)
        if message:
            refused.append({"id": task_id, "name": values.text(task.get("name")) or task_id, "message": message})
        else:
            done.append({"id": task_id, "status": values.text(farm.task(task_id).get("status"))})
    return {"done": done, "refused": refused}


def on_worker(farm: FarmJobs, action: str, worker_id: str, *, lazy: bool) -> None:
    """Request that a worker sleeps, wakes or restarts, now or after its task."""
    farm.request_worker_status(worker_id, WORKER_STATUSES[action], lazy=lazy)


def what_deleting_does(farm: FarmJobs, job_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Return ``{id, name, status, shaman_checkout}`` of each job that still exists."""
    found = []
    for job_id in job_ids:
        job = farm.job(job_id)
        if job is not None:
            about = {"id": job_id, "name": values.text(job.get("name")), "status": values.text(job.get("status"))}
            found.append({**about, "shaman_checkout": farm.deletes_checkout(job_id)})
    return found


def refusal(error: ApiException) -> str:
    """Return the Manager's own words."""
    return said_by(error) or say("The Manager refused it (HTTP {status}).", status=error.status)
