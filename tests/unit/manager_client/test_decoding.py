"""Decoding: tolerant of what a Manager may do, exact about missing properties."""

from __future__ import annotations

import gc
import threading
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from flamenco_client.manager_client.decoding import MOST_PROBLEMS, DecodeError, decode
from flamenco_client.manager_client.models import (
    AvailableJobType,
    AvailableJobTypes,
    Error,
    FlamencoVersion,
    Job,
    JobBlocklist,
    JobBlocklistEntry,
    JobsQueryResult,
    JobTasksSummary,
    ManagerVariable,
    ManagerVariables,
    TaskStatus,
    TaskSummary,
    Worker,
    WorkerTagList,
)

TASK: dict[str, Any] = {
    "id": "t",
    "name": "render-1",
    "status": "active",
    "index_in_job": 1,
    "priority": 50,
    "task_type": "blender",
    "updated": "2026-11-23T19:05:42.987654321Z",
    "worker": {"id": "", "name": "", "address": ""},
    "steps_completed": 0,
    "steps_total": 0,
}


def _task(**changes: Any) -> dict[str, Any]:
    return {**TASK, **changes}


def test_nested_values_are_typed() -> None:
    """Enumerations, times and nested objects have their types."""
    task = TaskSummary.from_dict(TASK)

    assert task.status is TaskStatus.ACTIVE
    assert task.updated == datetime(2026, 11, 23, 19, 5, 42, 987654, UTC)
    assert task.worker is not None
    assert task.worker.address == ""


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": None}, r"TaskSummary\.id: expected text, not null"),
        ({"id": 7}, r"TaskSummary\.id: expected text, not 7"),
        ({"priority": "high"}, r"TaskSummary\.priority: expected a whole number, not 'high'"),
        ({"priority": True}, r"TaskSummary\.priority: expected a whole number, not True"),
        ({"priority": 1.5}, r"TaskSummary\.priority: expected a whole number, not 1\.5"),
        ({"status": ["x"]}, r"TaskSummary\.status: expected text, not a list"),
        ({"updated": "yesterday"}, r"TaskSummary\.updated: 'yesterday' is not a time"),
        ({"updated": 12}, r"TaskSummary\.updated: expected a time as text, not 12"),
        ({"worker": {"id": "w"}}, r"TaskSummary\.worker: TaskWorker\.name, TaskWorker\.address: required, but missing"),
        ({"worker": []}, r"TaskSummary\.worker: expected TaskWorker, an object, not a list"),
        ({"id": "x" * 1000 + "y", "priority": "x" * 1000}, r"not 'x{60}'\.\.\.$"),
    ],
)
def test_mismatch_is_named(changes: dict[str, Any], message: str) -> None:
    """The error names the schema, the property and the wrong value, in bounded length."""
    for _ in range(2):
        with pytest.raises(DecodeError, match=message):
            TaskSummary.from_dict(_task(**changes))
        TaskSummary.from_dict(TASK)  # a good value before must not weaken the next check


def test_missing_properties_are_listed_by_json_name() -> None:
    """The error lists all missing properties under their JSON names."""
    with pytest.raises(DecodeError, match=r"^FlamencoVersion\.shortversion, FlamencoVersion\.name: required"):
        FlamencoVersion.from_dict({"version": "3.9"})


def test_properties_that_old_managers_leave_out_are_optional() -> None:
    """No `git`, no steps, settings that are null and an error without code are accepted."""
    assert FlamencoVersion.from_dict({"version": "3", "shortversion": "3", "name": "x"}).git is None
    old = {key: value for key, value in TASK.items() if not key.startswith("steps")}
    assert TaskSummary.from_dict(old).steps_total is None
    job_type = AvailableJobType.from_dict({"name": "x", "label": "", "settings": None, "etag": "e"})
    assert job_type.settings is None
    assert job_type.to_dict()["settings"] is None
    assert Error.from_dict({"message": "m"}).code is None
    assert WorkerTagList.from_dict({}).tags is None


def test_bad_element_is_left_out_and_reported() -> None:
    """The other elements are decoded, and the model reports the element that was left out."""
    tasks = decode(JobTasksSummary, {"tasks": [_task(), _task(id=None), _task(status="moonlit"), 5, _task()]})

    assert [task.status for task in tasks.value.tasks or ()] == ["active", "moonlit", "active"]
    assert tasks.problems == (
        "JobTasksSummary.tasks[1]: TaskSummary.id: expected text, not null",
        "JobTasksSummary.tasks[3]: expected TaskSummary, an object, not 5",
    )
    assert tasks.value.problems == tasks.problems


def test_bad_setting_does_not_hide_its_job_type() -> None:
    """A studio's setting without a key is left out; its job type and the other settings are decoded."""
    settings = [{"key": "a", "type": "odd", "visible": "false", "label": 7}, {"type": "string"}]
    types = {"job_types": [{"name": "x", "label": "", "settings": settings, "etag": "e"}]}

    decoded = decode(AvailableJobTypes, types)

    (setting,) = decoded.value.job_types[0].settings or []
    assert (setting.key, setting.type, setting.visible, setting.label) == ("a", "odd", "false", 7)
    assert decoded.problems == ("AvailableJobType.settings[1]: AvailableJobSetting.key: required, but missing",)


def test_problems_are_bounded() -> None:
    """A million bad elements give a limited number of reports."""
    assert len(decode(JobTasksSummary, {"tasks": [0] * 1000}).problems) == MOST_PROBLEMS


def test_lists_and_dicts_at_the_top() -> None:
    """Answers that are a list or have free keys are decoded, too, with their problems."""
    blocked = decode(JobBlocklist, [{"worker_id": "w", "task_type": "blender"}, {}])
    variables = decode(ManagerVariables, {"jobs": {"value": "/j", "is_twoway": True}, "odd": 3})

    assert blocked.value == [JobBlocklistEntry(worker_id="w", task_type="blender")]
    assert len(blocked.problems) == 1
    assert variables.value == {"jobs": ManagerVariable(value="/j", is_twoway=True)}
    assert variables.problems == ("dict['odd']: expected ManagerVariable, an object, not 3",)


def test_null_in_place_of_a_list_is_an_empty_list() -> None:
    """Go writes a list that was never filled as null."""
    assert decode(JobsQueryResult, {"jobs": None}).value.jobs == []


def test_free_objects_keep_plain_json_values() -> None:
    """Settings stay plain values: integers do not become floats, dates do not become times."""
    settings = {"fps": 24, "ratio": 24.0, "when": "2026-11-23T19:05:42Z", "list": [None, {"a": True}]}
    job = Job.from_dict(
        {
            "name": "", "type": "x", "priority": 0, "submitter_platform": "", "id": "j", "status": "queued",
            "activity": "", "created": "0001-01-01T00:00:00Z", "updated": "0001-01-01T00:00:00Z", "settings": settings,
        }
    )  # fmt: skip

    assert job.settings == settings
    assert [type(value) for value in (job.settings or {}).values()] == [int, float, str, list]
    assert job.created.year == 1


def test_inherited_fields() -> None:
    """A schema that extends another has the fields of both."""
    worker = Worker.from_dict(
        {
            "id": "w", "name": "n", "status": "awake", "version": "3.9", "can_restart": False, "ip_address": "::1",
            "platform": "linux", "supported_task_types": ["blender"], "task": {**TASK, "job_id": "j"},
        }
    )  # fmt: skip

    assert worker.name == "n"
    assert worker.task is not None
    assert (worker.task.job_id, worker.task.status) == ("j", TaskStatus.ACTIVE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T19:05:42Z", datetime(2026, 11, 23, 19, 5, 42, tzinfo=UTC)),
        ("2026-11-23T19:05:42.5-02:30", datetime(2026, 11, 23, 19, 5, 42, 500000, timezone(-timedelta(hours=2.5)))),
        ("2026-11-23t19:05:42.123456789z", datetime(2026, 11, 23, 19, 5, 42, 123456, UTC)),
        ("2026-11-23T19:05:42", datetime(2026, 11, 23, 19, 5, 42, tzinfo=UTC)),
    ],
)
def test_forms_of_time(text: str, expected: datetime) -> None:
    """Every form of RFC 3339 is read; the result always has a time zone, so that times can be compared."""
    assert TaskSummary.from_dict(_task(updated=text)).updated == expected


def test_objects_of_a_list_may_have_different_shapes() -> None:
    """Objects of one list may differ in the order of properties, and in absent and null ones."""
    shuffled = dict(reversed(TASK.items()))
    without = {key: value for key, value in TASK.items() if key != "worker"}
    floats = _task(priority=50.0)
    tasks = [dict(TASK), shuffled, without, _task(worker=None), floats, dict(TASK)]

    decoded = decode(JobTasksSummary, {"tasks": tasks})

    assert decoded.problems == ()
    assert [task.priority for task in decoded.value.tasks or ()] == [50] * 6
    assert [task.worker is None for task in decoded.value.tasks or ()] == [False, False, True, True, False, False]
    assert "worker" not in (decoded.value.tasks or [])[2].to_dict()


def test_threads_may_decode_at_the_same_time() -> None:
    """Threads get the same result, and the garbage collector is on afterwards."""
    results: list[int] = []

    def work() -> None:
        tasks = decode(JobTasksSummary, {"tasks": [_task(priority=number) for number in range(200)]}).value.tasks
        results.append(sum(task.priority for task in tasks or ()))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results == [19900] * 8
    assert gc.isenabled()
