"""The workers of the farm: who is awake, at which task, with which tags."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from . import values
from .farm_jobs import FarmJobs

MOST: Final = 100
"""Most workers that are asked for details; others are listed with their status only."""


def all_workers(farm: FarmJobs) -> dict[str, Any]:
    """Return all workers, those awake first, and the worker tags.

    Returns:
        ``workers`` (``id, name, status, version, can_restart, last_seen, task, job_id, tags, wanted, lazy``) and
        ``tags`` (``id, name``).
    """
    found = []
    for number, short in enumerate(farm.workers()):
        worker = {**short, **farm.worker(str(short.get("id")))} if number < MOST else short
        found.append(_row(worker))
    tags = [{"id": values.text(tag.get("id")), "name": values.text(tag.get("name"))} for tag in farm.tags()]
    return {"workers": sorted(found, key=lambda row: (row["status"] != "awake", row["name"].casefold())), "tags": tags}


def _row(worker: Mapping[str, Any]) -> dict[str, Any]:
    task = values.mapping(worker.get("task"))
    change = values.mapping(worker.get("status_change"))
    return {
        "id": str(worker.get("id") or ""),
        "name": values.text(worker.get("name"), 100),
        "status": values.text(worker.get("status"), 40),
        "version": values.text(worker.get("version"), 60),
        "can_restart": worker.get("can_restart") is True,
        "last_seen": values.seconds(worker.get("last_seen")),
        "task": values.text(task.get("name"), 100) if task.get("status") == "active" else "",
        "job_id": str(task.get("job_id") or ""),
        "tags": [values.text(tag.get("name"), 60) for tag in values.items(worker.get("tags"))],
        "wanted": values.text(change.get("status"), 40),
        "lazy": change.get("is_lazy") is True,
    }
