"""What a job's tasks tell: numbers, time left, who works on it, whether it stands still."""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from . import values
from .statuses import FAILED_TASKS

ENOUGH: Final = 2
"""Finished tasks without which no time left is claimed."""
STILL: Final = 3.0
"""A task stands still when it takes this many times what tasks usually take."""
SHORTEST: Final = 60.0
"""Seconds below which nothing stands still."""
_FRAMES: Final = re.compile(r"\d+(?:-\d+)?(?:,\s*\d+(?:-\d+)?)*")


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """Facts of all tasks of a job."""

    total: int
    failed: int
    workers: tuple[str, ...]
    """Names of those at it now."""
    rate: float | None
    """Seconds a step takes one worker; None = not known yet."""
    left: float | None
    """Seconds until the last task is finished; None = it would mean nothing."""
    stands_still: bool
    """A task at work has not moved for three times the usual time."""


def row_of_task(task: Mapping[str, Any]) -> dict[str, Any]:
    """Return a task as a JSON-able object.

    Keys: ``id, name, status, type, worker, worker_id, steps_done, steps_total, frames`` ("" = unknown), ``updated``
    (seconds since 1970), ``index``.
    """
    worker = values.mapping(task.get("worker"))
    name = values.text(task.get("name"), 200)
    frames = _FRAMES.search(name)
    return {
        "id": str(task.get("id") or ""),
        "name": name,
        "status": values.text(task.get("status"), 40),
        "type": values.text(task.get("task_type"), 60),
        "worker": values.text(worker.get("name"), 100),
        "worker_id": str(worker.get("id") or ""),
        "steps_done": values.number(task.get("steps_completed")),
        "steps_total": values.number(task.get("steps_total")),
        "frames": frames.group() if frames else "",
        "updated": values.seconds(task.get("updated")),
        "index": values.number(task.get("index_in_job")),
    }


def facts(tasks: Sequence[Mapping[str, Any]], now: float) -> TaskFacts:
    """Return the facts of a job's tasks, as ``row_of_task`` makes them.

    Args:
        tasks: All tasks.
        now: Seconds since 1970 by the Manager's clock.
    """
    active = [task for task in tasks if task["status"] == "active"]
    workers = tuple(sorted({task["worker"] for task in active if task["worker"]}))
    usual = durations(tasks)
    rate = statistics.median(usual) if len(usual) >= ENOUGH else None
    steps = sum(_steps_left(task) for task in tasks)
    left = rate * steps / len(workers) if rate is not None and workers and steps else None
    still = max(SHORTEST, STILL * rate) if rate is not None else None
    stands = still is not None and any(
        task["updated"] and now - task["updated"] > still * max(1, _steps_left(task)) for task in active
    )
    failed = sum(task["status"] in FAILED_TASKS for task in tasks)
    return TaskFacts(len(tasks), failed, workers, rate, left, stands)


def durations(tasks: Iterable[Mapping[str, Any]]) -> list[float]:
    """Return the seconds a step took, for each finished task whose begin is known: the end of its worker's last one.

    The Manager does not tell when a task began. The median of these is robust against a slow first frame and pauses.
    """
    by_worker: dict[str, list[tuple[float, int]]] = defaultdict(list)
    for task in tasks:
        if task["status"] == "completed" and task["worker_id"] and task["updated"]:
            by_worker[task["worker_id"]].append((task["updated"], max(1, task["steps_total"])))
    found = []
    for ends in by_worker.values():
        ends.sort()
        found += [(end - before) / steps for (before, _), (end, steps) in pairwise(ends)]
    return [each for each in found if each > 0]


def _steps_left(task: Mapping[str, Any]) -> int:
    if task["status"] not in {"queued", "active", "soft-failed"}:
        return 0
    return int(max(1, task["steps_total"] - task["steps_done"]))
