"""Statuses of jobs, tasks and workers, and what a client offers for each; unknown ones are tolerated.

Source: ``manager.md`` of the Manager's interface, and the enums in its OpenAPI document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

UNFINISHED: Final = frozenset(
    {"active", "queued", "paused", "pause-requested", "cancel-requested", "requeueing", "under-construction"}
)
"""Jobs that may still change by themselves."""
ENDED: Final = frozenset({"completed", "failed", "canceled"})
FAILED_TASKS: Final = frozenset({"failed", "soft-failed"})
WAITING_TASKS: Final = frozenset({"queued", "soft-failed", "active", "paused"})

JOB_ACTIONS: Final[Mapping[str, frozenset[str]]] = {
    "cancel": frozenset({"active", "failed", "paused", "pause-requested", "queued"}),
    "pause": frozenset({"active", "canceled", "queued"}),
    "resume": frozenset({"canceled", "paused"}),
    "requeue": frozenset({"completed", "failed", "canceled", "paused"}),
    "requeue_failed": frozenset({"failed", "active", "completed", "queued", "canceled"}),
    "delete": frozenset({"canceled", "completed", "failed", "paused", "queued"}),
}
"""Action -> statuses of jobs for which it is offered; priority, tag and unblocking are offered for any."""
ANY_STATUS: Final = frozenset({"priority", "tag", "unblock"})

TASK_ACTIONS: Final[Mapping[str, frozenset[str]]] = {
    "cancel": frozenset({"active", "queued", "soft-failed"}),
    "requeue": frozenset({"canceled", "completed", "failed"}),
}


def offers(action: str, status: str) -> bool:
    """Return whether an action is offered for a job with this status."""
    return action in ANY_STATUS or status in JOB_ACTIONS.get(action, ())


def offered(statuses: Iterable[str]) -> tuple[str, ...]:
    """Return the actions that are offered for all of several jobs; none for no job."""
    known = list(statuses)
    return tuple(
        action for action in (*JOB_ACTIONS, *sorted(ANY_STATUS)) if known and all(offers(action, s) for s in known)
    )


def offers_for_task(action: str, status: str, job_status: str) -> bool:
    """Return whether an action is offered for a task; tasks of a job that is being paused can't be cancelled."""
    if action == "cancel" and job_status == "pause-requested":
        return False
    return status in TASK_ACTIONS.get(action, ())
