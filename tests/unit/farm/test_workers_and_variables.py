"""Variables and workers, as a check of the Manager finds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flamenco_client.farm import manager_versions, workers_and_variables
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.manager.records import Tag, Worker

Check = Callable[..., dict[str, Any]]


def add_worker(manager: ManagerServer, name: str, status: str, tags: tuple[Tag, ...] = ()) -> Worker:
    worker = Worker(name, "secret", "windows", ["blender"], status=status, version="3.9", tags=list(tags))
    with manager.farm.lock:
        manager.farm.workers[worker.id] = worker
    return worker


def test_variables_with_workers_values(manager: ManagerServer, check: Check) -> None:
    """Each with the value for this machine and those for workers of every platform."""
    found = {variable["name"]: variable for variable in check(manager.url)["variables"]}

    assert {"blender", "jobs", "storage"} <= found.keys()
    assert found["storage"]["is_twoway"]
    assert found["storage"]["value"] == str(manager.storage)
    assert found["storage"]["workers"]["windows"] == "S:\\farm"
    assert not found["jobs"]["is_twoway"]


def test_workers_with_platform_and_tags(manager: ManagerServer, check: Check) -> None:
    """Those online first, each with the ids of its tags."""
    tag = manager.add_tag("gpu")
    add_worker(manager, "away", "offline", (tag,))
    add_worker(manager, "here", "awake", (tag,))
    info = check(manager.url)

    assert info["workers_known"]
    first, second = info["workers"]
    assert (first["name"], first["status"], first["platform"], first["tags"]) == ("here", "awake", "windows", [tag.id])
    assert (second["name"], second["status"]) == ("away", "offline")


def test_only_so_many_are_asked(manager: ManagerServer, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a large farm only some workers are requested one by one; the facts of others are unknown."""
    monkeypatch.setattr(workers_and_variables, "MOST_DETAILS", 1)
    add_worker(manager, "one", "awake")
    add_worker(manager, "two", "awake")
    workers = check(manager.url)["workers"]

    assert [worker["tags"] for worker in workers] == [[], None]
    assert len(manager.requests_of("fetchWorker")) == 1


def test_not_longer_than_that(manager: ManagerServer, check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor for ever."""
    monkeypatch.setattr(workers_and_variables, "DETAILS_FOR", 0.0)
    add_worker(manager, "one", "awake")
    assert [worker["tags"] for worker in check(manager.url)["workers"]] == [None]


def test_a_manager_that_does_not_say(manager: ManagerServer, check: Check) -> None:
    """The check succeeds without a warning: these details are optional."""
    for operation in ("getVariables", "fetchWorkers"):
        manager.faults.answer(operation, 500, json={"code": 500, "message": "no"})
    info = check(manager.url)

    assert (info["variables"], info["workers"], info["workers_known"]) == ([], [], False)
    assert info["warnings"] == []


def test_a_worker_that_has_just_gone(manager: ManagerServer, check: Check) -> None:
    """Its tags are not known then; the others' are."""
    add_worker(manager, "gone", "awake")
    manager.faults.answer("fetchWorker", 404, json={"code": 404, "message": "no such worker"})
    assert [worker["tags"] for worker in check(manager.url)["workers"]] == [None]


@pytest.mark.parametrize(
    ("version", "number", "supported", "wants_flags"),
    [
        ("3.6", (3, 6), True, True),
        ("v3.8.1", (3, 8), True, True),
        ("3.9-beta1", (3, 9), True, False),
        ("3.10", (3, 10), False, False),
        ("2.9", (2, 9), False, True),
        ("", None, False, False),
        ("nightly", None, False, False),
    ],
)
def test_versions(version: str, number: tuple[int, int] | None, supported: bool, wants_flags: bool) -> None:
    """Numbers are compared as numbers; a version without one counts as new."""
    assert manager_versions.number(version) == number
    assert manager_versions.is_supported(version) is supported
    assert manager_versions.wants_output_flags(version) is wants_flags
