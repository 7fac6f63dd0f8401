"""A kept submission continues after Blender has ended, and the next Blender shows its outcome."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from flamenco_client.ipc.session import Session
from flamenco_client.submission.records.records import Records
from flamenco_client.submission.recovery import running_submissions
from flamenco_client.submission.recovery.reconciliation import read_local_records
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.runs import project
from flamenco_client.tests.support.waiting import at_once, until

ROOT = Path(__file__).resolve().parents[3]
BLENDER = """
import json, os, sys, time
sys.path.insert(0, sys.argv[1])
import standalone; standalone.mount()
from flamenco_client.ipc import session
link = session.get()
given = json.loads(sys.argv[2])
link.user_folder = given["state"]
seen = []
request = link.request("submit", {"snapshot": given["snapshot"]}, on_progress=seen.append,
                       on_error=print, on_cancelled=print, keep=given["keep"])
end = time.monotonic() + 60
if "tick" in given:
    request.keep_going(keep=given["tick"])
while not any(progress.phase == given["until"] for progress in seen) and time.monotonic() < end:
    link.pump()
    time.sleep(0.01)
print(link.helper_pid, flush=True)
if given["how"] == "killed":
    time.sleep(60)
"""
"""Plays Blender: submits, and ends when the submission has come to a certain phase."""


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[ManagerServer]:
    with ManagerServer(tmp_path / "storage") as server:
        yield server


@pytest.fixture
def snapshot(tmp_path: Path, manager: ManagerServer) -> JobSnapshot:
    files = project.make(tmp_path / "film", Random(1))
    return project.snapshot(tmp_path / "film", files, url=manager.url, state=tmp_path / "state", submission_id="0" * 32)


def close(
    snapshot: JobSnapshot,
    *,
    keep: bool = True,
    until: str = "sending",
    how: str = "",
    tick: bool | None = None,
    **changes: Any,
) -> int:
    """Submit from a Blender that ends in the middle of it; the helper's process id."""
    message = snapshot.as_message() | changes
    given = {"state": snapshot.user_files.folder, "snapshot": message, "keep": keep, "until": until, "how": how}
    given |= {} if tick is None else {"tick": tick}
    command = [sys.executable, "-c", BLENDER, str(ROOT), json.dumps(given)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as blender:
        assert blender.stdout is not None
        pid = int(blender.stdout.readline())
        if how == "killed":
            os.killpg(blender.pid, signal.SIGHUP)  # as a terminal does that is closed
            blender.kill()
    return pid


@pytest.mark.slow
@pytest.mark.parametrize("how", ["", "killed"], ids=["closed", "killed"])
def test_goes_on(snapshot: JobSnapshot, manager: ManagerServer, gone: Callable[[int], bool], how: str) -> None:
    """The job is created, the notice is stored, and the helper exits; the notice is shown once."""
    gate = manager.faults.hold("shamanFileStore")
    pid = close(snapshot, how=how)
    assert manager.jobs == []
    until(lambda: os.getsid(pid) == pid)
    gate.open()
    until(lambda: manager.jobs)
    assert gone(pid)
    (word,) = read_local_records(snapshot.user_files)["notices"]
    assert (word["what"], word["job_id"], word["job_name"]) == ("done", manager.jobs[0].id, "Shot 010")
    assert read_local_records(snapshot.user_files)["notices"] == []
    assert Records(snapshot.user_files).pending() == ()


@pytest.mark.slow
def test_fails(snapshot: JobSnapshot, manager: ManagerServer, gone: Callable[[int], bool]) -> None:
    """A failure is reported at the next start, with what to do."""
    gate = manager.faults.hold("shamanFileStore")
    manager.faults.answer("shamanCheckout", 500, json={"code": 500, "message": "the disk is full"}, times=None)
    pid = close(snapshot)
    gate.open()
    assert gone(pid)
    (word,) = read_local_records(snapshot.user_files)["notices"]
    assert word["what"] == "failed"
    assert "the disk is full" in word["message"]
    assert manager.jobs == []


def test_not_kept(snapshot: JobSnapshot, manager: ManagerServer, gone: Callable[[int], bool]) -> None:
    """Without the option a submission ends with Blender: no job, no process; the next start reports it."""
    manager.faults.hold("shamanFileStore")
    pid = close(snapshot, keep=False)
    assert gone(pid)
    assert manager.jobs == []
    (word,) = read_local_records(snapshot.user_files)["notices"]
    assert (word["what"], word["blend"]) == ("cut-off", snapshot.blend.path if snapshot.blend else "")
    assert running_submissions.list_running(snapshot.user_files) == []


@pytest.mark.slow
def test_kept_on_second_thought(snapshot: JobSnapshot, manager: ManagerServer, gone: Callable[[int], bool]) -> None:
    """Whether a submission goes on can be changed while it runs."""
    gate = manager.faults.hold("shamanFileStore")
    pid = close(snapshot, keep=False, tick=True)
    gate.open()
    until(lambda: manager.jobs)
    assert gone(pid)
    (word,) = read_local_records(snapshot.user_files)["notices"]
    assert word["what"] == "done"


def test_not_kept_on_second_thought(snapshot: JobSnapshot, manager: ManagerServer, gone: Callable[[int], bool]) -> None:
    """Nor does it go on if the user no longer wants that."""
    manager.faults.hold("shamanFileStore")
    pid = close(snapshot, keep=True, tick=False)
    assert gone(pid)
    (word,) = read_local_records(snapshot.user_files)["notices"]
    assert word["what"] == "cut-off"


def test_waits_for_a_word(snapshot: JobSnapshot, manager: ManagerServer, gone: Callable[[int], bool]) -> None:
    """A submission that waits for the confirmation ends when Blender does, and reports why."""
    for missing in (Path(snapshot.assets[0].path),):
        missing.unlink()
    pid = close(snapshot, until="review", files=snapshot.as_message()["files"] | {"trouble": "ask"})
    assert gone(pid)
    (word,) = read_local_records(snapshot.user_files)["notices"]
    assert word["what"] == "failed"
    assert "Blender was closed" in word["message"]
    assert manager.jobs == []


@pytest.mark.slow
def test_second_blender(snapshot: JobSnapshot, manager: ManagerServer, gone: Callable[[int], bool]) -> None:
    """A Blender started meanwhile works as ever, and sees that something is still being sent."""
    gate = manager.faults.hold("shamanFileStore")
    pid = close(snapshot)
    session = Session()
    session.user_folder = snapshot.user_files.folder
    try:
        assert session.run("ping", {})["pid"] != pid
        seen = session.run("local_records", {"take": True})
        assert [note["job_name"] for note in seen["running"]] == ["Shot 010"]
        assert seen["notices"] == []
    finally:
        session.stop()
    gate.open()
    until(lambda: manager.jobs)
    assert gone(pid)
    assert running_submissions.list_running(snapshot.user_files) == []


@pytest.mark.slow
def test_cancelled_by_the_next_blender(
    snapshot: JobSnapshot, manager: ManagerServer, gone: Callable[[int], bool]
) -> None:
    """The next Blender can stop a submission in the background and gets the outcome; no job is created."""
    manager.faults.hold("shamanFileStore")
    pid = close(snapshot)
    session = Session()
    session.user_folder = snapshot.user_files.folder
    try:
        with at_once():
            session.run("stop_submission", {"submission_id": snapshot.submission_id})
            assert gone(pid)
        seen = session.run("local_records", {"take": True})
    finally:
        session.stop()
    assert [word["what"] for word in seen["notices"]] == ["cancelled"]
    assert seen["running"] == []
    assert manager.jobs == []
    assert list((Path(snapshot.user_files.folder) / "running").iterdir()) == []


def test_stopped_too_late(snapshot: JobSnapshot) -> None:
    """Who stops what has just ended stops nothing, and what a dead one was asked is cleared away."""
    running_submissions.request_stop(snapshot.user_files, snapshot.submission_id)
    assert not (Path(snapshot.user_files.folder) / "running").exists()
    with running_submissions.registered(snapshot):
        running_submissions.request_stop(snapshot.user_files, snapshot.submission_id)
        (note,) = (Path(snapshot.user_files.folder) / "running").glob("*.json")
        asked = note.with_suffix(".stop")
        assert asked.exists()
    assert not asked.exists()
    asked.touch()
    assert running_submissions.list_running(snapshot.user_files) == []
    assert not asked.exists()


def test_notes_of_the_dead(tmp_path: Path, snapshot: JobSnapshot) -> None:
    """A record without a running process is stale and deleted."""
    folder = Path(snapshot.user_files.folder) / "running"
    folder.mkdir(parents=True)
    (folder / "dead.json").write_text('{"submission_id": "dead"}', encoding="utf-8")
    with running_submissions.registered(snapshot):
        assert [note["submission_id"] for note in running_submissions.list_running(snapshot.user_files)] == [
            snapshot.submission_id
        ]
    assert list(folder.iterdir()) == []
