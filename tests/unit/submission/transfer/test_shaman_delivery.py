"""Delivery through Shaman with errors."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.core.progress import Progress
from flamenco_client.submission.manager_api import retry, timeouts
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.submission.transfer import shaman_delivery, upload_queue
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.helpers import asset, everything_below, run

BIG = 600_000
"""Size for which the client waits for ``100 Continue`` before it sends the body."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten all waits to about a tenth."""
    short = retry.Backoff(first=0.03, longest=0.3, tries=6, patience=5.0, grace=0.1)
    monkeypatch.setattr(timeouts, "BACKOFF", short)


@pytest.fixture
def textures(project: Path, snapshot: JobSnapshot) -> JobSnapshot:
    """The snapshot with five textures, two of them large."""
    files = [project / "tex" / f"{number}.png" for number in range(5)]
    for number, path in enumerate(files):
        path.write_bytes(os.urandom(BIG if number < 2 else 1000))
    return replace(snapshot, assets=tuple(asset(path) for path in files))


def assert_complete(manager: ManagerServer, result: dict[str, Any], project: Path) -> None:
    """Check that there is one job with a complete and correct checkout."""
    assert [job.id for job in manager.jobs] == [result["job_id"]]
    sources = everything_below(project)
    checkout = everything_below(manager.checkouts / result["checkout"])
    assert checkout == {path: sources[path] for path in checkout}
    assert len(checkout) == 6


def test_temporary_errors(textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """Collisions, a busy Manager and broken connections only cause retries (scenario 46)."""
    manager.faults.collision(times=1)
    manager.faults.busy("shamanFileStore", skip=1, retry_after="0")
    manager.faults.reset("shamanFileStore", "head", skip=2)
    manager.faults.lose_answer("shamanFileStore", skip=3)
    manager.faults.answer("shamanFileStore", 500, skip=4)
    manager.faults.busy("shamanCheckoutRequirements", retry_after="0")
    reports: list[Progress] = []
    result = run(submit(textures, cancel=cancel), reports.append)
    assert_complete(manager, result, project)
    sending = [progress.bytes_done for progress in reports if progress.phase == "sending"]
    assert sending == sorted(sending)


def test_failed_file_is_retried_last(
    textures: JobSnapshot, manager: ManagerServer, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that failed is retried after the others; with one connection, so that they end in their order."""
    monkeypatch.setattr(upload_queue, "MANY", 1)
    manager.faults.answer("shamanFileStore", 500)
    run(submit(textures, cancel=cancel))
    records = manager.requests_of("shamanFileStore")
    (failed,) = [record for record in records if record.status == 500]
    assert len(records) == 8  # five textures, the .blend and the note; one of them twice
    assert records[-1].path == failed.path


STORAGE_ERRORS = {
    "unexpected error: unable to copy request body to file: write /a.tmp: no space left on device": "the disk is full",
    "unexpected error: write S:\\a.tmp: There is not enough space on the disk.": "the disk is full",
    "unexpected error: unable to copy request body to file: write /m/a.tmp: disk quota exceeded": "the disk is full",
    "unexpected error: mkdir /m/file-store/uploading/ab: read-only file system": "it is read-only",
    "unexpected error: mkdir /m/jobs/film: permission denied": "the Manager may not write there",
}


@pytest.mark.parametrize(("said", "meaning"), STORAGE_ERRORS.items())
@pytest.mark.parametrize("operation", ["shamanFileStore", "shamanCheckoutRequirements", "shamanCheckout"])
def test_storage_that_takes_no_files(
    textures: JobSnapshot, manager: ManagerServer, cancel: CancelToken, operation: str, said: str, meaning: str
) -> None:
    """A full or read-only storage is reported from the Manager's first answer about it, in plain words."""
    entry = manager.faults.answer(operation, 500, json={"code": 500, "message": said}, times=None)
    with pytest.raises(FarmError) as caught:
        run(submit(textures, cancel=cancel))
    assert caught.value.kind == "storage"
    assert meaning in caught.value.message
    assert said not in str(caught.value)
    assert "storage" in caught.value.hint
    assert caught.value.details["said"] == said
    assert entry.used <= (8 if operation == "shamanFileStore" else 1)  # files on the way at the same moment
    assert len({record.path for record in manager.requests_of("shamanFileStore")}) == len(
        manager.requests_of("shamanFileStore")
    )
    assert manager.jobs == []


@pytest.mark.parametrize("size", [1000, BIG])
def test_deferral(snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken, size: int) -> None:
    """A file that a crashed client was uploading is deferred once, then uploaded (scenarios 31, 32)."""
    content = os.urandom(size)
    (project / "tex" / "wood.png").write_bytes(content)
    manager.faults.stale_upload(hashlib.sha256(content).hexdigest(), size)
    result = run(submit(snapshot, cancel=cancel))
    tries = [record for record in manager.requests_of("shamanFileStore") if record.path.endswith(f"/{size}")]
    assert [record.headers["x-shaman-can-defer-upload"] for record in tries] == ["true", "false"]
    assert [record.status for record in tries] == [425, 200]
    assert (manager.checkouts / result["checkout"] / "tex" / "wood.png").read_bytes() == content


def test_status_208_is_checked(
    textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken
) -> None:
    """A file that the Manager wrongly reports as stored is uploaded when it is required again (scenario 44)."""
    manager.faults.early_upload_answer(208, times=2)
    result = run(submit(textures, cancel=cancel))
    assert_complete(manager, result, project)
    assert result["files_sent"] == 6


def test_file_changes_before_its_upload(
    textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken
) -> None:
    """A file that changes between reading and uploading is read again and uploaded as it is then (scenario 45)."""
    changed: list[bool] = []

    def change(progress: Progress) -> None:
        if progress.phase == "asking" and not changed:
            changed.append(True)
            (project / "tex" / "3.png").write_bytes(b"changed")

    result = run(submit(textures, cancel=cancel), change)
    assert_complete(manager, result, project)
    assert (manager.checkouts / result["checkout"] / "tex" / "3.png").read_bytes() == b"changed"
    assert {record.status for record in manager.requests_of("shamanFileStore")} == {200}


def test_status_417(textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """After status 417 the file is read and uploaded again."""
    manager.faults.file_changed(times=1)
    assert_complete(manager, run(submit(textures, cancel=cancel)), project)
    assert [record.status for record in manager.requests_of("shamanFileStore")].count(417) == 1


def test_file_keeps_changing(textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """A file that keeps changing ends the submission with its name, and no job is created."""

    def change(progress: Progress) -> None:
        if progress.phase == "asking":
            (project / "tex" / "3.png").write_bytes(os.urandom(1000))

    with pytest.raises(FarmError, match=r"3\.png keeps changing") as caught:
        run(submit(textures, cancel=cancel), change)
    assert caught.value.kind == "changed"
    assert manager.jobs == []


def test_file_is_deleted(textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """A file that is deleted before its upload ends the submission with its name, and no job is created."""

    def remove(progress: Progress) -> None:
        if progress.phase == "asking":
            (project / "tex" / "3.png").unlink(missing_ok=True)

    with pytest.raises(FarmError, match=r"3\.png can't be read") as caught:
        run(submit(textures, cancel=cancel), remove)
    assert caught.value.kind == "file"
    assert manager.jobs == []


def test_manager_requires_an_unknown_file(textures: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """If the Manager requires a file that was not offered, nothing is uploaded (scenario 51)."""
    manager.faults.uninvited_file()
    with pytest.raises(FarmError, match="not offered") as caught:
        run(submit(textures, cancel=cancel))
    assert caught.value.kind == "bad-answer"
    assert manager.requests_of("shamanFileStore") == []


def test_checkout_fails_twice(
    textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken
) -> None:
    """After a failed checkout the requirements are queried again, and another path is used (scenario 50)."""
    manager.faults.failing_checkout(times=2)
    result = run(submit(textures, cancel=cancel))
    assert_complete(manager, result, project)
    asked = [record.json["checkoutPath"] for record in manager.requests_of("shamanCheckout")]
    assert len(set(asked)) == 3
    assert len(manager.requests_of("shamanCheckoutRequirements")) == 4


def test_checkout_always_fails(textures: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A checkout that always fails ends with a message, after a limited number of attempts with different paths."""
    manager.faults.failing_checkout(times=None)
    with pytest.raises(FarmError, match="available to the workers") as caught:
        run(submit(textures, cancel=cancel))
    assert caught.value.details["left_behind"] == ""
    asked = [record.json["checkoutPath"] for record in manager.requests_of("shamanCheckout")]
    assert len(set(asked)) == len(asked) == shaman_delivery.CHECKOUTS
    assert manager.jobs == []


def test_lost_checkout_before_a_successful_one(
    textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken
) -> None:
    """A checkout whose answer was lost is named in the result of the job that uses the next one."""
    manager.faults.lose_answer("shamanCheckout")
    result = run(submit(textures, cancel=cancel))
    assert_complete(manager, result, project)
    (lost,) = {folder.name for folder in manager.checkouts.iterdir()} - {result["checkout"]}
    (found,) = [found for found in result["warnings"] if found["id"] == "left-behind"]
    assert lost in found["text"]
    assert result["checkout"] not in found["text"]


@pytest.mark.slow
@pytest.mark.parametrize("path", ["", "/abs", "..", "a/../b", "."])
def test_invalid_checkout_path(textures: JobSnapshot, manager: ManagerServer, cancel: CancelToken, path: str) -> None:
    """An invalid checkout path is rejected."""
    manager.faults.rewrite("shamanCheckout", lambda _: {"checkoutPath": path})
    with pytest.raises(FarmError, match="invalid folder"):
        run(submit(textures, cancel=cancel))
    assert manager.jobs == []


@pytest.mark.parametrize("status", [400, 404, 413])
def test_permanent_errors(textures: JobSnapshot, manager: ManagerServer, cancel: CancelToken, status: int) -> None:
    """A permanent error is not retried."""
    manager.faults.early_upload_answer(status, times=None)
    with pytest.raises(FarmError, match="upload "):
        run(submit(textures, cancel=cancel))
    paths = [record.path for record in manager.requests_of("shamanFileStore")]
    assert len(paths) == len(set(paths))
    assert manager.jobs == []


@pytest.mark.slow
def test_attempts_are_limited(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A file that always fails ends the submission with its name, after a limited number of attempts."""
    manager.faults.answer("shamanFileStore", 500, times=None, when=lambda request: request.path.endswith("/4000"))
    with pytest.raises(FarmError, match=r"tex/wood\.png"):
        run(submit(snapshot, cancel=cancel))
    assert len(manager.requests_of("shamanFileStore")) == 2 + 6
    assert manager.jobs == []


@pytest.mark.slow
def test_manager_restarts(textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """The upload waits for a Manager that restarts (scenario 58)."""
    restarted: list[bool] = []

    def restart(progress: Progress) -> None:
        if progress.phase == "sending" and not restarted:
            restarted.append(True)
            manager.restart(down_for=0.3)

    assert_complete(manager, run(submit(textures, cancel=cancel), restart), project)
    assert restarted


def test_store_that_loses_files(textures: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """If the Manager loses every uploaded file, the submission ends without a checkout."""
    manager.faults.answer("shamanFileStore", 200, times=None)
    with pytest.raises(FarmError, match="still requires"):
        run(submit(textures, cancel=cancel))
    assert len(manager.requests_of("shamanCheckoutRequirements")) == shaman_delivery.ROUNDS + 1
    assert manager.requests_of("shamanCheckout") == []


def test_statuses_worth_a_retry() -> None:
    """Rejections are final; temporary errors are retried."""
    assert not {400, 404, 412, 413, 417} & retry.TRY_AGAIN
    assert {500, 502, 503, 504, 429, 408} <= retry.TRY_AGAIN
