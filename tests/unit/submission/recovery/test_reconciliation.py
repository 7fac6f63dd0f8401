"""Unknown outcomes are looked up at the next contact and reported (scenarios 43, 62)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.core.progress import Progress
from flamenco_client.core.user_files import Kind
from flamenco_client.submission.manager_api.timeouts import Timeouts
from flamenco_client.submission.records.records import Records
from flamenco_client.submission.recovery.reconciliation import read_local_records, reconcile_all
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.waiting import PATIENCE, until
from flamenco_client.tests.unit.submission.helpers import run, when


def lose(snapshot: JobSnapshot, manager: ManagerServer) -> None:
    """Submit with an answer that is lost, to a Manager that can't be asked then."""
    manager.faults.lose_answer("submitJob")
    manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(FarmError) as caught:
        run(submit(snapshot, cancel=CancelToken()))
    assert caught.value.kind == "not-known"
    manager.faults.clear()


def settle(snapshot: JobSnapshot) -> dict[str, Any]:
    return run(reconcile_all(snapshot.manager_url, user_files=snapshot.user_files, cancel=CancelToken()))


def test_arrived(snapshot: JobSnapshot, manager: ManagerServer) -> None:
    """Asked again, the Manager has the job: the news has its address, once, and nothing is open any more."""
    lose(snapshot, manager)
    assert [entry["job_name"] for entry in read_local_records(snapshot.user_files)["open"]] == [snapshot.name]
    found = settle(snapshot)
    assert found["open"] == []
    (word,) = found["notices"]
    assert (word["what"], word["job_id"]) == ("arrived", manager.jobs[0].id)
    assert word["job_url"].endswith(manager.jobs[0].id)
    assert settle(snapshot) == {"running": [], "open": [], "notices": []}


def test_absent(snapshot: JobSnapshot, manager: ManagerServer) -> None:
    """A job that never arrived is reported; the next submission is a first one."""
    manager.faults.reset("submitJob", "head")
    manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(FarmError):
        run(submit(snapshot, cancel=CancelToken()))
    manager.faults.clear()
    (word,) = settle(snapshot)["notices"]
    (orphan,) = manager.checkouts.iterdir()
    assert word["what"] == "absent"
    assert orphan.name in word["hint"]  # its files are left without a job
    assert run(submit(snapshot, cancel=CancelToken()))["files_sent"] == 0
    assert len(manager.jobs) == 1


def test_manager_away(snapshot: JobSnapshot, manager: ManagerServer) -> None:
    """A Manager that can't be asked changes nothing."""
    lose(snapshot, manager)
    manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(FarmError) as caught:
        settle(snapshot)
    assert caught.value.kind == "not-known"
    assert len(read_local_records(snapshot.user_files)["open"]) == 1


def test_still_being_made(snapshot: JobSnapshot, manager: ManagerServer) -> None:
    """While the Manager may still be making the job, it stays open, and the same file is not sent a second time."""
    gate = manager.faults.hold("submitJob")
    patience = Timeouts(job=0.3, look_after=(0.0, 0.1), late=PATIENCE)
    for attempt in (snapshot, replace(snapshot, submission_id="again")):
        with pytest.raises(FarmError) as caught:
            run(submit(attempt, cancel=CancelToken(), timeouts=patience))
        assert caught.value.kind == "not-known"
    assert len(manager.requests_of("submitJob")) == 1
    gate.open()
    until(lambda: manager.jobs)
    assert [word["what"] for word in settle(snapshot)["notices"]] == ["arrived"]


def test_cancelled_while_being_made(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A job that appears after it was cancelled is deleted at the next contact and reported."""
    manager.farm.deletion_delay = 0.0
    gate = manager.faults.hold("submitJob")
    patience = Timeouts(look_after=(0.0, 0.1))
    with pytest.raises(Cancelled, match="not known"):
        run(
            submit(snapshot, cancel=cancel, timeouts=patience),
            when(lambda _: gate.held.is_set(), cancel.cancel),
        )
    gate.open()
    until(lambda: manager.jobs)
    assert [word["what"] for word in settle(snapshot)["notices"]] == ["deleted"]
    assert manager.jobs == []


def test_another_job_is_told_about(snapshot: JobSnapshot, manager: ManagerServer) -> None:
    """Outcomes of other submissions found during a submission are reported, too."""
    lose(replace(snapshot, name="other", submission_id="other"), manager)
    run(submit(snapshot, cancel=CancelToken()))
    words = {word["submission_id"]: word["what"] for word in read_local_records(snapshot.user_files)["notices"]}
    assert words == {"other": "arrived", snapshot.submission_id: "done"}


def test_word_of_a_job(snapshot: JobSnapshot, manager: ManagerServer) -> None:
    """The notice of a created job is kept until it is shown, in case Blender does not get the result."""
    result = run(submit(snapshot, cancel=CancelToken()))
    Records(snapshot.user_files).tell(result["submission_id"])
    assert read_local_records(snapshot.user_files) == {"running": [], "open": [], "notices": []}


def test_entry_of_an_older_version(snapshot: JobSnapshot, manager: ManagerServer) -> None:
    """An entry without the newer parts is handled like any other."""
    lose(snapshot, manager)
    records = Records(snapshot.user_files)
    (entry,) = records.pending()
    path = snapshot.user_files.path(Kind.SUBMISSIONS, entry.submission_id)
    text = path.read_text("ascii")
    path.write_text(text[: text.index(', "sent_at"')] + "}", "ascii")
    assert [word["what"] for word in settle(snapshot)["notices"]] == ["arrived"]


def test_in_other_hands(snapshot: JobSnapshot, manager: ManagerServer) -> None:
    """Other processes leave the entry of a running submission alone."""
    manager.faults.lose_answer("submitJob")
    manager.faults.delay("fetchJobs", 0.3, times=None)
    seen: list[dict[str, Any]] = []

    def look_over(_: Progress) -> None:
        if manager.jobs:
            seen.append(settle(snapshot))

    result = run(submit(snapshot, cancel=CancelToken()), look_over)
    assert seen
    assert all(not found["open"] and not found["notices"] for found in seen[:1])
    assert result["job_id"] == manager.jobs[0].id


@pytest.mark.slow
@pytest.mark.parametrize("odd", [7, [], {"metadata": 7}, {"metadata": {"flamenco_client.submission_id": "ID"}}])
def test_list_that_can_not_be_read(snapshot: JobSnapshot, manager: ManagerServer, odd: Any) -> None:
    """A job in the Manager's list that can't be read might be ours: then it is not known, and not sent again."""
    text = json.dumps(odd).replace("ID", snapshot.submission_id)
    manager.faults.lose_answer("submitJob")
    entry = manager.faults.rewrite("fetchJobs", lambda _: {"jobs": [json.loads(text)]}, times=None)
    for attempt in (snapshot, replace(snapshot, submission_id="again")):
        with pytest.raises(FarmError) as caught:
            run(submit(attempt, cancel=CancelToken()))
        assert caught.value.kind == "not-known"
    assert entry.used
    assert len(manager.requests_of("submitJob")) == 1


def test_odd_job_of_somebody_else(snapshot: JobSnapshot, manager: ManagerServer) -> None:
    """A job that can't be read but has another id, or none, is not ours."""
    manager.faults.reset("submitJob", "head")
    odd = {"id": 7, "metadata": {"flamenco_client.submission_id": "another"}}
    manager.faults.rewrite("fetchJobs", lambda _: {"jobs": [odd, {"id": 8}]}, times=None)
    with pytest.raises(FarmError) as caught:
        run(submit(snapshot, cancel=CancelToken()))
    assert caught.value.kind != "not-known"
