"""Values of answers that nobody promised."""

from __future__ import annotations

from typing import Any

import pytest

from flamenco_client.jobs import statuses, values
from flamenco_client.jobs.job_row import Owner, row_of


@pytest.mark.parametrize(
    ("time", "seconds"),
    [
        ("0001-01-01T00:00:00Z", 0.0),
        ("1970-01-01T00:00:10Z", 10.0),
        ("1970-01-01T00:00:10.123456789+00:00", 10.123456789),
        ("1970-01-01T01:00:10+01:00", 10.0),
        ("1970-13-01T01:00:10Z", 0.0),
        ("yesterday", 0.0),
        (None, 0.0),
        (12, 0.0),
    ],
)
def test_times(time: Any, seconds: float) -> None:
    """Nanoseconds and offsets are understood; a zero time, or what is none, is unknown."""
    assert values.seconds(time) == pytest.approx(seconds)


@pytest.mark.parametrize("job", [{}, {"id": None}, {"name": 7, "metadata": [], "steps_total": -3, "priority": "high"}])
def test_a_row_of_anything(job: dict[str, Any]) -> None:
    """Missing and mistyped fields make a row all the same (scenario 53)."""
    row = row_of(job, Owner("ann"))
    assert (row["steps_total"], row["updated"], row["mine"], row["priority"]) == (0, 0.0, False, 0)


def test_mine() -> None:
    """By the records of this folder, or by the user's name; no name is nobody's."""
    job = {"id": "1", "metadata": {"user.name": "ann"}}
    assert row_of(job, Owner("ann"))["mine"]
    assert not row_of(job, Owner("bob"))["mine"]
    assert row_of(job, Owner("bob", {"1": "/a/shot.blend"}))["blend"] == "/a/shot.blend"
    assert not row_of({"id": "2", "metadata": {"user.name": ""}}, Owner(""))["mine"]


def test_actions_by_status() -> None:
    """Exactly what the Manager's table offers (scenario 17); several jobs share what all of them offer."""
    table = {
        "active": {"cancel", "pause", "requeue_failed"},
        "canceled": {"pause", "resume", "requeue", "requeue_failed", "delete"},
        "completed": {"requeue", "requeue_failed", "delete"},
        "failed": {"cancel", "requeue", "requeue_failed", "delete"},
        "paused": {"cancel", "resume", "requeue", "delete"},
        "pause-requested": {"cancel"},
        "queued": {"cancel", "pause", "requeue_failed", "delete"},
        "cancel-requested": set(),
        "never heard of": set(),
    }
    for status, actions in table.items():
        assert set(statuses.offered([status])) - statuses.ANY_STATUS == actions, status
    assert set(statuses.offered(["active", "failed"])) - statuses.ANY_STATUS == {"cancel", "requeue_failed"}
    assert statuses.offered([]) == ()
    assert not statuses.offers_for_task("cancel", "active", "pause-requested")
    assert statuses.offers_for_task("requeue", "failed", "failed")
