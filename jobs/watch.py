"""Watch over all jobs of one Manager: what is asked when, and what has changed since the last answer.

``GET /jobs`` answers everything, so that with many jobs it is asked seldom, and single jobs in between. Blender gets
only the rows that changed.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ..core.text import say
from . import waiting
from .farm_jobs import FarmJobs
from .job_row import EMPTY, Owner, row_of
from .reasons import Reasons
from .statuses import ENDED, FAILED_TASKS, UNFINISHED
from .task_facts import TaskFacts, facts, row_of_task

MANY: Final = 1000
"""Jobs above which the whole list is asked only once a minute."""
WHOLE_LIST: Final = 60.0
FAST: Final = 2.0
"""Seconds between two questions while something visible is active."""
SLOW: Final = 10.0
"""While nothing visible is active."""
OWN: Final = 30.0
"""While nothing is visible, but own jobs are unfinished."""
SHARE: Final = 20
"""The next question comes no sooner than this many times what the last one took."""
SINGLE: Final = 16
"""Most jobs that are asked singly for one answer."""
WITH_TASKS: Final = 4
"""Most jobs whose tasks are asked for one answer."""
TASKS_AGAIN: Final = 10.0
"""Seconds after which the tasks of a running job are asked again though the job says nothing new."""
BUDGET: Final = 0.5
"""Seconds for the tasks of jobs in one answer; those that are left have their turn in the next."""
LOGS: Final = 2
"""Most logs that are read for one job and one answer."""
WORKERS_AGAIN: Final = 10.0
EVENTS: Final = {
    "failed": 'The job "{name}" failed',
    "completed": 'The job "{name}" is completed',
    "canceled": 'The job "{name}" was cancelled',
    "task-failed": 'A task of "{name}" failed',
}
"""What the artist is told of own jobs, once each."""


@dataclass(frozen=True, slots=True)
class Interest:
    """What Blender wants to know."""

    owner: Owner
    active: str = ""
    """Id of the selected job; "" = none."""
    in_view: tuple[str, ...] = ()
    hidden: bool = False
    """Nothing is visible: only own unfinished jobs count."""


@dataclass(slots=True)
class _Known:
    """What the tasks of a job told."""

    updated: float
    asked_at: float
    facts: TaskFacts
    took: float = 0.0
    """Seconds from the question to its decoded answer."""
    reasons: Reasons = field(default_factory=Reasons)
    more: bool = False
    """Logs are still to be read."""


class Watch:
    """The jobs of one Manager as they were last seen. Safe to use from several threads."""

    def __init__(self, clock: Callable[[], float] = time.time, steady: Callable[[], float] = time.monotonic) -> None:
        self._lock = threading.Lock()
        self._clock, self._steady = clock, steady
        self.version = self._first = int(clock() * 1000)
        """Counts changes; begins anew with each process, so that an old number is recognised."""
        self._rows: dict[str, dict[str, Any]] = {}
        self._changed: dict[str, int] = {}
        self._gone: dict[str, int] = {}
        self._known: dict[str, _Known] = {}
        self._events: list[dict[str, Any]] = []
        self._told: set[tuple[str, str]] = set()
        self._workers: list[Mapping[str, Any]] | None = None
        self._workers_at = self._listed_at = float("-inf")
        self._asked_at = float("-inf")
        self._turn = 0
        self.took = 0.0

    def poll(self, farm: FarmJobs, interest: Interest, since: int) -> dict[str, Any]:
        """Ask the Manager, if that is due, and return what has changed since a version that Blender has.

        Returns:
            ``version, full`` (``rows`` are all jobs), ``rows``, ``gone`` (ids), ``events`` of own jobs, ``workers``
            (numbers by status, or None), ``took`` and ``next_in`` in seconds.
        """
        with self._lock:
            if self._steady() >= self._due(interest):
                self._ask(farm, interest)
            return self._answer(since, interest)

    def _due(self, interest: Interest) -> float:
        """Return when the next question may come: it depends on what is visible now, not at the last question."""
        return self._asked_at + max(self._interval(interest), SHARE * self.took)

    def _ask(self, farm: FarmJobs, interest: Interest) -> None:
        began = self._steady()
        self.version += 1
        whole = self._is_list_due(interest, began)
        if whole:
            self._take_list(farm.jobs(), interest.owner)
            self._listed_at = self._steady()
        else:
            self._ask_singly(farm, interest)
        if not interest.hidden:
            self._ask_workers(farm, began)
        self._asked_at = self._steady()
        self.took = self._asked_at - began
        for row in self._worth_tasks(interest, began):
            if self._steady() - self._asked_at < BUDGET:
                self._ask_tasks(farm, row)
        self._say_why_they_wait(interest)

    def _is_list_due(self, interest: Interest, now: float) -> bool:
        if interest.hidden:
            return self._listed_at == float("-inf")
        return len(self._rows) <= MANY or now - self._listed_at >= WHOLE_LIST

    def _interval(self, interest: Interest) -> float:
        if interest.hidden:
            return OWN
        seen = {*interest.in_view, interest.active}
        moving = any(row["status"] in UNFINISHED - {"paused"} for key, row in self._rows.items() if key in seen)
        return FAST if moving else SLOW

    def _take_list(self, jobs: list[Mapping[str, Any]], owner: Owner) -> None:
        found = set()
        for job in jobs:
            row = row_of(job, owner)
            if row["id"]:
                found.add(row["id"])
                self._keep(row)
        for job_id in self._rows.keys() - found:
            self._forget(job_id)

    def _ask_singly(self, farm: FarmJobs, interest: Interest) -> None:
        """Ask for single jobs: those in view first, then in turn the unfinished ones."""
        wanted = [key for key in (interest.active, *interest.in_view) if key in self._rows]
        unfinished = [
            key
            for key, row in self._rows.items()
            if row["status"] in UNFINISHED and (row["mine"] or not interest.hidden)
        ]
        start = self._turn % len(unfinished) if unfinished else 0
        ids = list(dict.fromkeys([*([] if interest.hidden else wanted), *unfinished[start:], *unfinished[:start]]))
        self._turn += SINGLE
        for job_id in ids[:SINGLE]:
            job = farm.job(job_id)
            if job is None:
                self._forget(job_id)
            else:
                self._keep(row_of(job, interest.owner))

    def _ask_workers(self, farm: FarmJobs, now: float) -> None:
        if now - self._workers_at >= WORKERS_AGAIN:
            self._workers, self._workers_at = farm.workers(), now

    def _worth_tasks(self, interest: Interest, now: float) -> list[dict[str, Any]]:
        """Return the jobs whose tasks are asked: the selected one, own unfinished ones, failed ones in view."""
        own = [key for key, row in self._rows.items() if row["mine"] and row["status"] in UNFINISHED]
        ended = [key for key, row in self._rows.items() if row["mine"] and key in self._known]
        in_view = [key for key in interest.in_view if self._rows.get(key, {}).get("status") == "failed"]
        candidates = dict.fromkeys([*own, *ended] if interest.hidden else [interest.active, *own, *ended, *in_view])
        rows = [self._rows[key] for key in candidates if key in self._rows]
        due = [row for row in rows if self._is_due(row, now)]
        # Those asked longest ago first, so that each has its turn.
        due.sort(key=lambda row: self._known[row["id"]].asked_at if row["id"] in self._known else float("-inf"))
        return due[:WITH_TASKS]

    def _is_due(self, row: Mapping[str, Any], now: float) -> bool:
        known = self._known.get(row["id"])
        if known is None:
            return True
        if now - known.asked_at < SHARE * known.took:
            return False
        if known.updated != row["updated"] or known.more:
            return True
        return row["status"] in UNFINISHED - {"paused"} and now - known.asked_at >= TASKS_AGAIN

    def _ask_tasks(self, farm: FarmJobs, row: Mapping[str, Any]) -> None:
        began = self._steady()
        tasks = [row_of_task(task) for task in farm.tasks(row["id"])]
        known = self._known.get(row["id"])
        told = _Known(row["updated"], began, facts(tasks, self._clock()))
        if known is not None:
            told.reasons = known.reasons
        told.more = told.reasons.look(farm, _worth_reading(tasks, mine=row["mine"]), LOGS)
        told.took = self._steady() - began
        self._known[row["id"]] = told
        failures, warnings = told.reasons.failures(tasks), told.reasons.warnings()
        more = {
            "failed": told.facts.failed,
            "tasks": told.facts.total,
            "left": None if row["status"] in ENDED else told.facts.left,
            "workers": list(told.facts.workers),
            "why": failures[0]["text"] if failures else "",
            "warning": warnings[0]["text"] if warnings else "",
        }
        self._keep({**row, **more}, with_tasks=True)

    def _say_why_they_wait(self, interest: Interest) -> None:
        seen = {interest.active, *interest.in_view}
        for key, row in list(self._rows.items()):
            if row["status"] in UNFINISHED and (row["mine"] or key in seen):
                known = self._known.get(key)
                text = waiting.why(row, self._rows.values(), self._workers)
                if not text and known is not None and known.facts.stands_still:
                    text = say("A task has not moved for three times the usual time: look at its log.")
                self._keep({**row, "waits": text}, with_tasks=True)
            elif row["waits"]:
                self._keep({**row, "waits": ""}, with_tasks=True)

    def _keep(self, row: dict[str, Any], *, with_tasks: bool = False) -> None:
        """Take over a row if it differs; what only tasks tell stays while the job is the same."""
        before = self._rows.get(row["id"])
        if before is not None and not with_tasks:
            row = {**row, **{name: before[name] for name in EMPTY}}
            if row["status"] in ENDED:
                row |= {"left": None, "workers": []}
        if row == before:
            return
        self._rows[row["id"]] = row
        self._changed[row["id"]] = self.version
        self._gone.pop(row["id"], None)
        self._note_events(before, row)

    def _note_events(self, before: Mapping[str, Any] | None, row: Mapping[str, Any]) -> None:
        if not row["mine"] or self._listed_at == float("-inf"):
            return
        if row["status"] in ENDED and (before is None or before["status"] not in ENDED):
            self._tell(row, row["status"])
        elif row["failed"] and not (before or {}).get("failed") and row["status"] not in ENDED:
            self._tell(row, "task-failed")
        if before is not None and before["status"] in ENDED and row["status"] in UNFINISHED:
            self._told -= {(row["id"], kind) for kind in EVENTS}  # it was requeued: its end is news again

    def _tell(self, row: Mapping[str, Any], kind: str) -> None:
        if (row["id"], kind) in self._told or kind not in EVENTS:
            return
        self._told.add((row["id"], kind))
        text = say(EVENTS[kind], name=row["name"])
        self._events.append({"job_id": row["id"], "name": row["name"], "kind": kind, "text": text})

    def _forget(self, job_id: str) -> None:
        self._rows.pop(job_id, None)
        self._changed.pop(job_id, None)
        self._known.pop(job_id, None)
        self._gone[job_id] = self.version

    def _answer(self, since: int, interest: Interest) -> dict[str, Any]:
        full = not self._first <= since <= self.version
        rows = [row for key, row in self._rows.items() if full or self._changed[key] > since]
        events, self._events = self._events, []
        return {
            "version": self.version,
            "full": full,
            "rows": rows,
            "gone": [key for key, at in self._gone.items() if not full and at > since],
            "events": events,
            "workers": _numbers(self._workers),
            "took": self.took,
            "next_in": max(0.0, self._due(interest) - self._steady()),
        }

    def look_now(self) -> None:
        """Let the next poll ask at once: something was changed from here."""
        with self._lock:
            self._asked_at = float("-inf")
            self._workers_at = float("-inf")


def _worth_reading(tasks: list[dict[str, Any]], *, mine: bool) -> list[dict[str, Any]]:
    """Return the tasks whose logs tell enough for a row: one that failed; of own jobs those that completed, too.

    Other logs are read for the details of the selected job.
    """
    failed = [task for task in tasks if task["status"] in FAILED_TASKS][:1]
    return failed + [task for task in tasks if mine and task["status"] == "completed"]


def _numbers(workers: list[Mapping[str, Any]] | None) -> dict[str, int] | None:
    if workers is None:
        return None
    found = {"total": len(workers)}
    for worker in workers:
        status = worker.get("status")
        if isinstance(status, str):
            found[status] = found.get(status, 0) + 1
    return found


class Watches:
    """The watches of this process by address; the least recently used ones are forgotten."""

    MOST = 4

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watches: dict[str, Watch] = {}

    def of(self, url: str) -> Watch:
        """Return the watch over a Manager."""
        with self._lock:
            watch = self._watches.pop(url, None) or Watch()
            self._watches[url] = watch
            while len(self._watches) > self.MOST:
                del self._watches[next(iter(self._watches))]
            return watch
