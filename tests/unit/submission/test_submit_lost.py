"""A lost answer to the job submission never causes a second job."""

from __future__ import annotations

import errno
import os
import uuid
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.manager_client import ApiClient, Configuration
from flamenco_client.manager_client.apis import JobsApi
from flamenco_client.submission.manager_api.timeouts import Timeouts
from flamenco_client.submission.records.records import Records
from flamenco_client.submission.recovery.reconciliation import read_local_records, reconcile_all
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import until
from flamenco_client.tests.unit.submission.helpers import run


def pending(snapshot: JobSnapshot) -> list[str]:
    return [entry.submission_id for entry in Records(snapshot.user_files).pending()]


def test_journal_is_written_first(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """The journal has the submission just before the job is sent."""
    found: list[list[str]] = []

    def inspect(job: Any) -> Any:
        found.append(pending(snapshot))
        return job

    manager.faults.rewrite("submitJob", inspect)
    run(submit(snapshot, cancel=cancel), lambda _: found.append(pending(snapshot)))
    assert found[-1] == [snapshot.submission_id]
    assert not any(found[:-1])
    assert pending(snapshot) == []


@pytest.mark.parametrize("how", ["reset", "cut", "502", "html"])
def test_job_arrived(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, how: str) -> None:
    """A job that arrived without an answer is found by the submission's id: success (scenario 43)."""
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


def test_job_did_not_arrive(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A job that did not arrive is an error; submitting again uploads no files."""
    manager.faults.reset("submitJob", "head")
    with pytest.raises(FarmError, match="submit the job") as caught:
        run(submit(snapshot, cancel=cancel))
    assert caught.value.kind != "not-known"
    assert pending(snapshot) == []
    assert run(submit(snapshot, cancel=cancel))["files_sent"] == 0
    assert len(manager.jobs) == 1


@pytest.mark.parametrize("status", [400, 412])
def test_job_is_rejected(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, status: int) -> None:
    """A rejection is certain: no job is searched, the message is reported, a retry reuses the files (scenario 27)."""
    manager.faults.answer("submitJob", status, json={"code": status, "message": "not like this"})
    with pytest.raises(FarmError) as caught:
        run(submit(snapshot, cancel=cancel))
    assert manager.requests_of("fetchJobs") == []
    assert pending(snapshot) == []
    (orphan,) = manager.checkouts.iterdir()
    assert orphan.name in caught.value.details["left_behind"]
    assert run(submit(snapshot, cancel=cancel))["files_sent"] == 0


def test_outcome_is_not_known(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """If the Manager cannot be asked for the job, the outcome is not known; the same submission then finds the job."""
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


def test_files_of_a_job_in_doubt(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """If the outcome is not known, the error names the checkout, which is left over if the job did not arrive."""
    manager.faults.reset("submitJob", "head")
    manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(FarmError) as caught:
        run(submit(snapshot, cancel=cancel))
    assert caught.value.kind == "not-known"
    (orphan,) = manager.checkouts.iterdir()
    assert orphan.name in caught.value.left_behind
    assert "If the job did not arrive" in caught.value.left_behind


def test_files_after_a_fault_of_this_program(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even an error that nobody expects names the checkout that it leaves behind."""

    def faulty(*_: object) -> None:
        raise LookupError("nobody expects it")

    monkeypatch.setattr("flamenco_client.submission.submit.create_job", faulty)
    with pytest.raises(FarmError, match="nobody expects it") as caught:
        run(submit(snapshot, cancel=cancel))
    assert caught.value.kind == "internal"
    (orphan,) = manager.checkouts.iterdir()
    assert orphan.name in caught.value.left_behind


@pytest.mark.slow
def test_timeout(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """If the Manager is still creating the job at the timeout, the outcome is not known, and the job is found later."""
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
def test_timeout_of_a_proxy(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, status: int) -> None:
    """After a proxy's timeout the job is searched and found."""
    manager.faults.answer("submitJob", status, work=True)
    assert run(submit(snapshot, cancel=cancel))["job_id"] == manager.jobs[0].id
    assert len(manager.requests_of("submitJob")) == 1
    assert pending(snapshot) == []


def lose(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """Submit a job that arrives, without learning that it did."""
    manager.faults.lose_answer("submitJob")
    manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(FarmError):
        run(submit(snapshot, cancel=cancel))
    manager.faults.clear()


def anew(snapshot: JobSnapshot, **changes: Any) -> JobSnapshot:
    """Return the same job as a submission of its own."""
    return replace(snapshot, submission_id=uuid.uuid4().hex, **changes)


@pytest.mark.parametrize("settled", [False, True], ids=["by-the-submission", "before"])
def test_submit_again(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, *, settled: bool) -> None:
    """The same job again is the one that arrived, until somebody was told; then a second one, with a warning."""
    lose(snapshot, manager, cancel)
    if settled:
        run(reconcile_all(snapshot.manager_url, user_files=snapshot.user_files, cancel=cancel, take=False))
    for _ in range(2):
        result = run(submit(anew(snapshot), cancel=cancel))
        assert (result["job_id"], result["already_submitted"]) == (manager.jobs[0].id, True)
        assert [warning["id"] for warning in result["warnings"]] == ["arrived"]
    assert len(manager.jobs) == 1
    Records(snapshot.user_files).tell(result["submission_id"])

    second = run(submit(anew(snapshot), cancel=cancel))

    assert (len(manager.jobs), second["already_submitted"]) == (2, False)
    (warning,) = (each for each in second["warnings"] if each["id"] == "submitted-before")
    assert result["job_url"] in str(warning["text"])


def test_a_job_that_was_made_and_never_told(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """If Blender ended before it got the result, the same job again is that one, if the Manager still has it."""
    run(submit(snapshot, cancel=cancel))
    assert run(submit(anew(snapshot), cancel=cancel))["already_submitted"]
    manager.farm.deletion_delay = 0.0
    with ApiClient(Configuration(host=manager.url)) as client:
        JobsApi(client).delete_job(manager.jobs[0].id)
    until(lambda: not manager.jobs)

    assert not run(submit(anew(snapshot), cancel=cancel))["already_submitted"]
    assert len(manager.jobs) == 1


def change_a_file(snapshot: JobSnapshot) -> JobSnapshot:
    file = Path(snapshot.assets[0].path)
    status = file.stat()
    file.write_bytes(file.read_bytes()[::-1] + b"1")
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
    return snapshot


@pytest.mark.parametrize(
    "change",
    [
        change_a_file,
        lambda job: replace(job, settings={**job.settings, "frames": "7"}),
        lambda job: replace(job, again=True),
    ],
    ids=["file", "setting", "again"],
)
def test_another_job_is_a_new_one(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, change: Callable[[JobSnapshot], JobSnapshot]
) -> None:
    """With other files or settings, or on request, there is a new job, and a warning names the earlier one, once."""
    lose(snapshot, manager, cancel)

    result = run(submit(anew(change(snapshot)), cancel=cancel))

    assert (len(manager.jobs), result["already_submitted"]) == (2, False)
    assert "submitted-before" in {warning["id"] for warning in result["warnings"]}
    assert [job["job_id"] for job in read_local_records(snapshot.user_files)["notices"]] == [result["job_id"]]


def test_after_a_day_it_is_new(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A submission of yesterday is no answer to one of today."""
    lose(snapshot, manager, cancel)
    monkeypatch.setattr("flamenco_client.submission.recovery.earlier.WITHIN", 0.0)

    assert not run(submit(anew(snapshot), cancel=cancel))["already_submitted"]


def test_pending_submission_of_another_job(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, tmp_path: Path
) -> None:
    """A pending submission of another job is resolved, and does not stop this one."""
    manager.faults.lose_answer("submitJob")
    manager.faults.answer("fetchJobs", 500, times=4)
    with pytest.raises(FarmError):
        run(submit(replace(snapshot, name="other", submission_id="other"), cancel=cancel))
    run(submit(snapshot, cancel=cancel))
    assert [job.name for job in manager.jobs] == ["other", snapshot.name]
    assert pending(snapshot) == []


def test_pending_submission_to_another_manager(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, tmp_path: Path
) -> None:
    """A pending submission to another Manager stays pending, and does not stop this one."""
    manager.faults.lose_answer("submitJob")
    manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(FarmError):
        run(submit(snapshot, cancel=cancel))
    with ManagerServer(tmp_path / "other storage") as other:
        run(submit(replace(snapshot, manager_url=other.url, submission_id="another"), cancel=cancel))
    assert pending(snapshot) == [snapshot.submission_id]


def test_journal_cannot_be_written(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, tmp_path: Path
) -> None:
    """If the journal cannot be written, the Manager is not even asked, and the error names the folder."""
    (tmp_path / "state").write_bytes(b"not a folder")
    with pytest.raises(FarmError, match="can't be noted") as caught:
        run(submit(snapshot, cancel=cancel))
    assert str(tmp_path / "state") in caught.value.message
    assert "nothing was submitted" in caught.value.hint
    assert manager.requests == []


@pytest.mark.parametrize(
    ("number", "kind", "hint"),
    [(errno.ENOSPC, "disk-full", "Free some space"), (errno.EROFS, "permission", "Allow writing")],
)
def test_user_folder_full_or_read_only(
    snapshot: JobSnapshot,
    manager: ManagerServer,
    cancel: CancelToken,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    kind: str,
    hint: str,
) -> None:
    """A folder that takes no record is known before anything is sent, with what to do about it."""

    def refused(_handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refused)
    with pytest.raises(FarmError, match="can't be noted") as caught:
        run(submit(snapshot, cancel=cancel))
    assert caught.value.kind == kind
    assert hint in caught.value.hint
    assert manager.requests == []
    assert not [path for path in Path(snapshot.user_files.folder).rglob("*") if path.is_file()]


def test_fresh_connections(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """The checkout and the job use fresh connections: a kept one may just be closing, and they cannot be retried."""
    run(submit(snapshot, cancel=cancel))
    for operation in ("shamanCheckout", "submitJob"):
        (once,) = manager.requests_of(operation)
        before = manager.requests[: manager.requests.index(once)]
        assert once.connection not in {record.connection for record in before}
