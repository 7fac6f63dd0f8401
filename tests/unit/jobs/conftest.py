"""A Manager with jobs, and the farm's operations as `jobs` calls them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.user_files import UserFiles
from flamenco_client.jobs.farm_jobs import FarmJobs, connect
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.manager.records import Command, Job, Task

AddJob = Callable[..., Job]


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[ManagerServer]:
    """A Manager without jobs."""
    with ManagerServer(tmp_path / "storage") as server:
        yield server


@pytest.fixture
def user_files(tmp_path: Path) -> UserFiles:
    """The user's folder."""
    return UserFiles(str(tmp_path / "user"))


@pytest.fixture
def farm(manager: ManagerServer, user_files: UserFiles) -> Iterator[FarmJobs]:
    """The Manager as `jobs` sees it."""
    with connect(manager.url, user_files, CancelToken(), "test") as connected:
        yield connected


@pytest.fixture
def add_job(manager: ManagerServer) -> AddJob:
    """Add a job with some render tasks."""

    def add(name: str = "shot", tasks: int = 3, *, user: str = "ann", **more: Any) -> Job:
        metadata = {"user.name": user}
        job = Job(name, "simple-blender-render", more.pop("priority", 50), {"frames": "1-3"}, metadata, **more)
        for number in range(1, tasks + 1):
            task = Task(job, f"render-{number}", "blender", [Command("blender-render", {}, 1)], index_in_job=number)
            job.tasks.append(task)
        job.steps_known = True
        with manager.farm.lock:
            manager.farm.add_job(job)
        return job

    return add


def a_row(job_id: str = "1", **changes: Any) -> dict[str, Any]:
    """Return a row of the list."""
    row = {
        "id": job_id,
        "name": f"shot {job_id}",
        "status": "queued",
        "type": "simple-blender-render",
        "priority": 50,
        "user": "ann",
        "mine": False,
        "blend": "",
        "created": float(job_id),
        "updated": float(job_id),
        "steps_done": 0,
        "steps_total": 0,
        "failed": None,
        "tasks": None,
        "left": None,
        "workers": [],
        "waits": "",
        "why": "",
        "warning": "",
        "deleting": False,
        "tag": "",
    }
    return {**row, **changes}
