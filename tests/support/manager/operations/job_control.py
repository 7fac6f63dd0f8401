"""Status, priority, tag and blocklist of jobs."""

from __future__ import annotations

from .. import transitions
from ..farm import Farm
from ..wire import Answer, Request
from .common import Handler, check_id, job_of


def set_job_status(farm: Farm, request: Request) -> Answer:
    """Change the status; every known one is accepted, in any state of the job."""
    transitions.set_job_status(job_of(farm, request), request.json["status"], request.json["reason"])
    return Answer.nothing()


def set_job_priority(farm: Farm, request: Request) -> Answer:
    job = job_of(farm, request)
    job.priority = request.json["priority"]
    job.touch()
    return Answer.nothing()


def set_job_tag(farm: Farm, request: Request) -> Answer:
    """Set the tag by id or name, clear it without either."""
    job = job_of(farm, request)
    wanted = request.json
    tag = farm.find_tag(wanted.get("id", ""), wanted.get("name", ""))
    if (wanted.get("id") or wanted.get("name")) and tag is None:
        return Answer.error(406, "tag not found")
    job.tag = tag
    job.touch()
    return Answer.nothing()


def fetch_blocklist(farm: Farm, request: Request) -> Answer:
    check_id(request.parameters["job_id"])
    job = farm.jobs.get(request.parameters["job_id"])
    entries = job.blocklist if job else []
    return Answer.of_json(
        [{"worker_id": worker.id, "task_type": task_type, "worker_name": worker.name} for worker, task_type in entries]
    )


def remove_from_blocklist(farm: Farm, request: Request) -> Answer:
    """Remove entries; those that are not on the list are ignored."""
    job = job_of(farm, request)
    gone = {(entry["worker_id"], entry["task_type"]) for entry in request.json or []}
    job.blocklist = [(worker, kind) for worker, kind in job.blocklist if (worker.id, kind) not in gone]
    return Answer.nothing()


HANDLERS: dict[str, Handler] = {
    "setJobStatus": set_job_status,
    "setJobPriority": set_job_priority,
    "setJobTag": set_job_tag,
    "fetchJobBlocklist": fetch_blocklist,
    "removeJobBlocklist": remove_from_blocklist,
}
