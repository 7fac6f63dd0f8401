"""The transfer to Shaman when things go wrong."""

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
from flamenco_client.submission.transfer import shaman_delivery
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.helpers import asset, everything_below, run

BIG = 600_000
"""Bytes above which the client asks before sending a body."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Waits of a tenth of their length; all else as in the product."""
    short = retry.Backoff(first=0.03, longest=0.3, tries=6, patience=5.0, grace=0.1)
    monkeypatch.setattr(timeouts, "BACKOFF", short)


@pytest.fixture
def textures(project: Path, snapshot: JobSnapshot) -> JobSnapshot:
    """The snapshot with five textures, two of them big."""
    files = [project / "tex" / f"{number}.png" for number in range(5)]
    for number, path in enumerate(files):
        path.write_bytes(os.urandom(BIG if number < 2 else 1000))
    return replace(snapshot, assets=tuple(asset(path) for path in files))


def sent_in_full(manager: ManagerServer, result: dict[str, Any], project: Path) -> None:
    """One job, whose checkout is right to the byte."""
    assert [job.id for job in manager.jobs] == [result["job_id"]]
    sources = everything_below(project)
    checkout = everything_below(manager.checkouts / result["checkout"])
    assert checkout == {path: sources[path] for path in checkout}
    assert len(checkout) == 6


def test_faults_that_pass(textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """Collisions, busy Managers and broken connections cost a further try, and nothing else (scenario 46)."""
    manager.faults.collision(times=1)
    manager.faults.busy("shamanFileStore", skip=1, retry_after="0")
    manager.faults.reset("shamanFileStore", "head", skip=2)
    manager.faults.lose_answer("shamanFileStore", skip=3)
    manager.faults.answer("shamanFileStore", 500, skip=4)
    manager.faults.busy("shamanCheckoutRequirements", retry_after="0")
    told: list[Progress] = []
    result = run(submit(textures, cancel=cancel), told.append)
    sent_in_full(manager, result, project)
    sending = [progress.bytes_done for progress in told if progress.phase == "sending"]
    assert sending == sorted(sending)


def test_others_go_first(textures: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A file that failed waits until the others had their turn."""
    manager.faults.answer("shamanFileStore", 500)
    run(submit(textures, cancel=cancel))
    paths = [record.path for record in manager.requests_of("shamanFileStore")]
    assert len(paths) == 7
    assert paths[0] == paths[-1]


@pytest.mark.parametrize("size", [1000, BIG])
def test_deferral(snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken, size: int) -> None:
    """A file that is being sent by someone who has died is deferred once, then sent all the same (scenarios 31, 32)."""
    content = os.urandom(size)
    (project / "tex" / "wood.png").write_bytes(content)
    manager.faults.stale_upload(hashlib.sha256(content).hexdigest(), size)
    result = run(submit(snapshot, cancel=cancel))
    tries = [record for record in manager.requests_of("shamanFileStore") if record.path.endswith(f"/{size}")]
    assert [record.headers["x-shaman-can-defer-upload"] for record in tries] == ["true", "false"]
    assert [record.status for record in tries] == [425, 200]
    assert (manager.checkouts / result["checkout"] / "tex" / "wood.png").read_bytes() == content


def test_208_is_no_proof(textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """A file that was said to be stored, and is not, is sent when the requirements ask again (scenario 44)."""
    manager.faults.early_upload_answer(208, times=2)
    result = run(submit(textures, cancel=cancel))
    sent_in_full(manager, result, project)
    assert result["files_sent"] == 6


def test_changed_while_sending(
    textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken
) -> None:
    """A file that changed between reading and sending is read again and sent as it is now (scenario 45)."""
    changed: list[bool] = []

    def change(progress: Progress) -> None:
        if progress.phase == "asking" and not changed:
            changed.append(True)
            (project / "tex" / "3.png").write_bytes(b"changed")

    result = run(submit(textures, cancel=cancel), change)
    sent_in_full(manager, result, project)
    assert (manager.checkouts / result["checkout"] / "tex" / "3.png").read_bytes() == b"changed"
    assert {record.status for record in manager.requests_of("shamanFileStore")} == {200}


def test_refused_as_changed_once(
    textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken
) -> None:
    """417 means: read the file again and send it again."""
    manager.faults.file_changed(times=1)
    sent_in_full(manager, run(submit(textures, cancel=cancel)), project)
    assert [record.status for record in manager.requests_of("shamanFileStore")].count(417) == 1


def test_keeps_changing(textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """A file that changes all the time is named, and there is no job."""

    def change(progress: Progress) -> None:
        if progress.phase == "asking":
            (project / "tex" / "3.png").write_bytes(os.urandom(1000))

    with pytest.raises(FarmError, match=r"3\.png keeps changing") as caught:
        run(submit(textures, cancel=cancel), change)
    assert caught.value.kind == "changed"
    assert manager.jobs == []


def test_vanished(textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """A file that is gone when it is to be sent is named, and there is no job."""

    def remove(progress: Progress) -> None:
        if progress.phase == "asking":
            (project / "tex" / "3.png").unlink(missing_ok=True)

    with pytest.raises(FarmError, match=r"3\.png can't be read") as caught:
        run(submit(textures, cancel=cancel), remove)
    assert caught.value.kind == "file"
    assert manager.jobs == []


def test_uninvited_file(textures: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A Manager that asks for a file that was not offered gets nothing (scenario 51)."""
    manager.faults.uninvited_file()
    with pytest.raises(FarmError, match="not offered") as caught:
        run(submit(textures, cancel=cancel))
    assert caught.value.kind == "bad-answer"
    assert manager.requests_of("shamanFileStore") == []


def test_failing_checkout(textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """After a failed checkout the requirements are asked again, and another path is asked for (scenario 50)."""
    manager.faults.failing_checkout(times=2)
    result = run(submit(textures, cancel=cancel))
    sent_in_full(manager, result, project)
    asked = [record.json["checkoutPath"] for record in manager.requests_of("shamanCheckout")]
    assert len(set(asked)) == 3
    assert len(manager.requests_of("shamanCheckoutRequirements")) == 4


def test_checkout_fails_for_good(textures: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A checkout that always fails ends in words, after a limited number of tries under different paths."""
    manager.faults.failing_checkout(times=None)
    with pytest.raises(FarmError, match="available to the workers") as caught:
        run(submit(textures, cancel=cancel))
    assert caught.value.details["left_behind"] == ""
    asked = [record.json["checkoutPath"] for record in manager.requests_of("shamanCheckout")]
    assert len(set(asked)) == len(asked) == shaman_delivery.CHECKOUTS
    assert manager.jobs == []


@pytest.mark.parametrize("path", ["", "/abs", "..", "a/../b", "."])
def test_odd_checkout_path(textures: JobSnapshot, manager: ManagerServer, cancel: CancelToken, path: str) -> None:
    """A path that the job must never carry is refused."""
    manager.faults.rewrite("shamanCheckout", lambda _: {"checkoutPath": path})
    with pytest.raises(FarmError, match="folder that can't be"):
        run(submit(textures, cancel=cancel))
    assert manager.jobs == []


@pytest.mark.parametrize("status", [400, 404, 413])
def test_refused_for_good(textures: JobSnapshot, manager: ManagerServer, cancel: CancelToken, status: int) -> None:
    """An answer that will not change is not asked for again."""
    manager.faults.early_upload_answer(status, times=None)
    with pytest.raises(FarmError, match="send "):
        run(submit(textures, cancel=cancel))
    paths = [record.path for record in manager.requests_of("shamanFileStore")]
    assert len(paths) == len(set(paths))
    assert manager.jobs == []


def test_gives_up(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A file that never gets through is given up after a limited number of tries, and named."""
    manager.faults.answer("shamanFileStore", 500, times=None, when=lambda request: request.path.endswith("/4000"))
    with pytest.raises(FarmError, match=r"tex/wood\.png"):
        run(submit(snapshot, cancel=cancel))
    assert len(manager.requests_of("shamanFileStore")) == 1 + 6
    assert manager.jobs == []


def test_manager_restarts(textures: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """A Manager that goes away for a moment is waited for (scenario 58)."""
    restarted: list[bool] = []

    def restart(progress: Progress) -> None:
        if progress.phase == "sending" and not restarted:
            restarted.append(True)
            manager.restart(down_for=0.3)

    sent_in_full(manager, run(submit(textures, cancel=cancel), restart), project)
    assert restarted


def test_asks_until_nothing_is_needed(textures: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A store that loses everything is given up, without a checkout."""
    manager.faults.answer("shamanFileStore", 200, times=None)
    with pytest.raises(FarmError, match="still asks"):
        run(submit(textures, cancel=cancel))
    assert len(manager.requests_of("shamanCheckoutRequirements")) == shaman_delivery.ROUNDS + 1
    assert manager.requests_of("shamanCheckout") == []


def test_what_may_be_better_next_time() -> None:
    """Refusals are final; everything that is the moment's fault is not."""
    assert not {400, 404, 412, 413, 417} & retry.TRY_AGAIN
    assert {500, 502, 503, 504, 429, 408} <= retry.TRY_AGAIN
