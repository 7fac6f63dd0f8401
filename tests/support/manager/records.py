"""Jobs, tasks, workers and tags, and their JSON."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from . import clock


def new_id() -> str:
    return str(uuid.uuid4())


@dataclass
class Tag:
    """A worker tag."""

    name: str
    description: str = ""
    id: str = field(default_factory=new_id)

    def as_json(self) -> dict[str, Any]:
        shown = {"id": self.id, "name": self.name}
        return shown | {"description": self.description} if self.description else shown


@dataclass
class Command:
    """One step of a task; parameters may contain ``{variables}``."""

    name: str
    parameters: dict[str, Any]
    total_step_count: int = 0

    def as_json(self) -> dict[str, Any]:
        return {"name": self.name, "parameters": self.parameters, "total_step_count": self.total_step_count}


@dataclass
class Worker:
    """A machine that takes tasks."""

    name: str
    secret: str
    platform: str
    task_types: list[str]
    address: str = "127.0.0.1"
    id: str = field(default_factory=new_id)
    status: str = ""
    version: str = ""
    can_restart: bool = False
    last_seen: str = ""
    status_change: dict[str, Any] | None = None
    sleep_schedule: dict[str, Any] | None = None
    tags: list[Tag] = field(default_factory=list)
    task: Task | None = None
    """The task that it runs or ran last."""

    def brief(self) -> dict[str, str]:
        """Return the worker as a part of a task."""
        return {"id": self.id, "name": self.name, "address": self.address}

    def as_summary(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "status": self.status,
            "version": self.version,
            "can_restart": self.can_restart,
        }
        if self.last_seen:
            shown["last_seen"] = self.last_seen
        if self.status_change:
            shown["status_change"] = self.status_change
        return shown

    def as_json(self) -> dict[str, Any]:
        shown = self.as_summary() | {
            "ip_address": self.address,
            "platform": self.platform,
            "supported_task_types": self.task_types,
        }
        if self.tags:
            shown["tags"] = [tag.as_json() for tag in self.tags]
        if self.task:
            shown["task"] = self.task.as_summary() | {"job_id": self.task.job.id}
        return shown


NOBODY = {"id": "", "name": "", "address": ""}


@dataclass
class Task:
    """One part of a job's work."""

    job: Job = field(repr=False)
    name: str
    type: str
    commands: list[Command]
    steps_total: int = 1
    needs: list[Task] = field(default_factory=list, repr=False)
    """Tasks that must be completed before."""
    priority: int = 50
    index_in_job: int = 0
    id: str = field(default_factory=new_id)
    status: str = "queued"
    activity: str = ""
    steps_completed: int = 0
    created: str = field(default_factory=clock.now)
    updated: str = ""
    last_touched: str = ""
    worker: Worker | None = None
    failed_by: list[Worker] = field(default_factory=list)
    log: bytearray = field(default_factory=bytearray, repr=False)

    def __post_init__(self) -> None:
        self.updated = self.updated or self.created

    def touch(self) -> None:
        self.updated = clock.now()

    def write_log(self, text: str) -> None:
        self.log += text.encode()

    @property
    def log_path(self) -> str:
        return f"{self.job.files_path}/task-{self.id}.txt"

    def as_summary(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "index_in_job": self.index_in_job,
            "name": self.name,
            "priority": self.priority,
            "status": self.status,
            "steps_completed": self.steps_completed,
            "steps_total": self.steps_total,
            "task_type": self.type,
            "updated": self.updated,
            "worker": self.worker.brief() if self.worker else NOBODY,
        }

    def as_json(self) -> dict[str, Any]:
        shown = self.as_summary() | {
            "activity": self.activity,
            "commands": [command.as_json() for command in self.commands],
            "created": self.created,
            "failed_by_workers": [worker.brief() for worker in self.failed_by],
            "job_id": self.job.id,
        }
        return shown | {"last_touched": self.last_touched} if self.last_touched else shown


@dataclass
class Job:
    """A submitted job."""

    name: str
    type: str
    priority: int
    settings: dict[str, Any]
    metadata: dict[str, str]
    status: str = "queued"
    tag: Tag | None = None
    checkout: str = ""
    """Path of its checkout, "" for none."""
    id: str = field(default_factory=new_id)
    activity: str = ""
    created: str = field(default_factory=clock.now)
    updated: str = ""
    delete_requested_at: str = ""
    tasks: list[Task] = field(default_factory=list, repr=False)
    steps_known: bool = False
    """Whether the steps were counted: a real Manager sends 0 of 0 until they are first needed."""
    blocklist: list[tuple[Worker, str]] = field(default_factory=list)
    """Workers, each with a task type that it no longer gets in this job."""
    images: dict[str, bytes] = field(default_factory=dict, repr=False)
    """Last-rendered images by file name."""
    image_time: float = 0.0

    def __post_init__(self) -> None:
        self.updated = self.updated or self.created

    def touch(self) -> None:
        self.updated = clock.now()

    @property
    def files_path(self) -> str:
        """Path on the server of the job's logs and images."""
        return f"/job-files/job-{self.id[:4]}/{self.id}"

    @property
    def steps_completed(self) -> int:
        return sum(task.steps_completed for task in self.tasks) if self.steps_known else 0

    @property
    def steps_total(self) -> int:
        return sum(task.steps_total for task in self.tasks) if self.steps_known else 0

    def count(self, *statuses: str) -> int:
        """Count the tasks with one of the statuses."""
        return sum(task.status in statuses for task in self.tasks)

    def as_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "type": self.type,
            "priority": self.priority,
            "settings": self.settings,
            "metadata": self.metadata,
            "submitter_platform": "",
            "status": self.status,
            "activity": self.activity,
            "created": self.created,
            "updated": self.updated,
            "steps_completed": self.steps_completed,
            "steps_total": self.steps_total,
        }
        if self.checkout:
            shown["storage"] = {"shaman_checkout_id": self.checkout}
        if self.tag:
            shown["worker_tag"] = self.tag.id
        if self.delete_requested_at:
            shown["delete_requested_at"] = self.delete_requested_at
        return shown
