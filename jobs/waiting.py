"""Why a job waits, in words: what it waits for, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from ..core.text import say
from .statuses import WAITING_TASKS

Row = Mapping[str, Any]
AWAKE: Final = frozenset({"awake", "testing"})


def why(row: Row, others: Iterable[Row], workers: Sequence[Mapping[str, Any]] | None) -> str:
    """Return why a job waits, by what the lists of jobs and workers tell; "" if it does not wait, or nothing tells.

    Args:
        row: The job, with ``workers`` and ``tasks`` if they are known.
        others: All jobs.
        workers: All workers in short; None = not known.
    """
    status = row["status"]
    if status == "paused":
        return say("It is paused: resume it to go on.")
    if status == "pause-requested":
        return say("It is paused once the tasks at work have ended.")
    if row["tasks"] == 0:
        return say("It has no tasks and will never run: cancel or delete it.")
    if status not in {"queued", "active"} or row["workers"]:
        return ""
    if workers is not None and not any(worker.get("status") in AWAKE for worker in workers):
        asleep = sum(worker.get("status") == "asleep" for worker in workers)
        if asleep:
            return say("No worker is awake, and {count} asleep: wake one.", count=asleep)
        return say("No worker is online: start one.")
    before = sum(_is_before(other, row) for other in others)
    if before:
        return say("{count} jobs come before it: raise its priority, or wait.", count=before)
    return ""


def why_no_worker(
    tasks: Iterable[Mapping[str, Any]],
    tag: str,
    workers: Sequence[Mapping[str, Any]],
    blocked: Iterable[Mapping[str, Any]],
) -> str:
    """Return why no awake worker takes the job's tasks; "" if one can.

    Args:
        tasks: The job's tasks.
        tag: Id of its worker tag; "" = all workers.
        workers: Workers that are awake, in full: tags and kinds of tasks.
        blocked: The job's blocklist.
    """
    kinds = {task["type"] for task in tasks if task["status"] in WAITING_TASKS}
    pairs = {(entry.get("worker_id"), entry.get("task_type")) for entry in blocked}
    tagged = [worker for worker in workers if not tag or tag in _tags(worker)]
    if workers and not tagged:
        return say("No awake worker has its worker tag: choose another tag, or wake one that has it.")
    for kind in sorted(kinds):
        able = [worker for worker in tagged if kind in (worker.get("supported_task_types") or ())]
        if tagged and not able:
            return say('No awake worker takes tasks of the kind "{kind}".', kind=kind)
        if able and all((worker.get("id"), kind) in pairs for worker in able):
            return say('All workers for "{kind}" are on its blocklist: unblock one.', kind=kind)
    return ""


def _tags(worker: Mapping[str, Any]) -> set[Any]:
    tags = worker.get("tags")
    return {tag.get("id") for tag in tags if isinstance(tag, Mapping)} if isinstance(tags, list) else set()


def _is_before(other: Row, row: Row) -> bool:
    if other["status"] not in {"queued", "active"} or other["id"] == row["id"]:
        return False
    return bool(other["priority"] > row["priority"])
