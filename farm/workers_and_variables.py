"""Workers and variables of a Manager, requested during a check."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from typing import Protocol

    from ..manager_client.apis import MetaApi, WorkerMgtApi
    from ..manager_client.models import Worker, WorkerSummary

    T = TypeVar("T")

    class Attempt(Protocol):
        """An optional call to the Manager; None if it refuses."""

        def __call__(self, call: Callable[[], T]) -> T | None: ...


Json = dict[str, Any]

PLATFORMS: Final = ("linux", "windows", "darwin")
"""Platforms of workers, as the Manager names them."""

MOST_DETAILS: Final = 50
"""Most workers that are requested one by one: the list contains neither tags nor platform."""

DETAILS_FOR: Final = 5.0
"""Seconds for these requests, unless a caller has less."""

_LAST: Final = frozenset({"offline", "error"})


def variables(meta: MetaApi, platform: str, attempt: Attempt) -> list[Json]:
    """Return the Manager's variables.

    Each has ``name``, ``value`` for users of this platform, ``is_twoway``, and ``workers``: its values for workers by
    platform.

    Args:
        meta: The client.
        platform: Platform of this machine.
        attempt: Makes the calls.
    """
    from ..manager_client.models import ManagerVariableAudience

    ours = attempt(lambda: meta.get_variables(ManagerVariableAudience.USERS, platform))
    if not ours:
        return []
    by_platform = {}
    if any(variable.is_twoway for variable in ours.values()):
        for name in PLATFORMS:
            theirs = attempt(partial(meta.get_variables, ManagerVariableAudience.WORKERS, name))
            by_platform[name] = theirs or {}
    return [
        {
            "name": name,
            "value": variable.value,
            "is_twoway": variable.is_twoway,
            "workers": {where: theirs[name].value for where, theirs in by_platform.items() if name in theirs},
        }
        for name, variable in sorted(ours.items())
    ]


def workers(api: WorkerMgtApi, attempt: Attempt, within: float | None = None) -> list[Json] | None:
    """Return the workers, those online first: ``id``, ``name``, ``status``, ``platform`` and ``tags``, a list of ids.

    Only the first ``MOST_DETAILS`` have platform and tags; those of others are "" and None. None = the Manager refused
    the request.
    """
    answer = attempt(api.fetch_workers)
    if answer is None:
        return None
    until = time.monotonic() + (DETAILS_FOR if within is None else within)
    found: list[Json] = []
    for summary in sorted(answer.workers, key=lambda worker: str(worker.status) in _LAST):
        asked = len(found) < MOST_DETAILS and time.monotonic() < until
        details = attempt(partial(api.fetch_worker, summary.id)) if asked else None
        found.append(_worker(summary, details))
    return found


def _worker(summary: WorkerSummary, known: Worker | None) -> Json:
    return {
        "id": summary.id,
        "name": summary.name,
        "status": str(summary.status),
        "platform": known.platform if known else "",
        "tags": [tag.id for tag in known.tags or () if tag.id] if known else None,
    }
