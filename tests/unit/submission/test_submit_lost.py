"""When the answer to the job is lost, there is never a second one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.submission.manager_api.timeouts import Timeouts
from flamenco_client.submission.recovery.journal import Journal
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import until
from flamenco_client.tests.unit.submission.helpers import run


def pending(snapshot: JobSnapshot) -> list[str]:
    return [entry.submission_id for entry in Journal(snapshot.user_files).pending()]


def test_written_down_before(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """The journal has the submission before the job is sent, and not before it must."""
    found: list[list[str]] = []

    def look(job: Any) -> Any:
        found.append(pending(snapshot))
        return job

    manager.faults.rewrite("submitJob", look)
    run(submit(snapshot, cancel=cancel), lambda _: found.append(pending(snapshot)))
    assert found[-1] == [snapshot.submission_id]
    assert not any(found[:-1])
    assert pending(snapshot) == []


@pytest.mark.parametrize("how", ["reset", "cut", "502", "html"])
def test_lost_and_found(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, how: str) -> None:
    """A job that arrived although its answer did not is found by its id: success (scenario 43)."""
    if how == "reset":
        manager.faults.lose_answer("submitJob")
    elif how == "cut":
        manager.faults.truncate("submitJob", 10)
    else:
        manager.faults.answer("submitJob", 502 if how == "502" else 200, b"<html>", content_type="text/html", work=True)
    result = run(submit(snapshot, cancel=cancel))
    assert [job.id for job in manager.jobs] == [result["job_id"]]
    assert len(manager.requests_of("submitJob")) == 1
    assert pending(snapshot) == []


def test_lost_and_never_made(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A job that did not arrive is an error that may be tried again, and the files need not be sent again."""
    manager.faults.reset("submitJob", "head")
    with pytest.raises(FarmError, match="submit the job") as caught:
        run(submit(snapshot, cancel=cancel))
    assert caught.value.kind != "not-known"
    assert pending(snapshot) == []
    assert run(submit(snapshot, cancel=cancel))["files_sent"] == 0
    assert len(manager.jobs) == 1


@pytest.mark.parametrize("status", [400, 412])
def test_refused_at_last(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, status: int) -> None:
    """A refusal is certain: the message is told, nothing is looked up, and a retry re-uses the files (scenario 27)."""
    manager.faults.answer("submitJob", status, json={"code": status, "message": "not like this"})
    with pytest.raises(FarmError) as caught:
        run(submit(snapshot, cancel=cancel))
    assert manager.requests_of("fetchJobs") == []
    assert pending(snapshot) == []
    (orphan,) = manager.checkouts.iterdir()
    assert orphan.name in caught.value.details["left_behind"]
    assert run(submit(snapshot, cancel=cancel))["files_sent"] == 0


def test_not_known(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A Manager that can't be asked leaves the outcome open; the same submission then asks first, and finds the job."""
    manager.faults.lose_answer("submitJob")
    lookups = manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(FarmError) as caught:
        run(submit(snapshot, cancel=cancel))
    assert caught.value.kind == "not-known"
    assert caught.value.details["submission_id"] == snapshot.submission_id
    with pytest.raises(FarmError) as caught:
        run(submit(snapshot, cancel=cancel))
    assert caught.value.kind == "not-known"
    assert lookups.used >= 2
    manager.faults.clear()
    manager.forget_requests()
    result = run(submit(snapshot, cancel=cancel))
    assert [job.id for job in manager.jobs] == [result["job_id"]]
    assert [record.operation for record in manager.requests] == ["fetchJobs"]
    assert pending(snapshot) == []


def test_slow_to_answer(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A Manager that is still busy with the job when patience ends has not said no: not known, and found later."""
    gate = manager.faults.hold("submitJob")
    with pytest.raises(FarmError) as caught:
        run(submit(snapshot, cancel=cancel, timeouts=Timeouts(job=0.4)))
    assert caught.value.kind == "not-known"
    assert manager.jobs == []
    gate.open()
    until(lambda: manager.jobs)
    assert run(submit(snapshot, cancel=cancel))["job_id"] == manager.jobs[0].id
    assert len(manager.jobs) == 1


@pytest.mark.parametrize("status", [408, 502, 504])
def test_someone_in_between_gave_up(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, status: int
) -> None:
    """A proxy that did not hear from the Manager in time says nothing about the job: it is looked up, and found."""
    manager.faults.answer("submitJob", status, work=True)
    assert run(submit(snapshot, cancel=cancel))["job_id"] == manager.jobs[0].id
    assert len(manager.requests_of("submitJob")) == 1
    assert pending(snapshot) == []


def test_pressed_again(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """Submitting again what had arrived after all is refused once, with the job's address; then it is a wish."""
    manager.faults.lose_answer("submitJob")
    lookups = manager.faults.answer("fetchJobs", 500, times=4)
    with pytest.raises(FarmError):
        run(submit(snapshot, cancel=cancel))
    assert lookups.used == 4
    again = replace(snapshot, submission_id="another")
    with pytest.raises(FarmError, match=manager.jobs[0].id) as caught:
        run(submit(again, cancel=cancel))
    assert caught.value.kind == "arrived"
    assert len(manager.jobs) == 1
    run(submit(again, cancel=cancel))
    assert len(manager.jobs) == 2


def test_other_business(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, tmp_path: Path) -> None:
    """An open outcome of another job is settled on the way, and does not hold this one up."""
    manager.faults.lose_answer("submitJob")
    manager.faults.answer("fetchJobs", 500, times=4)
    with pytest.raises(FarmError):
        run(submit(replace(snapshot, name="other", submission_id="other"), cancel=cancel))
    run(submit(snapshot, cancel=cancel))
    assert [job.name for job in manager.jobs] == ["other", snapshot.name]
    assert pending(snapshot) == []


def test_another_managers_business(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, tmp_path: Path
) -> None:
    """What is open at one Manager is no concern of another."""
    manager.faults.lose_answer("submitJob")
    manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(FarmError):
        run(submit(snapshot, cancel=cancel))
    with ManagerServer(tmp_path / "other storage") as other:
        run(submit(replace(snapshot, manager_url=other.url, submission_id="another"), cancel=cancel))
    assert pending(snapshot) == [snapshot.submission_id]


def test_journal_that_can_not_be_written(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, tmp_path: Path
) -> None:
    """Without a note on disk nothing is submitted."""
    (tmp_path / "state").write_bytes(b"not a folder")
    with pytest.raises(FarmError, match="can't be noted"):
        run(submit(snapshot, cancel=cancel))
    assert manager.requests_of("submitJob") == []


def test_over_connections_of_their_own(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """Checkout and job, which can't simply be sent again, use no kept connection: it may end in that very moment."""
    run(submit(snapshot, cancel=cancel))
    for operation in ("shamanCheckout", "submitJob"):
        (once,) = manager.requests_of(operation)
        before = manager.requests[: manager.requests.index(once)]
        assert once.connection not in {record.connection for record in before}
