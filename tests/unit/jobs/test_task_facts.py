"""Time left, workers and standstill, from nothing but the ends of tasks."""

from __future__ import annotations

from typing import Any

from flamenco_client.jobs import task_facts


def _task(
    number: int, status: str = "completed", *, worker: str = "w1", at: float = 0.0, **more: Any
) -> dict[str, Any]:
    task = {
        "id": str(number),
        "name": f"render-{number}",
        "status": status,
        "task_type": "blender",
        "worker": {"id": worker, "name": worker, "address": ""} if worker else {"id": "", "name": "", "address": ""},
        "steps_completed": 1 if status == "completed" else 0,
        "steps_total": 1,
        "updated": "",
    }
    return {**task_facts.row_of_task(task), "updated": at, **more}


def test_the_first_frame_may_be_slow() -> None:
    """The median of a worker's tasks counts; a slow one, and a night's pause, change it little."""
    ends = [100.0, 110.0, 120.0, 130.0, 5000.0, 5010.0]
    tasks = [_task(number, at=end) for number, end in enumerate(ends)]
    tasks += [_task(10, "active", at=5011.0), *(_task(number, "queued", worker="") for number in range(11, 15))]
    found = task_facts.facts(tasks, 5012.0)
    assert found.rate == 10.0
    assert found.left == 50.0
    assert found.workers == ("w1",)


def test_two_workers_take_half() -> None:
    """Time left is shared by those at it now."""
    tasks = [_task(number, at=100.0 + 10 * number) for number in range(4)]
    tasks += [_task(5, "active", at=140.0), _task(6, "active", worker="w2", at=140.0)]
    assert task_facts.facts(tasks, 141.0).left == 10.0


def test_nothing_is_claimed_too_early() -> None:
    """One finished task, or nobody at work: no time left; zero steps divide nothing."""
    assert task_facts.facts([_task(1, at=5.0), _task(2, "active")], 6.0).left is None
    tasks = [_task(number, at=10.0 * number) for number in range(1, 4)]
    assert task_facts.facts([*tasks, _task(9, "queued", worker="")], 40.0).left is None
    assert task_facts.facts([], 0.0).total == 0
    assert task_facts.facts([_task(1, "active", steps_total=0)], 1.0).left is None


def test_a_standstill() -> None:
    """A task at work that has not moved for three times the usual time."""
    tasks = [_task(number, at=100.0 * number) for number in range(1, 5)]
    assert not task_facts.facts([*tasks, _task(9, "active", at=400.0)], 600.0).stands_still
    assert task_facts.facts([*tasks, _task(9, "active", at=400.0)], 800.0).stands_still


def test_frames_of_a_name() -> None:
    """Frames are in the task's name, if anywhere; a worker without id is none."""
    row = task_facts.row_of_task({"name": "render-1-10, 12", "worker": {"id": "", "name": ""}})
    assert (row["frames"], row["worker_id"]) == ("1-10, 12", "")
    assert task_facts.row_of_task({"name": "preview-video"})["frames"] == ""
