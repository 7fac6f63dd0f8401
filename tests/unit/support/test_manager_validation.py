"""Validation of the test Manager's own answers."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from flamenco_client.tests.support.manager import ManagerServer, definition, deviations
from flamenco_client.tests.support.manager.operations import HANDLERS
from flamenco_client.tests.support.manager.records import Job
from flamenco_client.tests.support.manager.wire import Answer

from .conftest import Caller, echo_job


def test_every_operation_is_answered() -> None:
    """Each of the definition's 57 operations has a handler."""
    assert set(HANDLERS) == set(definition.load().operations)
    assert len(HANDLERS) == 57


def test_an_unknown_deviation_fails_the_test(storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After an answer that the definition does not allow the `with` block fails, with the position."""
    monkeypatch.setitem(HANDLERS, "getFarmStatus", lambda farm, request: Answer.of_json({"status": "dancing"}))
    with (
        pytest.raises(AssertionError, match=r"getFarmStatus.*'status'.*enum"),
        ManagerServer(storage) as manager,
        contextlib.closing(Caller(manager)) as call,
    ):
        assert call("GET", "status").json == {"status": "dancing"}


def test_a_crash_fails_the_test(storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash of a handler is answered 500 in the framework's form, and reported."""
    monkeypatch.setitem(HANDLERS, "getFarmStatus", lambda farm, request: 1 / 0)
    with (
        pytest.raises(AssertionError, match="ZeroDivisionError"),
        ManagerServer(storage) as manager,
        contextlib.closing(Caller(manager)) as call,
    ):
        got = call("GET", "status")
        assert (got.status, list(got.json)) == (500, ["message"])


def test_validation_can_be_switched_off(storage: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without validation, as in benchmarks, deviations are ignored."""
    monkeypatch.setitem(HANDLERS, "getFarmStatus", lambda farm, request: Answer.of_json({"status": "dancing"}))
    with ManagerServer(storage, validate=False) as manager, contextlib.closing(Caller(manager)) as call:
        assert call("GET", "status").json == {"status": "dancing"}
        assert call("POST", "jobs/check", {**echo_job(), "metadata": {"a": 1}}).status == 204


def test_answers_of_faults_are_not_validated(manager: ManagerServer, call: Caller) -> None:
    """The answer of a fault is not an error of the Manager."""
    manager.faults.answer("getVersion", 200, json={"what": "ever"})
    assert call("GET", "version").json == {"what": "ever"}
    assert manager.violations == []


def test_deviations_have_reasons() -> None:
    """Every known deviation has a reason."""
    for table in (deviations.KNOWN, deviations.ODD_JOB_TYPES, deviations.OLD_MANAGERS):
        assert all(reason.strip() for reason in table.values())


def test_missing_steps_are_only_allowed_for_old_managers() -> None:
    """Missing steps are a deviation of a current Manager."""
    gap = deviations.Deviation("fetchJob", 200, "steps_total", "required")
    assert deviations.explained(gap, old=True)
    assert not deviations.explained(gap)


def test_missing_property_is_noticed(manager: ManagerServer, call: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job without its activity is a violation."""
    whole = Job.as_json
    monkeypatch.setattr(
        Job, "as_json", lambda job: {key: value for key, value in whole(job).items() if key != "activity"}
    )
    call("POST", "jobs", echo_job())
    assert len(manager.violations) == 1
    assert "where='activity'" in manager.violations[0]
    manager.violations.clear()
