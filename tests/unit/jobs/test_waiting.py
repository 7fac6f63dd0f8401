"""What a job waits for, in words."""

from __future__ import annotations

from typing import Any

import pytest

from flamenco_client.jobs import waiting
from flamenco_client.tests.unit.jobs.conftest import a_row

AWAKE = {"id": "w", "status": "awake", "supported_task_types": ["blender"], "tags": [{"id": "gpu"}]}
TASKS = [{"status": "queued", "type": "blender"}]


@pytest.mark.parametrize(
    ("row", "others", "workers", "says"),
    [
        (a_row(status="paused"), [], [AWAKE], "paused"),
        (a_row(status="pause-requested"), [], [AWAKE], "once the tasks at work have ended"),
        (a_row(tasks=0), [], [AWAKE], "will never run"),
        (a_row(), [], [], "No worker is online"),
        (a_row(), [], [{"status": "asleep"}, {"status": "asleep"}], "2 asleep: wake one"),
        (a_row(), [a_row("2", priority=90), a_row("3", priority=10)], [AWAKE], "1 jobs come before it"),
        (a_row(), [a_row("2", priority=90, status="completed")], [AWAKE], ""),
        (a_row(), [], None, ""),
        (a_row(status="active", workers=["w"]), [], [], ""),
        (a_row(status="completed"), [], [], ""),
    ],
)
def test_why(row: Any, others: Any, workers: Any, says: str) -> None:
    """The first reason that the lists of jobs and workers show; nothing where they show none."""
    text = waiting.why(row, others, workers)
    assert says in text
    assert bool(text) == bool(says)


@pytest.mark.parametrize(
    ("tag", "worker", "blocked", "says"),
    [
        ("", AWAKE, [], ""),
        ("gpu", AWAKE, [], ""),
        ("cpu", AWAKE, [], "has its worker tag"),
        ("cpu", {**AWAKE, "tags": None}, [], "has its worker tag"),
        ("", {**AWAKE, "supported_task_types": ["ffmpeg"]}, [], 'kind "blender"'),
        ("", AWAKE, [{"worker_id": "w", "task_type": "blender"}], "blocklist"),
    ],
)
def test_no_worker_takes_it(tag: str, worker: Any, blocked: Any, says: str) -> None:
    """Tag, kind of task and blocklist of the workers that are awake."""
    text = waiting.why_no_worker(TASKS, tag, [worker], blocked)
    assert says in text
    assert bool(text) == bool(says)
