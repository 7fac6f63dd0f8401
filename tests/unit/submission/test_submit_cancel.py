"""Cancelling a submission at any point leaves nothing behind, or the message names it (scenario 15)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled
from flamenco_client.core.progress import Progress
from flamenco_client.submission.manager_api.retry import Backoff
from flamenco_client.submission.manager_api.timeouts import Timeouts
from flamenco_client.submission.records.records import Records
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import AT_ONCE, until
from flamenco_client.tests.unit.submission.helpers import everything_below, run, sending_has_ended, source_of, when


class Stop:
    """Cancelling from another thread, once a condition holds."""

    def __init__(self, cancel: CancelToken) -> None:
        self._cancel = cancel
        self._cancelled_at = float("inf")
        self._thread: threading.Thread | None = None

    def when(self, condition: Callable[[], object]) -> None:
        """Cancel a moment after a condition holds, so that the submission waits then."""

        def cancel() -> None:
            until(condition)
            time.sleep(0.1)
            self._cancelled_at = time.monotonic()
            self._cancel.cancel()

        self._thread = threading.Thread(target=cancel)
        self._thread.start()

    def was_obeyed(self) -> bool:
        """Return whether the submission ended at once after cancelling; none of these would end by itself."""
        return time.monotonic() - self._cancelled_at < AT_ONCE

    def join(self) -> None:
        if self._thread is not None:
            self._thread.join()


@pytest.fixture
def stop(cancel: CancelToken) -> Iterator[Stop]:
    stop = Stop(cancel)
    yield stop
    stop.join()


@pytest.mark.slow
@pytest.mark.parametrize("phase", ["checking", "packing", "hashing", "asking", "sending"])
def test_before_the_checkout(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, tmp_path: Path, cancel: CancelToken, phase: str
) -> None:
    """No job, checkout or copy is left; the next submission uploads only missing files."""
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


def test_finished_files_are_not_uploaded_again(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken
) -> None:
    """Files that arrived before cancelling are not uploaded again."""
    manager.faults.hang("shamanFileStore", when=lambda request: request.path.endswith("/4000"))

    def others_are_stored(progress: Progress) -> bool:
        return progress.phase == "sending" and progress.files_done == 2  # the .blend, and the note about the pack

    with pytest.raises(Cancelled):
        run(submit(snapshot, cancel=cancel), when(others_are_stored, cancel.cancel))
    assert run(submit(snapshot, cancel=CancelToken()))["files_sent"] == 1


def test_during_a_slow_upload(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken, stop: Stop
) -> None:
    """A slow upload ends at once."""
    (project / "tex" / "wood.png").write_bytes(bytes(20_000_000))
    slow = manager.faults.slow_upload(100_000, times=None)
    stop.when(lambda: slow.used)
    with pytest.raises(Cancelled):
        run(submit(snapshot, cancel=cancel))
    assert stop.was_obeyed()
    assert manager.jobs == []


@pytest.mark.slow
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
def test_manager_never_answers(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, stop: Stop, operation: str
) -> None:
    """A blocking call ends at once."""
    hanging = manager.faults.hang(operation, times=None)
    stop.when(lambda: hanging.used)
    with pytest.raises(Cancelled) as caught:
        run(submit(snapshot, cancel=cancel))
    assert stop.was_obeyed()
    assert caught.value.message == ""


def test_during_a_retry_pause(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, stop: Stop) -> None:
    """A pause before a retry ends at once."""
    busy = manager.faults.busy("shamanFileStore", times=None, retry_after="3600")
    stop.when(lambda: busy.used)
    with pytest.raises(Cancelled):
        run(submit(snapshot, cancel=cancel, timeouts=Timeouts(backoff=Backoff(longest=3600.0))))
    assert stop.was_obeyed()


def test_during_the_checkout(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, stop: Stop) -> None:
    """If the checkout was requested, the message names its folder, which is left behind."""
    hanging = manager.faults.hold("shamanCheckout", after_work=True)
    stop.when(hanging.held.is_set)
    with pytest.raises(Cancelled) as caught:
        run(submit(snapshot, cancel=cancel))
    (orphan,) = manager.checkouts.iterdir()
    assert orphan.name in caught.value.message
    assert manager.jobs == []


def test_between_checkout_and_job(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """After the checkout no job is submitted, and the message names the folder."""
    with pytest.raises(Cancelled) as caught:
        run(submit(snapshot, cancel=cancel), when(lambda progress: progress.phase == "submitting", cancel.cancel))
    (orphan,) = manager.checkouts.iterdir()
    assert orphan.name in caught.value.message
    assert manager.requests_of("submitJob") == []


def test_during_the_job_submission(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, stop: Stop
) -> None:
    """A job that was sent is found by the submission's id and deleted, though its answer never came."""
    hanging = manager.faults.hold("submitJob", after_work=True)
    stop.when(hanging.held.is_set)
    with pytest.raises(Cancelled) as caught:
        run(submit(snapshot, cancel=cancel))
    assert caught.value.message == ""
    assert [bool(job.delete_requested_at) for job in manager.jobs] == [True]
    assert len(manager.requests_of("deleteJob")) == 1
    assert Records(snapshot.user_files).pending() == ()


def test_lost_checkout_of_a_deleted_job(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, stop: Stop
) -> None:
    """The Manager deletes the checkout of a cancelled job; an earlier one whose answer was lost is named."""
    manager.faults.lose_answer("shamanCheckout")
    hanging = manager.faults.hold("submitJob", after_work=True)
    stop.when(hanging.held.is_set)
    with pytest.raises(Cancelled) as caught:
        run(submit(snapshot, cancel=cancel))
    (job,) = manager.jobs
    asked = [record.json["checkoutPath"] for record in manager.requests_of("shamanCheckout")]
    (lost,) = set(asked) - {job.checkout}
    assert lost in caught.value.message
    assert job.checkout not in caught.value.message


def test_after_the_job_submission(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, stop: Stop
) -> None:
    """A job whose answer has come is deleted, if the submission has not ended."""
    hanging = manager.faults.hold("fetchJob")
    stop.when(hanging.held.is_set)
    with pytest.raises(Cancelled):
        run(submit(snapshot, cancel=cancel))
    assert [bool(job.delete_requested_at) for job in manager.jobs] == [True]


def test_job_cannot_be_searched(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, stop: Stop) -> None:
    """If the Manager cannot be asked for the job, the message says so, and the journal keeps the submission."""
    hanging = manager.faults.hold("submitJob", after_work=True)
    stop.when(hanging.held.is_set)
    manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(Cancelled, match="not known whether"):
        run(submit(snapshot, cancel=cancel))
    assert [entry.submission_id for entry in Records(snapshot.user_files).pending()] == [snapshot.submission_id]


def test_during_copying(offline: JobSnapshot, project: Path, tmp_path: Path, cancel: CancelToken) -> None:
    """An unfinished copy on the shared storage is deleted."""
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


def test_closed_generator(snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """Closing the generator stops the upload and its threads."""
    (project / "tex" / "wood.png").write_bytes(bytes(20_000_000))
    manager.faults.hang("shamanFileStore", times=None)
    steps = submit(snapshot, cancel=cancel)
    while next(steps).phase != "sending":
        pass
    next(steps)
    steps.close()
    assert sending_has_ended()
