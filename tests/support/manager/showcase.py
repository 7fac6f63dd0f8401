"""Jobs to look at: one in each state, and as many more as a test of the interface wants."""

from __future__ import annotations

import itertools

from . import playing
from .farm import Farm
from .records import Command, Job, Task, Worker

STATES = ("queued", "paused", "canceled", "completed", "cancel-requested", "pause-requested", "under-construction")
USERS = ("ann", "bob", "cleo")


def one_of_each(farm: Farm) -> None:
    """Add a job in each state, and one that failed in each way."""
    worker = Worker("box-1", "", "linux", ["blender"], status="offline", version="3.9")
    farm.add_worker(worker)
    for status in STATES:
        job = _job(farm, f"a {status} job", status)
        if status == "completed":
            for task in job.tasks:
                _complete(task, worker)
    _job(farm, "a job without tasks", "queued").tasks.clear()
    for word, play in playing.PLAYS.items():
        job = _job(farm, word, "failed" if play.code else "completed")
        for task in job.tasks:
            _complete(task, worker)
            if play.begin and play.code >= 0:
                task.write_log(playing.log(play.begin))
        if play.code:
            failed = job.tasks[1]
            failed.status, failed.activity = "failed", "it failed"
            failed.write_log(playing.log(play.end.format(path="/render/000002.png")) if play.end else "")
            failed.write_log(f"Failed: command exited abnormally with code {play.code}\n")
    _job(farm, "a job with 10 000 tasks", "paused", tasks=10_000)


def many(farm: Farm, count: int) -> None:
    """Add further jobs in mixed states."""
    statuses = itertools.cycle(("completed", "queued", "failed", "paused", "canceled"))
    for number, status in zip(range(count), statuses, strict=False):
        _job(farm, f"shot_{number:04}", status, user=USERS[number % len(USERS)], tasks=1)


def _job(farm: Farm, name: str, status: str, *, user: str = "ann", tasks: int = 5) -> Job:
    settings = {"frames": f"1-{tasks}", "chunk_size": 1, "render_output_path": f"/render/{name}/######"}
    job = Job(name, "simple-blender-render", 50, settings, {"user.name": user, "project": "film"}, status)
    for number in range(1, tasks + 1):
        command = Command("blender-render", {"args": []}, 1)
        job.tasks.append(Task(job, f"render-{number}", "blender", [command], index_in_job=number))
    for task in job.tasks if status in {"canceled", "completed", "paused"} else ():
        task.status = status
    job.steps_known = True
    farm.add_job(job)
    return job


def _complete(task: Task, worker: Worker) -> None:
    task.status, task.worker, task.steps_completed = "completed", worker, task.steps_total
    task.write_log("going to run:\n\n    /usr/bin/blender -b -y x.blend --render-frame 1\n\n")
