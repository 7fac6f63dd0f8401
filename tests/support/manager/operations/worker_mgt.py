"""Management of workers: status, tags, sleep schedules."""

from __future__ import annotations

import re

from ..farm import Farm
from ..records import Tag, Worker
from ..wire import Answer, Request
from .common import Handler, RefusedError, is_id

_DAYS = {"mo", "tu", "we", "th", "fr", "sa", "su"}


def _worker_of(farm: Farm, request: Request) -> Worker:
    worker_id = request.parameters["worker_id"]
    if not is_id(worker_id):
        raise RefusedError(Answer.error(400, "not a valid UUID"))
    worker = farm.workers.get(worker_id)
    if worker is None:
        raise RefusedError(Answer.error(404, f'worker "{worker_id}" not found'))
    return worker


def _tag_of(farm: Farm, request: Request) -> Tag:
    tag_id = request.parameters["tag_id"]
    if not is_id(tag_id):
        raise RefusedError(Answer.error(400, "not a valid UUID"))
    tag = farm.tags.get(tag_id)
    if tag is None:
        raise RefusedError(Answer.error(404, f'worker tag "{tag_id}" not found'))
    return tag


def fetch_workers(farm: Farm, request: Request) -> Answer:
    return Answer.of_json({"workers": [worker.as_summary() for worker in farm.workers.values()]})


def fetch_worker(farm: Farm, request: Request) -> Answer:
    return Answer.of_json(_worker_of(farm, request).as_json())


def delete_worker(farm: Farm, request: Request) -> Answer:
    del farm.workers[_worker_of(farm, request).id]
    return Answer.nothing()


def request_status(farm: Farm, request: Request) -> Answer:
    """Request another status of a worker; requesting its current one cancels the request."""
    worker = _worker_of(farm, request)
    wanted = {"status": request.json["status"], "is_lazy": request.json["is_lazy"]}
    worker.status_change = None if wanted["status"] == worker.status else wanted
    return Answer.nothing()


def set_tags(farm: Farm, request: Request) -> Answer:
    worker = _worker_of(farm, request)
    tags = [farm.tags.get(tag_id) for tag_id in request.json["tag_ids"]]
    if None in tags:
        return Answer.error(500, "error setting worker tags")
    worker.tags = [tag for tag in tags if tag]
    return Answer.nothing()


def fetch_schedule(farm: Farm, request: Request) -> Answer:
    schedule = _worker_of(farm, request).sleep_schedule
    return Answer.of_json(schedule) if schedule else Answer.nothing()


def set_schedule(farm: Farm, request: Request) -> Answer:
    worker, wanted = _worker_of(farm, request), request.json
    for which in ("start", "end"):
        if not re.fullmatch(r"(([01]?\d|2[0-3]):[0-5]\d)?", wanted[f"{which}_time"]):
            return Answer.error(400, f"invalid format for schedule {which} time")
    if set(wanted["days_of_week"].split()) - _DAYS:
        return Answer.error(400, "invalid days of the week")
    names = ("is_active", "days_of_week", "start_time", "end_time")
    worker.sleep_schedule = {name: wanted[name] for name in names}
    return Answer.nothing()


def fetch_tags(farm: Farm, request: Request) -> Answer:
    return Answer.of_json({"tags": [tag.as_json() for tag in farm.tags.values()]})


def create_tag(farm: Farm, request: Request) -> Answer:
    """Create a tag; names are unique."""
    wanted = request.json
    if farm.find_tag(name=wanted["name"]):
        return Answer.error(500, "error creating worker tag")
    tag = Tag(wanted["name"], wanted.get("description", ""))
    farm.tags[tag.id] = tag
    return Answer.of_json(tag.as_json())


def fetch_tag(farm: Farm, request: Request) -> Answer:
    return Answer.of_json(_tag_of(farm, request).as_json())


def update_tag(farm: Farm, request: Request) -> Answer:
    tag = _tag_of(farm, request)
    tag.name = request.json["name"]
    tag.description = request.json.get("description", tag.description)
    return Answer.nothing()


def delete_tag(farm: Farm, request: Request) -> Answer:
    """Delete a tag, and remove it from jobs and workers."""
    tag = farm.tags.pop(_tag_of(farm, request).id)
    for worker in farm.workers.values():
        worker.tags = [other for other in worker.tags if other is not tag]
    for job in farm.jobs.values():
        job.tag = None if job.tag is tag else job.tag
    return Answer.nothing()


HANDLERS: dict[str, Handler] = {
    "fetchWorkers": fetch_workers,
    "fetchWorker": fetch_worker,
    "deleteWorker": delete_worker,
    "requestWorkerStatusChange": request_status,
    "setWorkerTags": set_tags,
    "fetchWorkerSleepSchedule": fetch_schedule,
    "setWorkerSleepSchedule": set_schedule,
    "fetchWorkerTags": fetch_tags,
    "createWorkerTag": create_tag,
    "fetchWorkerTag": fetch_tag,
    "updateWorkerTag": update_tag,
    "deleteWorkerTag": delete_tag,
}
