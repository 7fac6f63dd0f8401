"""Operations for workers: signing on, taking tasks, reporting progress."""

from __future__ import annotations

import time

from .. import clock, images, transitions, variables
from ..farm import Farm
from ..records import Task, Worker
from ..wire import Answer, Request
from .common import Handler, task_of

IMAGE_LIMIT = 10 * 1024 * 1024
"""Most bytes of a rendered image."""


def register(farm: Farm, request: Request) -> Answer:
    wanted = request.json
    worker = Worker(wanted["name"], wanted["secret"], wanted["platform"], wanted["supported_task_types"])
    farm.add_worker(worker)
    return Answer.of_json(
        {
            "uuid": worker.id,
            "name": worker.name,
            "address": worker.address,
            "status": worker.status,
            "platform": worker.platform,
            "software": worker.version,
            "supported_task_types": worker.task_types,
        }
    )


def _who(request: Request) -> Worker:
    worker = request.worker
    assert isinstance(worker, Worker)
    worker.last_seen = clock.now()
    return worker


def sign_on(farm: Farm, request: Request) -> Answer:
    """Sign a worker on and return the status that it has to take."""
    worker = _who(request)
    wanted = request.json
    worker.name = wanted["name"]
    worker.task_types = wanted["supported_task_types"]
    worker.version = wanted["software_version"]
    worker.can_restart = wanted.get("can_restart", False)
    worker.status = "starting"
    requested = worker.status_change["status"] if worker.status_change else "awake"
    return Answer.of_json({"status_requested": requested})


def sign_off(farm: Farm, request: Request) -> Answer:
    """Sign a worker off and queue its task again."""
    worker = _who(request)
    worker.status = "offline"
    if worker.task and worker.task.status == "active":
        transitions.set_task_status(worker.task, "queued", "its worker signed off")
    return Answer.nothing()


def state(farm: Farm, request: Request) -> Answer:
    worker = _who(request)
    if worker.status_change is None:
        return Answer.nothing()
    return Answer.of_json({"status_requested": worker.status_change["status"]})


def state_changed(farm: Farm, request: Request) -> Answer:
    worker = _who(request)
    worker.status = request.json["status"]
    if worker.status_change and worker.status_change["status"] == worker.status:
        worker.status_change = None
    return Answer.nothing()


def schedule_task(farm: Farm, request: Request) -> Answer:
    """Assign the most important task that the worker can do: 204 none, 409 not awake, 423 status change requested."""
    worker = _who(request)
    if worker.status_change is not None:
        return Answer.of_json({"status_requested": worker.status_change["status"]}, 423)
    if worker.status != "awake":
        return Answer.nothing(409)
    task = _next_task(farm, worker)
    if task is None:
        return Answer.nothing()
    if task.worker is not worker or task.status != "active":
        assign(task, worker)
    values = farm.values("workers", worker.platform) | {variables.JOBS: farm.location}
    return Answer.of_json(
        {
            "uuid": task.id,
            "job": task.job.id,
            "name": task.name,
            "status": task.status,
            "priority": task.priority,
            "job_priority": task.job.priority,
            "job_type": task.job.type,
            "task_type": task.type,
            "commands": variables.expand([command.as_json() for command in task.commands], values),
            "steps_completed": task.steps_completed,
            "steps_total": task.steps_total,
        }
    )


def assign(task: Task, worker: Worker) -> None:
    """Assign a task to a worker and make it active."""
    task.worker = worker
    worker.task = task
    task.last_touched = clock.now()
    task.write_log(f"{clock.log_time()} assigned to worker {worker.name} ({worker.id})\n")
    transitions.set_task_status(task, "active")


def _next_task(farm: Farm, worker: Worker) -> Task | None:
    if worker.task and worker.task.status == "active" and worker.task.worker is worker:
        return worker.task
    jobs = sorted(farm.jobs.values(), key=lambda job: -job.priority)
    ready = (
        task
        for job in jobs
        if job.status in {"queued", "active"} and not job.delete_requested_at
        for task in sorted(job.tasks, key=lambda task: -task.priority)
        if task.status in {"queued", "soft-failed"}
        and transitions.may_take(worker, task)
        and all(needed.status == "completed" for needed in task.needs)
    )
    return next(ready, None)


def task_update(farm: Farm, request: Request) -> Answer:
    """Record the progress of a task; 409 if it was assigned to another worker meanwhile."""
    worker, task, news = _who(request), task_of(farm, request), request.json
    if task.worker is not worker:
        return Answer.nothing(409)
    task.last_touched = clock.now()
    if news.get("log"):
        task.write_log(news["log"] if news["log"].endswith("\n") else news["log"] + "\n")
    if "steps_completed" in news:
        task.steps_completed = news["steps_completed"]
        task.job.steps_known = True
        task.job.touch()
    status, activity = news.get("taskStatus"), news.get("activity")
    if status == "failed":
        transitions.task_failed_on(task, worker, farm.takers(), activity)
    elif status:
        transitions.set_task_status(task, status, activity)
    elif activity is not None:
        task.activity = activity
        task.touch()
    return Answer.nothing()


def may_run(farm: Farm, request: Request) -> Answer:
    worker, task = _who(request), task_of(farm, request)
    if worker.status_change and not worker.status_change["is_lazy"]:
        verdict = (False, "worker status change requested", True)
    elif task.worker is not worker:
        verdict = (False, "task not assigned to this worker", False)
    elif task.status not in transitions.RUNNABLE:
        verdict = (False, f'task is in non-runnable status "{task.status}"', False)
    else:
        task.last_touched = clock.now()
        verdict = (True, "", False)
    keep, reason, change = verdict
    return Answer.of_json({"mayKeepRunning": keep, "reason": reason, "statusChangeRequested": change})


def output_produced(farm: Farm, request: Request) -> Answer:
    """Accept a rendered image as the job's last one."""
    _who(request)
    task = task_of(farm, request)
    kind = request.headers.get("Content-Type").partition(";")[0]
    if request.stream.declared is None:
        return Answer.error(411, "the length of the image is needed")
    if request.stream.declared > IMAGE_LIMIT:
        return Answer.error(413, f"the image is larger than {IMAGE_LIMIT} bytes")
    if kind not in {"image/jpeg", "image/png"}:
        return Answer.error(415, f"images of type {kind} are not supported")
    show_image(farm, task, request.body)
    return Answer.nothing(202)


def show_image(farm: Farm, task: Task, image: bytes) -> None:
    """Make an image the last-rendered one of its job and of the farm."""
    task.job.images = images.cards(image)
    task.job.image_time = time.time()
    farm.last_rendered = task.job


HANDLERS: dict[str, Handler] = {
    "registerWorker": register,
    "signOn": sign_on,
    "signOff": sign_off,
    "workerState": state,
    "workerStateChanged": state_changed,
    "scheduleTask": schedule_task,
    "taskUpdate": task_update,
    "mayWorkerRun": may_run,
    "taskOutputProduced": output_produced,
}
