"""Polling: what is asked, what travels, and what the artist is told."""

from __future__ import annotations

from typing import Any

import pytest

from flamenco_client.jobs import watch as watching
from flamenco_client.jobs.farm_jobs import FarmJobs
from flamenco_client.jobs.job_row import Owner
from flamenco_client.jobs.watch import Interest, Watch
from flamenco_client.manager_client import ApiException
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.jobs.conftest import AddJob

ANN = Owner("ann")


class Clock:
    """Time that passes when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def watch(clock: Clock) -> Watch:
    return Watch(clock, clock)


def _poll(watch: Watch, farm: FarmJobs, clock: Clock, since: int = 0, **interest: Any) -> dict[str, Any]:
    clock.now += watching.WHOLE_LIST
    return watch.poll(farm, Interest(interest.pop("owner", ANN), **interest), since)


def _asked(manager: ManagerServer) -> dict[str, int]:
    found: dict[str, int] = {}
    for record in manager.requests:
        found[record.operation or "?"] = found.get(record.operation or "?", 0) + 1
    manager.forget_requests()
    return found


def test_only_changes_travel(farm: FarmJobs, watch: Watch, clock: Clock, add_job: AddJob) -> None:
    """First all jobs, then those that changed; a version of another process gets all again."""
    jobs = [add_job(f"shot {number}", user="bob") for number in range(5)]
    first = _poll(watch, farm, clock)
    assert first["full"]
    assert len(first["rows"]) == 5
    assert _poll(watch, farm, clock, first["version"])["rows"] == []

    jobs[2].status = "paused"
    jobs[2].touch()
    second = _poll(watch, farm, clock, first["version"])
    assert [(row["id"], row["status"]) for row in second["rows"]] == [(jobs[2].id, "paused")]
    assert not second["full"]
    assert len(_poll(watch, farm, clock, 7)["rows"]) == 5


def test_deleted_jobs_vanish(
    manager: ManagerServer, farm: FarmJobs, watch: Watch, clock: Clock, add_job: AddJob
) -> None:
    """A job that somebody deletes is named as gone, once to each who still has it."""
    kept, gone = add_job("kept"), add_job("gone")
    first = _poll(watch, farm, clock)
    del manager.farm.jobs[gone.id]
    second = _poll(watch, farm, clock, first["version"])
    assert (second["gone"], second["rows"]) == ([gone.id], [])
    assert [row["id"] for row in _poll(watch, farm, clock)["rows"]] == [kept.id]


def test_it_does_not_ask_too_often(
    manager: ManagerServer, farm: FarmJobs, watch: Watch, clock: Clock, add_job: AddJob
) -> None:
    """Within the pause the last state is the answer, without a question; a change from here is asked for at once."""
    add_job()
    answer = _poll(watch, farm, clock)
    assert answer["next_in"] == watching.SLOW
    manager.forget_requests()
    watch.poll(farm, Interest(ANN), answer["version"])
    assert _asked(manager) == {}
    watch.look_now()
    watch.poll(farm, Interest(ANN), answer["version"])
    assert _asked(manager)["fetchJobs"] == 1


def test_the_pause_is_a_share_of_the_cost(farm: FarmJobs, watch: Watch, clock: Clock, add_job: AddJob) -> None:
    """The next question comes no sooner than 20 times what the last one took."""
    add_job()

    class Slow(FarmJobs):
        def __init__(self) -> None: ...

        def jobs(self) -> list[Any]:
            clock.now += 3.0
            return farm.jobs()

        def workers(self) -> list[Any]:
            return []

        def tasks(self, job_id: str) -> list[Any]:
            return farm.tasks(job_id)

    answer = watch.poll(Slow(), Interest(ANN), 0)
    assert answer["took"] == 3.0
    assert answer["next_in"] == 60.0


def test_faster_while_something_moves(farm: FarmJobs, watch: Watch, clock: Clock, add_job: AddJob) -> None:
    """Two seconds while a job in view is unfinished, ten otherwise, thirty while hidden."""
    job = add_job(user="bob")
    assert _poll(watch, farm, clock, in_view=(job.id,))["next_in"] == watching.FAST
    assert _poll(watch, farm, clock)["next_in"] == watching.SLOW
    assert _poll(watch, farm, clock, hidden=True)["next_in"] == watching.OWN


def test_many_jobs_are_asked_singly(
    manager: ManagerServer, farm: FarmJobs, watch: Watch, clock: Clock, add_job: AddJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With many jobs the whole list is asked once a minute; in between those in view and the unfinished ones."""
    monkeypatch.setattr(watching, "MANY", 30)
    jobs = [add_job(str(number), 1, user="bob", status="completed") for number in range(40)]
    jobs[7].status = "active"
    watch.poll(farm, Interest(ANN), 0)
    manager.forget_requests()
    clock.now += watching.SLOW
    jobs[3].status = "failed"
    answer = watch.poll(farm, Interest(ANN, in_view=(jobs[3].id,)), 0)
    asked = _asked(manager)
    assert "fetchJobs" not in asked
    assert asked["fetchJob"] == 2
    assert {row["id"]: row["status"] for row in answer["rows"]}[jobs[3].id] == "failed"
    clock.now += watching.WHOLE_LIST
    watch.poll(farm, Interest(ANN), 0)
    assert _asked(manager)["fetchJobs"] == 1


def test_hidden(manager: ManagerServer, farm: FarmJobs, watch: Watch, clock: Clock, add_job: AddJob) -> None:
    """Hidden, only own unfinished jobs are asked, and no workers (scenario 16)."""
    own, other = add_job("mine"), add_job("other", user="bob")
    _poll(watch, farm, clock, hidden=True)
    manager.forget_requests()
    _poll(watch, farm, clock, hidden=True)
    assert [record.path.rpartition("/")[2] for record in manager.requests if record.operation == "fetchJob"] == [own.id]
    assert "fetchWorkers" not in _asked(manager)
    assert other.id not in str(manager.requests)


def test_tasks_of_few(manager: ManagerServer, farm: FarmJobs, watch: Watch, clock: Clock, add_job: AddJob) -> None:
    """Tasks are asked for the selected job, own unfinished ones and failed ones in view, a few jobs at a time."""
    for number in range(10):
        add_job(f"other {number}", user="bob")
    own = [add_job(f"own {number}") for number in range(6)]
    selected = add_job("selected", user="bob")
    _poll(watch, farm, clock, active=selected.id)
    assert _asked(manager)["fetchJobTasks"] == watching.WITH_TASKS
    answer = _poll(watch, farm, clock, active=selected.id)
    known = {row["id"] for row in answer["rows"] if row["tasks"] is not None}
    assert known == {selected.id, *(job.id for job in own)}


def test_why_it_failed(manager: ManagerServer, farm: FarmJobs, watch: Watch, clock: Clock, add_job: AddJob) -> None:
    """The row of an own failed job has the number of failed tasks and the reason that the log shows."""
    job = add_job(tasks=30)
    since = _poll(watch, farm, clock)["version"]
    for task in job.tasks[:4]:
        manager.hand.fail(task, "pid=7 > Error: Cannot render, no camera")
    answer = _poll(watch, farm, clock, since)
    row = answer["rows"][0]
    assert row["status"] == "failed"
    assert row["failed"] == 4
    assert "no camera" in row["why"]
    assert [event["kind"] for event in answer["events"]] == ["failed"]


def test_events(manager: ManagerServer, farm: FarmJobs, watch: Watch, clock: Clock, add_job: AddJob) -> None:
    """Own jobs that end are told once each; others' jobs, and what ended before the first look, never."""
    old, own, other = add_job("old", status="completed"), add_job("own"), add_job("other", user="bob")
    since = _poll(watch, farm, clock)["version"]
    manager.finish(own)
    manager.finish(other)
    answer = _poll(watch, farm, clock, since)
    assert [(event["job_id"], event["kind"]) for event in answer["events"]] == [(own.id, "completed")]
    assert _poll(watch, farm, clock, answer["version"])["events"] == []
    own.status = "queued"
    own.touch()
    _poll(watch, farm, clock)
    own.status = "failed"
    own.touch()
    assert [event["kind"] for event in _poll(watch, farm, clock)["events"]] == ["failed"]
    assert old.id not in str(answer["events"])


def test_a_manager_that_goes_away(
    manager: ManagerServer, farm: FarmJobs, watch: Watch, clock: Clock, add_job: AddJob
) -> None:
    """A failed question leaves the last state; the next one goes on from there."""
    job = add_job()
    since = _poll(watch, farm, clock)["version"]
    manager.faults.html("fetchJobs", 500)
    with pytest.raises(ApiException):
        _poll(watch, farm, clock, since)
    manager.faults.clear()
    job.status = "canceled"
    job.touch()
    assert [row["status"] for row in _poll(watch, farm, clock, since)["rows"]] == ["canceled"]


def test_few_managers_are_remembered() -> None:
    """The least recently used one is forgotten."""
    watches = watching.Watches()
    first = watches.of("a")
    for url in "bcd":
        watches.of(url)
    assert watches.of("a") is first
    watches.of("e")
    assert watches.of("a") is first
    assert len(watches._watches) == watching.Watches.MOST
