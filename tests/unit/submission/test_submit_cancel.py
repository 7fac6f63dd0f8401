"""Cancelling a submission at every point leaves nothing behind, or says what (scenario 15)."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.farm.cancel import CancelToken
from flamenco_client.farm.errors import Cancelled
from flamenco_client.submission.journal import Journal
from flamenco_client.submission.progress import Progress
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.helpers import everything_below, run, source_of, when

SOON = 2.0
"""Seconds within which a cancelled submission ends; one is the aim, the rest is for a busy machine."""


@pytest.fixture
def later(cancel: CancelToken) -> Iterator[list[float]]:
    """Cancels a moment after the submission has begun; notes when."""
    moments: list[float] = []

    def stop() -> None:
        moments.append(time.monotonic())
        cancel.cancel()

    timer = threading.Timer(0.4, stop)
    timer.start()
    yield moments
    timer.cancel()
    timer.join()


@pytest.mark.parametrize("phase", ["checking", "packing", "hashing", "asking", "sending"])
def test_before_the_checkout(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, tmp_path: Path, cancel: CancelToken, phase: str
) -> None:
    """No job, no checkout, no copy; the next submission sends only what is not there yet."""
    copy = tmp_path / "copy.blend"
    copy.write_bytes(b"unsaved")
    with_copy = replace(snapshot, blend=source_of(project / "shots" / "shot.blend", copy))
    with pytest.raises(Cancelled) as caught:
        run(submit(with_copy, cancel=cancel), when(lambda progress: progress.phase == phase, cancel.cancel))
    assert caught.value.message == ""
    assert manager.jobs == []
    assert manager.requests_of("shamanCheckout") == []
    assert not copy.exists()
    stored = len(manager.stored_files())
    result = run(submit(snapshot, cancel=CancelToken()))
    assert result["files_sent"] >= 2 - stored


def test_finished_files_are_not_sent_again(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """What had arrived before the user said stop is there the next time."""
    manager.faults.hang("shamanFileStore", when=lambda request: request.path.endswith("/4000"))

    def stop(progress: Progress) -> None:
        if progress.phase == "sending" and progress.files_done == 1:
            cancel.cancel()

    with pytest.raises(Cancelled):
        run(submit(snapshot, cancel=cancel), stop)
    assert run(submit(snapshot, cancel=CancelToken()))["files_sent"] == 1


def test_during_a_slow_upload(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken, later: list[float]
) -> None:
    """An upload that drags on ends at once."""
    (project / "tex" / "wood.png").write_bytes(bytes(20_000_000))
    manager.faults.slow_upload(100_000, times=None)
    with pytest.raises(Cancelled):
        run(submit(snapshot, cancel=cancel))
    assert time.monotonic() - later[0] < SOON
    assert manager.jobs == []


@pytest.mark.parametrize(
    "operation",
    [
        "getConfiguration",
        "getSharedStorage",
        "getJobTypes",
        "submitJobCheck",
        "shamanCheckoutRequirements",
        "shamanFileStore",
    ],
)
def test_a_manager_that_never_answers(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, later: list[float], operation: str
) -> None:
    """A call that blocks ends at once."""
    manager.faults.hang(operation, times=None)
    with pytest.raises(Cancelled) as caught:
        run(submit(snapshot, cancel=cancel))
    assert time.monotonic() - later[0] < SOON
    assert caught.value.message == ""


def test_while_waiting_to_try_again(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, later: list[float]
) -> None:
    """A pause before the next try ends at once."""
    manager.faults.busy("shamanFileStore", times=None, retry_after="8")
    with pytest.raises(Cancelled):
        run(submit(snapshot, cancel=cancel))
    assert time.monotonic() - later[0] < SOON


def test_during_the_checkout(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, later: list[float]
) -> None:
    """When the checkout was asked for, the message names it: no one else knows about it."""
    manager.faults.hang("shamanCheckout", silent=False)
    with pytest.raises(Cancelled) as caught:
        run(submit(snapshot, cancel=cancel))
    (orphan,) = manager.checkouts.iterdir()
    assert orphan.name in caught.value.message
    assert manager.jobs == []


def test_between_checkout_and_job(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """After the checkout no job is submitted, and the message names the orphan."""
    with pytest.raises(Cancelled) as caught:
        run(submit(snapshot, cancel=cancel), when(lambda progress: progress.phase == "submitting", cancel.cancel))
    (orphan,) = manager.checkouts.iterdir()
    assert orphan.name in caught.value.message
    assert manager.requests_of("submitJob") == []


def test_job_under_way(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, later: list[float]) -> None:
    """A job that was sent is looked up by its id and deleted, though its answer never came."""
    manager.faults.hang("submitJob", silent=False)
    with pytest.raises(Cancelled) as caught:
        run(submit(snapshot, cancel=cancel))
    assert caught.value.message == ""
    assert all(job.delete_requested_at for job in manager.jobs)
    assert len(manager.requests_of("deleteJob")) == 1
    assert Journal(snapshot.state_folder).pending() == ()


def test_job_made(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, later: list[float]) -> None:
    """A job whose answer has come, but whose submission has not ended, is deleted as well."""
    manager.faults.delay("fetchJob", 2.0)
    with pytest.raises(Cancelled):
        run(submit(snapshot, cancel=cancel))
    assert all(job.delete_requested_at for job in manager.jobs)


def test_job_that_can_not_be_looked_up(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, later: list[float]
) -> None:
    """When the Manager can't say whether there is a job, that is said and kept for the next time."""
    manager.faults.hang("submitJob", silent=False)
    manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(Cancelled, match="not known whether"):
        run(submit(snapshot, cancel=cancel))
    assert [entry.submission_id for entry in Journal(snapshot.state_folder).pending()] == [snapshot.submission_id]


def test_copying(offline: JobSnapshot, project: Path, tmp_path: Path, cancel: CancelToken) -> None:
    """A copy that was begun on the shared storage is removed."""
    (project / "tex" / "wood.png").write_bytes(bytes(3_000_000))
    with ManagerServer(tmp_path / "storage", shaman=False) as manager:
        with pytest.raises(Cancelled) as caught:
            run(
                submit(replace(offline, manager_url=manager.url), cancel=cancel),
                when(lambda progress: progress.phase == "copying" and progress.bytes_done > 1_000_000, cancel.cancel),
            )
        assert caught.value.message == ""
        assert everything_below(manager.storage) == {}
        assert manager.jobs == []


def test_a_dropped_submission_leaves_no_thread(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken
) -> None:
    """A generator that nobody runs to its end stops sending."""
    (project / "tex" / "wood.png").write_bytes(bytes(20_000_000))
    manager.faults.hang("shamanFileStore", times=None)
    steps = submit(snapshot, cancel=cancel)
    while next(steps).phase != "sending":
        pass
    next(steps)
    steps.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("transfer")]
