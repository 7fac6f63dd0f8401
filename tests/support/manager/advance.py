"""Progress of jobs without workers, made by tests in place of a render farm."""

from __future__ import annotations

from . import transitions
from .farm import Farm
from .operations.worker import assign, show_image
from .records import Job, Task, Worker

HAND = "test-hand"
"""Name of the worker for progress made by hand."""


class Hand:
    """Replacement for the workers of a farm, one step at a time. Each method holds the farm's lock."""

    def __init__(self, farm: Farm) -> None:
        self._farm = farm

    def worker(self) -> Worker:
        """Return the worker of this progress; it registers when first needed. Without one, each job has a warning."""
        for worker in self._farm.workers.values():
            if worker.name == HAND:
                return worker
        kinds = ["blender", "ffmpeg", "file-management", "misc"]
        worker = Worker(HAND, "", "linux", kinds, status="awake", version="1.0")
        self._farm.add_worker(worker)
        return worker

    def advance(self, job: Job, steps: int = 1) -> None:
        """Do ``steps`` steps: a task becomes active, then completes step by step; then the next one."""
        with self._farm.lock:
            for _ in range(steps):
                task = self._next(job)
                if task is None:
                    return
                if task.status != "active":
                    assign(task, self.worker())
                elif task.steps_completed + 1 < task.steps_total:
                    task.steps_completed += 1
                    job.steps_known = True
                    task.write_log(f"step {task.steps_completed} of {task.steps_total}\n")
                    job.touch()
                else:
                    transitions.set_task_status(task, "completed", "Completed")

    @staticmethod
    def _next(job: Job) -> Task | None:
        active = (task for task in job.tasks if task.status == "active")
        waiting = (task for task in job.tasks if task.status in {"queued", "soft-failed"})
        return next(active, None) or (next(waiting, None) if job.status in {"queued", "active"} else None)

    def finish(self, job: Job) -> None:
        """Complete all possible tasks of a job, with an image for those that render."""
        with self._farm.lock:
            while (task := self._next(job)) is not None:
                if task.status != "active":
                    assign(task, self.worker())
                if task.type == "blender":
                    show_image(self._farm, task, task.id.encode())
                transitions.set_task_status(task, "completed", "Completed")

    def fail(self, task: Task, reason: str = "it failed") -> None:
        """Make a task fail on its worker, with the consequences for its job."""
        with self._farm.lock:
            if task.status != "active":
                assign(task, self.worker())
            task.write_log(f"{reason}\n")
            transitions.task_failed_on(task, task.worker or self.worker(), self._farm.takers(), reason)

    def write_log(self, task: Task, text: str) -> None:
        with self._farm.lock:
            task.write_log(text)

    def show_image(self, task: Task, image: bytes = b"image") -> None:
        """Show an image as the one that a task has rendered."""
        with self._farm.lock:
            show_image(self._farm, task, image)
