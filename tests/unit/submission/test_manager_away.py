"""A Manager that restarts, or stands still, while a job is on its way to it; for real with ``--away 30`` (scenario 58).

All waits are those of the product.
"""

from __future__ import annotations

import os
import re
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.core.progress import Progress
from flamenco_client.farm.manager_url import host_and_port
from flamenco_client.manager_client import ApiClient, Configuration
from flamenco_client.manager_client.apis import JobsApi
from flamenco_client.submission.manager_api.manager import METADATA_KEY
from flamenco_client.submission.manager_api.wait_for_manager import SILENT
from flamenco_client.submission.recovery.journal import Journal
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.runs.program import ManagerProcess
from flamenco_client.tests.support.waiting import until
from flamenco_client.tests.unit.submission.helpers import asset, everything_below, run

FILES = 400
BACK = r"Waiting for the Manager at 127\.0\.0\.1:\d+: unreachable for (\d+) s, giving up after 60 s"
SLOW = r"Waiting for the Manager at 127\.0\.0\.1:\d+: no answer for (\d+) s"

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def away(request: pytest.FixtureRequest) -> float:
    """Seconds for which the Manager is away."""
    seconds: float = request.config.getoption("--away")
    return seconds


@pytest.fixture
def textures(project: Path, offline: JobSnapshot) -> JobSnapshot:
    """A job with many files."""
    files = [project / "tex" / f"{number}.png" for number in range(FILES)]
    for path in files:
        path.write_bytes(os.urandom(100_000))
    return replace(offline, assets=tuple(asset(path) for path in files))


class Told:
    """What the artist reads."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def watch(self, progress: Progress) -> None:
        self.texts.append(progress.text)

    def seconds(self, pattern: str) -> int:
        """The longest wait that was told."""
        found = (re.fullmatch(pattern, text) for text in self.texts)
        return max((int(match[1]) for match in found if match), default=-1)


class WhileSending(threading.Thread):
    """Does something as soon as some files are stored, and something else a while later."""

    def __init__(self, storage: Path, does: Callable[[], object], seconds: float, then: Callable[[], object]) -> None:
        super().__init__()
        self._stored = storage / "file-store" / "stored"
        self._does, self._seconds, self._then = does, seconds, then
        self.begun = 0
        """Files that were stored at that moment."""

    def count(self) -> int:
        return len(list(self._stored.glob("*/*/*.blob")))

    def run(self) -> None:
        until(lambda: self.count() >= FILES // 20, pause=0.002)
        self._does()
        self.begun = self.count()
        time.sleep(self._seconds)
        self._then()


def is_right(snapshot: JobSnapshot, result: dict[str, Any], storage: Path, project: Path) -> None:
    """One job of this submission at the Manager, whose files are right to the byte; nothing is left open."""
    with ApiClient(Configuration(snapshot.manager_url)) as client:
        jobs = JobsApi(client).fetch_jobs().jobs
    assert [job.id for job in jobs] == [result["job_id"]]
    assert [(job.metadata or {})[METADATA_KEY] for job in jobs] == [snapshot.submission_id]
    sources = everything_below(project)
    checkout = everything_below(storage / "jobs" / result["checkout"])
    assert checkout == {path: sources[path] for path in checkout}
    assert len(checkout) == result["files"]
    assert Journal(snapshot.user_files).pending() == ()


def test_killed_and_started_again(textures: JobSnapshot, project: Path, tmp_path: Path, away: float) -> None:
    """The artist reads that the Manager is waited for; then what is missing goes on, and nothing is sent twice."""
    with ManagerProcess(tmp_path / "storage") as manager:
        snapshot = replace(textures, manager_url=manager.url)
        killing = WhileSending(manager.storage, manager.kill, away, manager.start)
        killing.start()
        told = Told()
        result = run(submit(snapshot, cancel=CancelToken()), told.watch)
        killing.join()
        is_right(snapshot, result, manager.storage, project)
    print(f"{killing.begun} of {FILES} files were stored when it was killed")
    # What had arrived when its answer was lost is there when it is offered again.
    assert FILES - 8 <= result["files_sent"] <= FILES + 1
    assert int(away) - 1 <= told.seconds(BACK) <= 60


def test_standing_still(textures: JobSnapshot, project: Path, tmp_path: Path, away: float) -> None:
    """A Manager that accepts and does not answer for a while is waited for, and nothing is sent twice."""
    with ManagerProcess(tmp_path / "storage") as manager:
        snapshot = replace(textures, manager_url=manager.url)
        stopping = WhileSending(manager.storage, manager.stand_still, away, manager.go_on)
        stopping.start()
        told = Told()
        result = run(submit(snapshot, cancel=CancelToken()), told.watch)
        stopping.join()
        is_right(snapshot, result, manager.storage, project)
    assert FILES - 8 <= result["files_sent"] <= FILES + 1
    if away > SILENT + 2:
        assert max(told.seconds(SLOW), told.seconds(BACK)) >= int(away) - 3


@pytest.mark.parametrize("after_work", [False, True])
@pytest.mark.parametrize(
    "operation",
    ["submitJobCheck", "shamanCheckoutRequirements", "shamanFileStore", "shamanCheckout", "submitJob"],
)
def test_dies_in_the_middle_of(
    textures: JobSnapshot,
    manager: ManagerServer,
    project: Path,
    away: float,
    operation: str,
    after_work: bool,
) -> None:
    """Whatever the Manager was asked when it died, before or after it did that: one right job when it is back."""
    snapshot = replace(textures, assets=textures.assets[:20], manager_url=manager.url)
    manager.faults.fall(operation, away, after_work=after_work)
    told = Told()
    result = run(submit(snapshot, cancel=CancelToken()), told.watch)
    is_right(snapshot, result, manager.storage, project)
    assert int(away) - 1 <= told.seconds(BACK) <= 60
    assert any(host_and_port(manager.url) in text for text in told.texts)
    uploads = [record.path for record in manager.requests_of("shamanFileStore") if record.status == 200]
    assert len(uploads) - len(set(uploads)) <= (operation == "shamanFileStore")
    assert len(manager.requests_of("submitJob")) == (2 if operation == "submitJob" and not after_work else 1)
    paths = [record.json["checkoutPath"] for record in manager.requests_of("shamanCheckout")]
    assert len(paths) == len(set(paths)) == (2 if operation == "shamanCheckout" else 1)


def test_comes_back_and_says_no(textures: JobSnapshot, manager: ManagerServer) -> None:
    """A Manager that refuses the job when it is back is not asked a third time."""
    snapshot = replace(textures, assets=(), manager_url=manager.url)
    manager.faults.fall("submitJob", 2.0)
    manager.faults.answer("submitJob", 400, json={"code": 400, "message": "not like this"}, times=None, skip=1)
    with pytest.raises(FarmError, match="not like this"):
        run(submit(snapshot, cancel=CancelToken()))
    assert len(manager.requests_of("submitJob")) == 2
    assert Journal(snapshot.user_files).pending() == ()
