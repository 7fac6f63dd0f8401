"""A line of the list of jobs: the Manager's job and what is known beside it, as a JSON-able object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from . import values


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose jobs are "mine"."""

    user: str = ""
    """The user's name in the metadata of jobs; "" = none."""
    blends: Mapping[str, str] = field(default_factory=dict)
    """Job id -> the .blend, from the records of submissions on this machine."""

    def has(self, job: Mapping[str, Any]) -> bool:
        """Return whether a job is the user's: sent from this user folder, or under the user's name."""
        name = values.mapping(job.get("metadata")).get("user.name")
        return job.get("id") in self.blends or bool(self.user and name == self.user)


def row_of(job: Mapping[str, Any], owner: Owner) -> dict[str, Any]:
    """Return the row of a job, without what only its tasks tell.

    Keys: ``id, name, status, type, priority, user, mine, blend, created, updated`` (seconds since 1970, 0 = unknown),
    ``steps_done, steps_total, failed, tasks`` (numbers of tasks, None = not asked), ``left`` (seconds or None),
    ``workers`` (names at it now), ``waits, why, warning`` (texts, "" = none), ``deleting, tag``.
    """
    metadata = values.mapping(job.get("metadata"))
    job_id = str(job.get("id") or "")
    return {
        "id": job_id,
        "name": values.text(job.get("name"), 200),
        "status": values.text(job.get("status"), 40),
        "type": values.text(job.get("type"), 100),
        "priority": job["priority"] if isinstance(job.get("priority"), int) else 0,
        "user": values.text(metadata.get("user.name"), 100),
        "mine": owner.has(job),
        "blend": owner.blends.get(job_id, ""),
        "created": values.seconds(job.get("created")),
        "updated": values.seconds(job.get("updated")),
        "steps_done": values.number(job.get("steps_completed")),
        "steps_total": values.number(job.get("steps_total")),
        "deleting": bool(job.get("delete_requested_at")),
        "tag": values.text(values.mapping(job.get("worker_tag")).get("id") or job.get("worker_tag"), 100),
        **EMPTY,
    }


EMPTY: Mapping[str, Any] = {
    "failed": None,
    "tasks": None,
    "left": None,
    "workers": [],
    "waits": "",
    "why": "",
    "warning": "",
}
"""What only tasks and logs tell."""
