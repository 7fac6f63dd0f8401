"""Jobs on the farm as they are drawn: the list, the selected job, its log and image."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.errors import FarmError
from ..core.sliced_work import SlicedWork
from ..ipc.request import Request
from ..jobs.listing import Arranged
from .background import WorkView

LONGEST = 60.0
"""Most seconds between two questions after failures."""


@dataclass
class Polling:
    """A question that is asked again and again while somebody looks."""

    request: Request | None = None
    next_at: float = float("-inf")
    """`time.monotonic` from which it may be asked again."""
    answered_at: float = float("-inf")
    """`time.monotonic` of the last answer."""
    error: FarmError | None = None
    """Why the last question has no answer; the last answer stays."""
    failures: int = 0

    def is_due(self, now: float) -> bool:
        """Return whether it may be asked now."""
        if self.request is not None and self.request.done:
            self.request = None  # the session was stopped
        return self.request is None and now >= self.next_at

    def soon(self) -> None:
        """Let it be asked at the next turn."""
        self.next_at = float("-inf")


@dataclass
class JobView:
    """The selected job."""

    job_id: str = ""
    polling: Polling = field(default_factory=Polling)
    version: int = 0
    about: Mapping[str, Any] = field(default_factory=dict)
    """The answer of ``jobs.details`` without its tasks; empty before the first one."""
    tasks: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    shown_tasks: list[str] = field(default_factory=list)
    """Ids of the listed tasks in their order."""
    task_id: str = ""
    """The selected task."""
    log: str = ""
    """Last lines of its log."""
    log_of: str = ""
    """The task of that log."""
    log_polling: Polling = field(default_factory=Polling)
    image: Mapping[str, Any] = field(default_factory=dict)
    """The answer of ``jobs.images`` for the thumbnail."""
    image_polling: Polling = field(default_factory=Polling)
    frames: Mapping[str, Any] = field(default_factory=dict)
    """The answer of ``jobs.frames.on_disk``."""
    frames_polling: Polling = field(default_factory=Polling)

    @property
    def task(self) -> Mapping[str, Any] | None:
        """The selected task, if it still exists."""
        return self.tasks.get(self.task_id)


@dataclass
class JobsView:
    """All jobs of the Manager in use."""

    url: str = ""
    polling: Polling = field(default_factory=Polling)
    version: int = 0
    rows: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """By id, as ``jobs.job_row`` makes them."""
    workers: Mapping[str, int] | None = None
    """Numbers of workers by status, and "total"."""
    shown: list[str] = field(default_factory=list)
    """Ids of the listed jobs in their order."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """Number of all jobs by status."""
    kinds: list[str] = field(default_factory=list)
    """Job types of all jobs."""
    wanted: object = None
    """Filter and order of ``shown``, and the version that it is made of."""
    arranging: tuple[object, SlicedWork[Arranged]] | None = None
    """The work that makes the next ``shown``, and what it is made of."""
    ticked: set[str] = field(default_factory=set)
    """Ids of the jobs that are ticked for an action."""
    in_view: set[str] = field(default_factory=set)
    """Ids of the rows that were drawn since the last question."""
    drawn_at: float = float("-inf")
    """`time.monotonic` of the last draw."""
    was_visible: bool = False
    """At the last turn."""
    selected: JobView = field(default_factory=JobView)
    acting: WorkView = field(default_factory=WorkView)
    """The action that runs, or that failed last."""
    refused: tuple[Mapping[str, str], ...] = ()
    """What the Manager refused of the last action: ``name, message``."""
    deleting: tuple[Mapping[str, Any], ...] = ()
    """The jobs that the confirmation is about: ``id, name, shaman_checkout``."""
    news: list[Mapping[str, Any]] = field(default_factory=list)
    """Events of own jobs that were not looked at yet."""
    farm: Mapping[str, Any] = field(default_factory=dict)
    """The answer of ``jobs.workers``."""
    farm_polling: Polling = field(default_factory=Polling)
    farm_drawn_at: float = float("-inf")

    def select(self, job_id: str) -> None:
        """Select a job; its details are asked for at the next turn."""
        if self.selected.job_id != job_id:
            self.selected = JobView(job_id)
            self.polling.soon()
            if not self.acting.running:
                self.acting, self.refused = WorkView(), ()  # they were about another job

    @property
    def active(self) -> Mapping[str, Any] | None:
        """The row of the selected job; None if there is none."""
        return self.rows.get(self.selected.job_id)

    @property
    def chosen(self) -> list[str]:
        """The jobs that an action is for: the ticked ones, or else the selected one."""
        ticked = [job_id for job_id in self.shown if job_id in self.ticked]
        return ticked or ([self.selected.job_id] if self.selected.job_id in self.rows else [])
