"""Images and logs: only from the same Manager, with limits (scenarios 18 and 52)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.errors import FarmError
from flamenco_client.core.user_files import UserFiles
from flamenco_client.jobs import images
from flamenco_client.jobs.farm_jobs import FarmJobs, safe_path
from flamenco_client.jobs.logs import task_log
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.jobs.conftest import AddJob


@pytest.mark.parametrize(
    "path",
    [
        "http://evil/job-files/a",
        "//evil/job-files/a",
        "/job-files/../api/v3/version",
        "/job-files/..",
        "/job-files/a//b",
        "/job-files/a/%2e%2e/b",
        "/job-files/a\\b",
        "/job-files/a?b",
        "/job-files/a\r\nX: y",
        "/job-files/",
        "/job-files",
        "/api/v3/jobs",
        "job-files/a",
        "/job-files/" + "\u202e",
        "",
        None,
        7,
    ],
)
def test_foreign_paths(path: Any) -> None:
    """Anything but a plain path below /job-files/ is refused."""
    assert safe_path(path) == ""


def test_own_paths() -> None:
    """What a Manager really sends is taken."""
    path = "/job-files/job-1234/0e6e4a43-0000-4000-8000-000000000000/last-rendered-tiny.jpg"
    assert safe_path(path) == path


def test_hostile_answers_are_not_followed(manager: ManagerServer, farm: FarmJobs, add_job: AddJob) -> None:
    """A base elsewhere means that there is no image; a log elsewhere, that there is no log."""
    job = add_job()
    manager.hand.show_image(job.tasks[0], b"\xff\xd8\xff image")
    manager.faults.rewrite(
        "fetchJobLastRenderedInfo", lambda answer: {**answer, "base": "http://127.0.0.1:1/job-files"}
    )
    assert farm.last_rendered(job.id) == []
    job.tasks[0].write_log("line\n")
    manager.faults.rewrite("fetchTaskLogInfo", lambda answer: {**answer, "url": "/job-files/../../etc/passwd"})
    assert farm.log_info(job.tasks[0].id)[0] == ""


def test_the_last_image(manager: ManagerServer, farm: FarmJobs, add_job: AddJob, user_files: UserFiles) -> None:
    """None yet, then a file; the same again is not written, a new one is."""
    job = add_job()
    assert images.last_image(farm, job.id, "tiny", "", user_files) == {"path": "", "etag": "", "changed": False}
    manager.hand.show_image(job.tasks[0], b"\xff\xd8\xff one")
    first = images.last_image(farm, job.id, "tiny", "", user_files)
    assert first["changed"]
    assert Path(first["path"]).read_bytes().startswith(images.JPEG)
    assert not images.last_image(farm, job.id, "tiny", first["etag"], user_files)["changed"]


def test_no_jpeg(manager: ManagerServer, farm: FarmJobs, add_job: AddJob, user_files: UserFiles) -> None:
    """What is no JPEG image is not written."""
    job = add_job()
    job.images = {"last-rendered.jpg": b"<html>"}
    with pytest.raises(FarmError, match="not a JPEG"):
        images.last_image(farm, job.id, "full", "", user_files)


def test_a_log_in_parts(
    manager: ManagerServer, farm: FarmJobs, add_job: AddJob, user_files: UserFiles, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head is 8 KB by Range; the whole log is saved in parts, up to a limit."""
    job = add_job()
    task = job.tasks[0]
    with pytest.raises(FarmError, match="no log yet"):
        list(task_log.save(farm, task.id, user_files))
    task.write_log("".join(f"line {number}\n" for number in range(5000)))
    assert len(task_log.head(farm, task.id)) == task_log.HEAD
    monkeypatch.setattr(task_log, "PART", 10_000)
    saved = _end(task_log.save(farm, task.id, user_files))
    assert Path(saved["path"]).read_bytes() == bytes(task.log)
    assert not saved["cut"]
    monkeypatch.setattr(task_log, "MOST", 15_000)
    saved = _end(task_log.save(farm, task.id, user_files))
    assert (saved["size"], saved["cut"]) == (15_000, True)
    assert farm.log_tail(task.id).endswith("line 4999\n")


def _end(steps: Any) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
