"""One job in full: its tasks by difference, why it waits, what failed and why, and what may be done with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from ..core.errors import ErrorKind, FarmError
from ..core.text import say
from ..submission.checks.farm_preflight import MISSING_KEY
from . import statuses, task_facts, values, waiting
from .farm_jobs import FarmJobs
from .job_row import Owner, row_of
from .reasons import Reasons
from .statuses import UNFINISHED

MOST_WORKERS: Final = 50
"""Most workers that are asked for their tags and kinds of tasks."""
WORKERS_AGAIN: Final = 30.0
GONE = "This job does not exist any more on the farm."
SHOWN: Final = 200
"""Characters of a setting or of metadata that are shown."""


class JobDetails:
    """One job as it was last seen. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._clock, self._steady = clock, steady
        self.version = self._first = int(clock() * 1000)
        self._tasks: dict[str, dict[str, Any]] = {}
        self._changed: dict[str, int] = {}
        self._gone: dict[str, int] = {}
        self._reasons = Reasons()
        self._workers: list[Mapping[str, Any]] = []
        self._workers_at = float("-inf")

    def look(self, farm: FarmJobs, job_id: str, owner: Owner, since: int) -> dict[str, Any]:
        """Ask for the job and its tasks; return all about the job, and the tasks that changed.

        Returns:
            ``version, full, job`` (a row with ``settings, metadata, activity``), ``tasks``, ``gone``, ``blocklist``,
            ``reasons, warnings`` (``text, line, count, frames, task_ids, severity``), ``missing`` (names), ``left,
            elapsed, rate`` (seconds or None), ``at`` (names of workers), ``actions``, ``more`` (logs to be read).

        Raises:
            FarmError: The job was deleted.
        """
        with self._lock:
            job = farm.job(job_id)
            if job is None:
                raise FarmError(say(GONE), kind=ErrorKind.NOT_READY)
            self.version += 1
            found = [task_facts.row_of_task(task) for task in farm.tasks(job_id)]
            more = self._reasons.look(farm, found)
            self._take(found)
            row, now = row_of(job, owner), self._clock()
            known = task_facts.facts(found, now)
            row |= {"failed": known.failed, "tasks": known.total, "left": known.left, "workers": list(known.workers)}
            blocked = farm.blocklist(job_id) if row["status"] in UNFINISHED or known.failed else []
            metadata = values.mapping(job.get("metadata"))
            ended = row["status"] in statuses.ENDED
            full = not self._first <= since <= self.version
            return {
                "version": self.version,
                "full": full,
                "job": {**row, **_texts(job)},
                "tasks": [task for key, task in self._tasks.items() if full or self._changed[key] > since],
                "gone": [key for key, at in self._gone.items() if not full and at > since],
                "blocklist": [_blocked(entry) for entry in blocked],
                "waits": self._why_it_waits(farm, row, found, blocked, known),
                "reasons": self._reasons.failures(found),
                "warnings": self._reasons.warnings(),
                "missing": _lines(metadata.get(MISSING_KEY)),
                "left": None if ended else known.left,
                "elapsed": max(0.0, (row["updated"] if ended else now) - row["created"]) if row["created"] else None,
                "rate": known.rate,
                "at": list(known.workers),
                "actions": list(statuses.offered([row["status"]])),
                "more": more,
            }

    def _take(self, found: list[dict[str, Any]]) -> None:
        for task in found:
            task["why"] = self._reasons.of_task(task)
            if self._tasks.get(task["id"]) != task:
                self._tasks[task["id"]] = task
                self._changed[task["id"]] = self.version
                self._gone.pop(task["id"], None)
        for key in self._tasks.keys() - {task["id"] for task in found}:
            del self._tasks[key], self._changed[key]
            self._gone[key] = self.version

    def _why_it_waits(
        self,
        farm: FarmJobs,
        row: Mapping[str, Any],
        tasks: list[dict[str, Any]],
        blocked: list[Mapping[str, Any]],
        known: task_facts.TaskFacts,
    ) -> str:
        if row["status"] not in UNFINISHED:
            return ""
        if known.stands_still:
            return say("A task has not moved for three times the usual time: look at its log.")
        short = farm.workers() if not row["workers"] else None
        text = waiting.why(row, (), short)
        if text or short is None or row["status"] not in {"queued", "active"}:
            return text
        if self._steady() - self._workers_at >= WORKERS_AGAIN:
            awake = [worker for worker in short if worker.get("status") in waiting.AWAKE][:MOST_WORKERS]
            self._workers = [farm.worker(str(worker.get("id"))) for worker in awake]
            self._workers_at = self._steady()
        return waiting.why_no_worker(tasks, row["tag"], self._workers, blocked)


class AllDetails:
    """The details of the jobs that were looked at last, by Manager and job."""

    MOST = 4

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._jobs: dict[tuple[str, str], JobDetails] = {}

    def of(self, url: str, job_id: str) -> JobDetails:
        """Return those of a job."""
        with self._lock:
            found = self._jobs.pop((url, job_id), None) or JobDetails()
            self._jobs[url, job_id] = found
            while len(self._jobs) > self.MOST:
                del self._jobs[next(iter(self._jobs))]
            return found


def _texts(job: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings and metadata as texts to be shown, with those that a client needs whole."""
    settings = values.mapping(job.get("settings"))
    metadata = values.mapping(job.get("metadata"))
    return {
        "settings": {values.text(key, 60): _shown(value) for key, value in settings.items()},
        "metadata": {values.text(key, 60): _shown(value) for key, value in metadata.items() if key != MISSING_KEY},
        "activity": values.text(job.get("activity")),
    }


def _shown(value: Any) -> Any:
    return (
        values.text(value)
        if isinstance(value, str)
        else value
        if isinstance(value, int | float)
        else str(value)[:SHOWN]
    )


def _lines(value: Any) -> list[str]:
    return [values.text(line) for line in value.splitlines()] if isinstance(value, str) else []


def _blocked(entry: Mapping[str, Any]) -> dict[str, str]:
    names = ("worker_id", "worker_name", "task_type")
    return {name: values.text(entry.get(name), 100) for name in names}
