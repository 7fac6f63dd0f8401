"""A job sent again from its record: only these frames, the same folder, a checkout of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.submission.records.record import Outcome
from flamenco_client.submission.records.records import Records
from flamenco_client.submission.resend import resend
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.helpers import everything_below, run

Again = Callable[..., dict[str, Any]]


@pytest.fixture
def sent(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> dict[str, Any]:
    """A job that was sent from here."""
    return run(submit(snapshot, cancel=cancel))


@pytest.fixture
def again(snapshot: JobSnapshot, manager: ManagerServer) -> Again:
    """Send a job again."""

    def send(job_id: str, frames: str = "") -> dict[str, Any]:
        return run(resend(manager.url, job_id, frames, "linux", user_files=snapshot.user_files, cancel=CancelToken()))

    return send


def test_some_frames(manager: ManagerServer, sent: dict[str, Any], again: Again) -> None:
    """The new job has these frames, the resolved output path, and its own copy of all files."""
    made = again(sent["job_id"], "3, 7-8")
    first, second = (manager.farm.jobs[job_id] for job_id in (sent["job_id"], made["job_id"]))
    assert second.settings["frames"] == "3, 7-8"
    for key in ("render_output_path", "format", "chunk_size", "scene"):
        assert second.settings[key] == first.settings[key]
    assert "{timestamp}" not in second.settings["render_output_path"]
    assert second.checkout not in {"", first.checkout}
    assert second.settings["blendfile"] == first.settings["blendfile"].replace(first.checkout, second.checkout)
    assert everything_below(manager.checkouts / second.checkout) == everything_below(manager.checkouts / first.checkout)
    assert (second.name, second.priority, second.metadata["project"]) == (first.name, 77, "Film")


def test_nothing_is_uploaded(manager: ManagerServer, sent: dict[str, Any], again: Again) -> None:
    """The farm has the files; not one byte of them is sent."""
    manager.forget_requests()
    again(sent["job_id"])
    assert manager.requests_of("shamanFileStore") == []


def test_its_own_record(snapshot: JobSnapshot, manager: ManagerServer, sent: dict[str, Any], again: Again) -> None:
    """The new job can be sent again, too, after the first one was deleted."""
    made = again(sent["job_id"], "5")
    records = Records(snapshot.user_files)
    record = next(each for each in records.all() if each.job_id == made["job_id"])
    assert (record.outcome, record.told) == (Outcome.DONE, True)
    manager.farm.request_deletion(manager.farm.jobs[sent["job_id"]])
    manager.farm.finish_deletions(at_once=True)
    assert again(made["job_id"], "6")["job_name"] == made["job_name"]


def test_a_lost_file(manager: ManagerServer, sent: dict[str, Any], again: Again) -> None:
    """What the store has lost is named, and no job is made."""
    for blob in (manager.storage / "file-store").rglob("*.blob"):
        blob.unlink()
    with pytest.raises(FarmError, match=r"has lost .* files of this job.*shot.blend") as caught:
        again(sent["job_id"])
    assert caught.value.details["use_open_file"]
    assert len(manager.jobs) == 1


def test_a_lost_answer(manager: ManagerServer, sent: dict[str, Any], again: Again) -> None:
    """The job is made once, though the answer got lost."""
    manager.faults.lose_answer("submitJob")
    made = again(sent["job_id"], "9")
    assert [job.id for job in manager.jobs if job.settings["frames"] == "9"] == [made["job_id"]]


@pytest.mark.parametrize("frames", ["10-1", "x", "-5"])
def test_bad_frames(manager: ManagerServer, sent: dict[str, Any], again: Again, frames: str) -> None:
    """Frames that the Manager would refuse are refused before anything is made."""
    with pytest.raises(FarmError):
        again(sent["job_id"], frames)
    assert len(manager.jobs) == 1


def test_from_elsewhere(manager: ManagerServer, sent: dict[str, Any], again: Again, snapshot: JobSnapshot) -> None:
    """A job of another computer, one that is gone, one without an upload: why, and what will do instead."""
    with pytest.raises(FarmError, match="not sent from this computer"):
        again("0e6e4a43-0000-4000-8000-000000000000")
    del manager.farm.jobs[sent["job_id"]]
    with pytest.raises(FarmError, match="does not exist any more"):
        again(sent["job_id"])
