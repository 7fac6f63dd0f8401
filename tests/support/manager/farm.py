"""The state of one Manager: its jobs, workers and tags, its configuration, and the lock around them."""

from __future__ import annotations

import shutil
import sys
import threading
from pathlib import Path
from typing import Any

from . import clock, job_types, variables
from .older import Version
from .records import Job, Tag, Task, Worker
from .shaman import Shaman

SERVER_PLATFORM = {"win32": "windows", "darwin": "darwin"}.get(sys.platform, "linux")


class Farm:
    """State of a Manager. Hold ``lock`` while reading or changing it."""

    def __init__(
        self,
        storage: Path,
        *,
        shaman: bool,
        first_run: bool,
        name: str,
        version: Version,
        types: tuple[job_types.JobType, ...],
        known_variables: dict[str, variables.Variable] | None,
        deletion_delay: float,
    ) -> None:
        self.lock = threading.RLock()
        self.storage = storage
        self._wants_shaman = shaman
        self.is_first_run = first_run
        self.name = name
        self.version = version
        self.types = types
        self.variables = (
            variables.default_variables(str(storage), SERVER_PLATFORM) if known_variables is None else known_variables
        )
        self.deletion_delay = deletion_delay
        self.shaman = Shaman(storage)
        self.jobs: dict[str, Job] = {}
        self.workers: dict[str, Worker] = {}
        self.tags: dict[str, Tag] = {}
        self.last_rendered: Job | None = None
        self.blenders: list[dict[str, Any]] = []
        """Result of the set-up assistant's search for Blender."""
        self.configuration: dict[str, Any] = {
            "manager_name": name,
            "shared_storage_path": str(storage),
            "shaman": {"enabled": shaman},
        }
        self._has_worked = False

    # -- locations -----------------------------------------------------------------------------------------------

    @property
    def has_shaman(self) -> bool:
        """Whether Shaman is on; in set-up mode it is off."""
        return self._wants_shaman and not self.is_first_run

    def set_shaman(self, enabled: bool) -> None:
        self._wants_shaman = enabled

    def finish_setup(self) -> None:
        """Leave the set-up mode."""
        self.is_first_run = False

    @property
    def location(self) -> str:
        """Folder of the files of jobs, as this machine sees it."""
        return str(self.storage / "jobs") if self.has_shaman or self.is_first_run else str(self.storage)

    def values(self, audience: str, platform: str, *, two_way: bool = False) -> dict[str, str]:
        """Return the values of the variables for an audience and a platform."""
        found = {
            name: variable.value(audience, platform)
            for name, variable in self.variables.items()
            if variable.two_way or not two_way
        }
        return {name: value for name, value in found.items() if value is not None}

    def location_for(self, audience: str, platform: str) -> str:
        """Return the location on another platform, if a two-way variable covers it."""
        return variables.translate(
            self.location,
            self.values("workers", SERVER_PLATFORM, two_way=True),
            self.values(audience, platform, two_way=True) or self.values("workers", SERVER_PLATFORM, two_way=True),
            platform,
        )

    def resolve(self, text: str) -> str:
        """Expand the variables of a text for this machine."""
        values = self.values("workers", SERVER_PLATFORM) | {variables.JOBS: self.location}
        return str(variables.expand(text, values))

    def collapse(self, value: Any, platform: str) -> Any:
        """Replace the values of two-way variables at the beginning of texts in a JSON value by the variables."""
        two_way = self.values("users", platform, two_way=True)
        if isinstance(value, str):
            return variables.collapse(value, two_way)
        if isinstance(value, dict):
            return {key: self.collapse(inner, platform) for key, inner in value.items()}
        if isinstance(value, list):
            return [self.collapse(inner, platform) for inner in value]
        return value

    # -- jobs ----------------------------------------------------------------------------------------------------

    def job_types(self) -> dict[str, job_types.JobType]:
        return job_types.with_etags(self.types)

    def add_job(self, job: Job) -> None:
        self.jobs[job.id] = job
        self._has_worked = True

    def find_task(self, task_id: str) -> Task | None:
        for job in self.jobs.values():
            for task in job.tasks:
                if task.id == task_id:
                    return task
        return None

    def find_tag(self, tag_id: str = "", name: str = "") -> Tag | None:
        if tag_id:
            return self.tags.get(tag_id)
        return next((tag for tag in self.tags.values() if tag.name == name), None)

    def request_deletion(self, job: Job) -> None:
        """Mark a job for deletion; it is deleted later, together with its checkout."""
        job.delete_requested_at = clock.now()
        job.updated = job.delete_requested_at

    def finish_deletions(self, *, at_once: bool = False) -> None:
        """Delete the jobs whose deletion was requested long enough ago."""
        latest = clock.parse(clock.now()) - (0 if at_once else self.deletion_delay)
        due = [
            job
            for job in self.jobs.values()
            if job.delete_requested_at and (at_once or clock.parse(job.delete_requested_at) <= latest)
        ]
        for job in due:
            if job.checkout and self.has_shaman:
                shutil.rmtree(self.shaman.checkouts / job.checkout, ignore_errors=True)
            del self.jobs[job.id]

    # -- workers -------------------------------------------------------------------------------------------------

    def add_worker(self, worker: Worker) -> None:
        self.workers[worker.id] = worker
        self._has_worked = True

    def takers(self) -> list[Worker]:
        """Return the workers that may take tasks, now or when they wake up."""
        return [worker for worker in self.workers.values() if worker.status not in {"offline", "error"}]

    def status(self) -> str:
        """Return the status of the whole farm."""
        if not self._has_worked:
            return "starting"
        statuses = {worker.status for worker in self.workers.values()}
        working = any(job.status == "active" for job in self.jobs.values())
        waiting = any(job.status in {"queued", "active"} for job in self.jobs.values())
        if not statuses - {"offline", "error"}:
            return "inoperative"
        if "awake" in statuses:
            return "active" if working or waiting else "idle"
        return "waiting" if waiting else "asleep"
