"""A Manager that restarts or freezes during a submission; with realistic times by ``--away 30`` (scenario 58).

All timeouts are those of the product.
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
from flamenco_client.submission.records.records import Records
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.runs.program import ManagerProcess
from flamenco_client.tests.support.waiting import until
from flamenco_client.tests.unit.submission.helpers import asset, everything_below, run

FILES = 400
BACK = r"Waiting for the Manager at 127\.0\.0\.1:\d+: unreachable for (\d+) s, giving up after 60 s"
SLOW = r"Waiting for the Manager at 127\.0\.0\.1:\d+: no answer for (\d+) s"

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture
def away(request: pytest.FixtureRequest) -> float:
    """Seconds for which the Manager is unreachable."""
    seconds: float = request.config.getoption("--away")
    return seconds


@pytest.fixture
def textures(project: Path, offline: JobSnapshot) -> JobSnapshot:
    """A job with many files."""
    files = [project / "tex" / f"{number}.png" for number in range(FILES)]
    for path in files:
        path.write_bytes(os.urandom(100_000))
    return replace(offline, assets=tuple(asset(path) for path in files))


class ProgressTexts:
    """The progress texts that the artist reads."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def watch(self, progress: Progress) -> None:
        self.texts.append(progress.text)

    def seconds(self, pattern: str) -> int:
        """Return the longest wait in the texts."""
        found = (re.fullmatch(pattern, text) for text in self.texts)
        return max((int(match[1]) for match in found if match), default=-1)


class WhileSending(threading.Thread):
    """A thread that acts once some files are stored, and acts again some seconds later."""

    def __init__(self, storage: Path, does: Callable[[], object], seconds: float, then: Callable[[], object]) -> None:
        super().__init__()
        self._stored = storage / "file-store" / "stored"
        self._does, self._seconds, self._then = does, seconds, then
        self.begun = 0
        """Number of files stored at the first action."""

    def count(self) -> int:
        return len(list(self._stored.glob("*/*/*.blob")))

    def run(self) -> None:
        until(lambda: self.count() >= FILES // 20, pause=0.002)
        self._does()
        self.begun = self.count()
        time.sleep(self._seconds)
        self._then()


def assert_complete(snapshot: JobSnapshot, result: dict[str, Any], storage: Path, project: Path) -> None:
    """Check that the Manager has one job with correct files, and the journal has no pending submission."""
    with ApiClient(Configuration(snapshot.manager_url)) as client:
        jobs = JobsApi(client).fetch_jobs().jobs
    assert [job.id for job in jobs] == [result["job_id"]]
    assert [(job.metadata or {})[METADATA_KEY] for job in jobs] == [snapshot.submission_id]
    sources = everything_below(project)
    checkout = everything_below(storage / "jobs" / result["checkout"])
    assert checkout == {path: sources[path] for path in checkout}
    assert len(checkout) == result["files"]
    assert Records(snapshot.user_files).pending() == ()


def test_manager_restarts(textures: JobSnapshot, project: Path, tmp_path: Path, away: float) -> None:
    """The progress text says that the Manager is unreachable; afterwards no stored file is uploaded again."""
    with ManagerProcess(tmp_path / "storage") as manager:
        snapshot = replace(textures, manager_url=manager.url)
        killing = WhileSending(manager.storage, manager.kill, away, manager.start)
        killing.start()
        texts = ProgressTexts()
        result = run(submit(snapshot, cancel=CancelToken()), texts.watch)
        killing.join()
        assert_complete(snapshot, result, manager.storage, project)
    # Files that arrived without an answer are not required again.
    assert FILES - 8 <= result["files_sent"] <= FILES + 1, f"{killing.begun} were stored when it was killed"
    assert int(away) - 1 <= texts.seconds(BACK) <= 60


def test_manager_freezes(textures: JobSnapshot, project: Path, tmp_path: Path, away: float) -> None:
    """The submission waits for a Manager that accepts connections and does not answer; no file is uploaded twice."""
    with ManagerProcess(tmp_path / "storage") as manager:
        snapshot = replace(textures, manager_url=manager.url)
        stopping = WhileSending(manager.storage, manager.stand_still, away, manager.go_on)
        stopping.start()
        texts = ProgressTexts()
        result = run(submit(snapshot, cancel=CancelToken()), texts.watch)
        stopping.join()
        assert_complete(snapshot, result, manager.storage, project)
    assert FILES - 8 <= result["files_sent"] <= FILES + 1
    if away > SILENT + 2:
        assert max(texts.seconds(SLOW), texts.seconds(BACK)) >= int(away) - 3


@pytest.mark.parametrize("after_work", [False, True])
@pytest.mark.parametrize(
    "operation",
    ["submitJobCheck", "shamanCheckoutRequirements", "shamanFileStore", "shamanCheckout", "submitJob"],
)
def test_manager_crashes_during_a_call(
    textures: JobSnapshot,
    manager: ManagerServer,
    project: Path,
    away: float,
    operation: str,
    after_work: bool,
) -> None:
    """If the Manager crashes before or after any call, there is one correct job once it is back."""
    snapshot = replace(textures, assets=textures.assets[:20], manager_url=manager.url)
    manager.faults.fall(operation, away, after_work=after_work)
    texts = ProgressTexts()
    result = run(submit(snapshot, cancel=CancelToken()), texts.watch)
    assert_complete(snapshot, result, manager.storage, project)
    assert int(away) - 1 <= texts.seconds(BACK) <= 60
    assert any(host_and_port(manager.url) in text for text in texts.texts)
    uploads = [record.path for record in manager.requests_of("shamanFileStore") if record.status == 200]
    assert len(uploads) - len(set(uploads)) <= (operation == "shamanFileStore")
    assert len(manager.requests_of("submitJob")) == (2 if operation == "submitJob" and not after_work else 1)
    paths = [record.json["checkoutPath"] for record in manager.requests_of("shamanCheckout")]
    assert len(paths) == len(set(paths)) == (2 if operation == "shamanCheckout" else 1)


def test_manager_rejects_the_job_after_a_crash(textures: JobSnapshot, manager: ManagerServer) -> None:
    """A Manager that rejects the job once it is back is not asked a third time."""
    snapshot = replace(textures, assets=(), manager_url=manager.url)
    manager.faults.fall("submitJob", 2.0)
    manager.faults.answer("submitJob", 400, json={"code": 400, "message": "not like this"}, times=None, skip=1)
    with pytest.raises(FarmError, match="not like this"):
        run(submit(snapshot, cancel=CancelToken()))
    assert len(manager.requests_of("submitJob")) == 2
    assert Records(snapshot.user_files).pending() == ()
