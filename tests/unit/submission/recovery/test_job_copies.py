"""Copies with unsaved changes beside artists' files, and their end with their jobs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.core.user_files import Kind
from flamenco_client.submission import maintenance
from flamenco_client.submission.manager_api.timeouts import Timeouts
from flamenco_client.submission.recovery import job_copies
from flamenco_client.submission.recovery.job_copies import JobCopy
from flamenco_client.submission.recovery.reconciliation import reconcile_all
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.helpers import asset, run, source_of, write

Send = Callable[[str], Path]


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[ManagerServer]:
    """A Manager without Shaman."""
    with ManagerServer(tmp_path / "storage", shaman=False) as server:
        yield server


@pytest.fixture
def published(snapshot: JobSnapshot, manager: ManagerServer, project: Path) -> JobSnapshot:
    """The snapshot, with the project on the storage."""
    there = manager.storage / "film"
    shutil.move(project, there)
    wood = asset(there / "tex" / "wood.png", "//../tex/wood.png")
    return replace(snapshot, blend=source_of(there / "shots" / "shot.blend"), assets=(wood,))


def unsaved(published: JobSnapshot, tmp_path: Path, submission_id: str) -> JobSnapshot:
    """Return the snapshot of another submission, with unsaved changes."""
    assert published.blend
    copy = write(tmp_path / "copies" / submission_id / "copy.blend", submission_id.encode())
    return replace(published, submission_id=submission_id, blend=source_of(Path(published.blend.path), copy))


@pytest.fixture
def send(published: JobSnapshot, tmp_path: Path) -> Send:
    """Submit unsaved changes under an id; return the copy that the job renders."""

    def sent(submission_id: str) -> Path:
        result = run(submit(unsaved(published, tmp_path, submission_id), cancel=CancelToken()))
        (path,) = result["copies"]
        return Path(path)

    return sent


def clear(snapshot: JobSnapshot, *, online: bool = True) -> dict[str, Any]:
    return run(job_copies.clear(snapshot.user_files, online=online, cancel=CancelToken(), timeouts=Timeouts(connect=1)))


def test_outcome_names_the_copy(published: JobSnapshot, manager: ManagerServer, send: Send) -> None:
    """The result has the path of the copy; without unsaved changes there is none."""
    copy = send("1" * 32)
    assert copy.read_bytes() == b"1" * 32
    assert manager.resolve(manager.jobs[0].settings["blendfile"]) == copy
    assert run(submit(replace(published, submission_id="2" * 32), cancel=CancelToken()))["copies"] == []


def test_clear(published: JobSnapshot, manager: ManagerServer, send: Send) -> None:
    """Copies of completed and deleted jobs are deleted, those of all others stay; so does everything beside them."""
    copies = [send(str(number) * 32) for number in range(1, 6)]
    statuses = ("completed", "failed", "active", "canceled")
    for job, status in zip(manager.jobs, statuses, strict=False):
        job.status = status
    gone = manager.jobs[4]
    manager.farm.jobs.pop(gone.id)
    kinds = run(maintenance.measure(published.user_files, "/nowhere", CancelToken()))["kinds"]
    assert kinds["job_copies"] == {"bytes": 5 * 32, "files": 5}
    result = clear(published)
    assert set(result["deleted"]) == {str(copies[0]), str(copies[4])}
    assert set(result["needed"]) == {str(copy) for copy in copies[1:4]}
    assert result["not_known"] == []
    assert [copy.exists() for copy in copies] == [False, True, True, True, False]
    assert published.blend
    assert Path(published.blend.path).exists()
    assert clear(published)["deleted"] == []


def test_manager_that_cannot_be_asked(published: JobSnapshot, manager: ManagerServer, send: Send) -> None:
    """Without an answer of the Manager, or without online access to one elsewhere, every copy stays."""
    copy = send("1" * 32)
    entry = manager.faults.answer("fetchJob", 500, times=None)
    assert clear(published)["not_known"] == [str(copy)]
    assert entry.used
    manager.faults.clear()
    elsewhere = JobCopy("2" * 32, "http://192.0.2.1:8080", "x", "Elsewhere", str(copy))
    assert job_copies.keep(published.user_files, elsewhere)
    result = clear(published, online=False)
    assert (result["not_known"], result["needed"]) == ([str(copy)], [str(copy)])
    assert copy.exists()


@pytest.mark.parametrize("kind", ["other name", "folder", "link"])
def test_only_its_own_files(published: JobSnapshot, manager: ManagerServer, tmp_path: Path, kind: str) -> None:
    """A record that names another file deletes nothing."""
    target = write(tmp_path / "precious.blend", b"precious")
    if kind == "folder":
        target = write(tmp_path / f"a.{'1' * 32}.blend" / "precious").parent
    elif kind == "link":
        link = tmp_path / f"a.{'1' * 32}.blend"
        link.symlink_to(target)
        target = link
    gone = "00000000-0000-0000-0000-000000000000"
    job_copies.keep(published.user_files, JobCopy("1" * 32, manager.url, gone, "x", str(target)))
    assert clear(published) == {"deleted": [], "needed": [], "not_known": [str(target)]}
    assert target.exists()


def test_storage_that_is_away(published: JobSnapshot, manager: ManagerServer, send: Send) -> None:
    """A copy on a storage that is not mounted stays known; one that somebody deleted does not."""
    copy = send("1" * 32)
    manager.jobs[0].status = "completed"
    away = copy.parent.rename(copy.parent.with_name("away"))
    assert clear(published)["not_known"] == [str(copy)]
    away.rename(copy.parent)
    copy.unlink()
    assert clear(published)["deleted"] == [str(copy)]
    assert list(job_copies.copies(published.user_files)) == []


def test_answer_was_lost(published: JobSnapshot, manager: ManagerServer, tmp_path: Path) -> None:
    """The copy of a job that arrived without an answer is known, too."""
    manager.faults.lose_answer("submitJob")
    manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(FarmError, match="not known"):
        run(submit(unsaved(published, tmp_path, "1" * 32), cancel=CancelToken()))
    manager.faults.clear()
    run(reconcile_all(manager.url, user_files=published.user_files, cancel=CancelToken()))
    (copy,) = job_copies.copies(published.user_files)
    assert copy.job_id == manager.jobs[0].id
    assert manager.resolve(manager.jobs[0].settings["blendfile"]) == Path(copy.path)


@pytest.mark.parametrize("record", [{}, {"path": 7}, {"submission_id": "x", "path": ["a"]}])
def test_damaged_records(published: JobSnapshot, manager: ManagerServer, send: Send, record: dict[str, Any]) -> None:
    """A damaged record costs that record only."""
    published.user_files.write_json(Kind.JOB_COPIES, "damaged", record)
    copy = send("1" * 32)
    assert [known.path for known in job_copies.copies(published.user_files)] == [str(copy)]
    assert clear(published)["needed"] == [str(copy)]
