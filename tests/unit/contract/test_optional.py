"""``x-optional`` marks properties that a Manager may leave out: older Managers and custom scripts can be decoded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from flamenco_client.tests.support.manager import definition

SCHEMAS: dict[str, Any] = definition.load().document["components"]["schemas"]


def objects(name: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the schema, its parts and its nested objects, each with its dotted name."""
    yield name, schema
    for part in schema.get("allOf", []):
        yield from objects(name, part)
    for key, value in schema.get("properties", {}).items():
        yield from objects(f"{name}.{key}", value)


OBJECTS = [pair for name, schema in SCHEMAS.items() for pair in objects(name, schema)]
MARKED = {name for name, schema in OBJECTS if isinstance(schema.get("x-optional"), str)} | {
    f"{name}.{key}"
    for name, schema in OBJECTS
    if isinstance(schema.get("x-optional"), dict)
    for key in schema["x-optional"]
}


def inherited(schema: dict[str, Any]) -> set[str]:
    """Return the names of all properties of a schema, including those of the schemas it extends."""
    names = set(schema.get("properties", {}))
    for part in schema.get("allOf", []):
        names |= inherited(SCHEMAS[part["$ref"].rpartition("/")[2]] if "$ref" in part else part)
    return names


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_required_names_exist(name: str) -> None:
    """A required name is a property, or marked on the schema with the reason why it is not."""
    schema = SCHEMAS[name]
    required = {key for part in [schema, *schema.get("allOf", [])] for key in part.get("required", [])}

    assert required - inherited(schema) == set(schema.get("x-optional", {}))


def test_marks_have_reasons() -> None:
    """Each ``x-optional`` has a reason."""
    marks = [schema["x-optional"] for _name, schema in OBJECTS if "x-optional" in schema]
    reasons = [reason for mark in marks for reason in (mark.values() if isinstance(mark, dict) else [mark])]

    assert reasons
    assert all(isinstance(reason, str) and len(reason) > 10 for reason in reasons)


@pytest.mark.parametrize(
    "name",
    [
        "FlamencoVersion.git",
        "ManagerVariable.name",
        "RegisteredWorker.current_task",
        "JobTasksSummary.jobs",
        "EventLastRenderedUpdate.task_id",
        "AvailableJobType.label",
        "AvailableJobType.settings",
        "AvailableJobSetting.evalInfo.showLinkButton",
        "AvailableJobSetting.evalInfo.description",
        "Error.code",
        "Task.index_in_job",
        "TaskSummary.index_in_job",
        "Command.total_step_count",
        "WorkerTagList.tags",
    ],
)
def test_properties_left_out_in_practice_are_marked(name: str) -> None:
    """Properties that Managers have left out, or sent as null, are marked."""
    assert name in MARKED


def test_steps_are_newer_than_the_oldest_manager() -> None:
    """Managers before 3.8 send no steps: wherever steps are required, they are marked."""
    required = {
        f"{name}.{key}"
        for name, schema in OBJECTS
        for key in schema.get("required", [])
        if key in {"steps_completed", "steps_total"}
    }

    assert len(required) == 12
    assert required <= MARKED
