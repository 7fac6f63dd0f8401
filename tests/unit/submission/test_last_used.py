"""The settings of the last jobs, stored on disk."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.core.user_files import Kind, UserFiles
from flamenco_client.job_types import last_used
from flamenco_client.job_types.last_used import MAX_BYTES, MAX_JOB_TYPES, read, remember
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.helpers import run

URL = "http://farm:8080"


@pytest.fixture
def user_files(tmp_path: Path) -> UserFiles:
    return UserFiles(str(tmp_path))


def test_kept_by_manager_and_job_type(user_files: UserFiles) -> None:
    """Each Manager and each job type has its own values; a new job replaces the last one's."""
    assert remember(user_files, URL, "render", {"root": "/old", "chunk": 3})
    assert remember(user_files, URL, "echo", {"": "hello"})
    assert remember(user_files, "http://other", "render", {"root": "/other"})
    assert remember(user_files, URL, "render", {"root": "/render"})
    assert read(user_files, URL) == {"echo": {"": "hello"}, "render": {"root": "/render"}}
    assert read(user_files, "http://other") == {"render": {"root": "/other"}}
    assert read(user_files, "http://third") == {}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"schema": 0}',
        b"[" * 100_000,
        b" " * (MAX_BYTES + 1),
        b'{"schema": 1, "url": "http://farm:8080", "job_types": 3}',
    ],
)
def test_invalid_file(user_files: UserFiles, content: bytes) -> None:
    """An invalid file is ignored, and replaced with the next job."""
    file = user_files.path(Kind.LAST_USED, URL)
    file.parent.mkdir()
    file.write_bytes(content)
    assert read(user_files, URL) == {}
    assert remember(user_files, URL, "render", {"root": "/render"})
    assert read(user_files, URL) == {"render": {"root": "/render"}}


def test_file_of_another_manager(user_files: UserFiles) -> None:
    """A file that was renamed to that of another Manager is ignored."""
    remember(user_files, URL, "render", {"root": "/render"})
    user_files.path(Kind.LAST_USED, URL).rename(user_files.path(Kind.LAST_USED, "http://other"))
    assert read(user_files, "http://other") == {}


def test_number_of_job_types_is_limited(user_files: UserFiles) -> None:
    """The least recently used job types are removed."""
    for number in (*range(MAX_JOB_TYPES), 0, *range(MAX_JOB_TYPES, MAX_JOB_TYPES + 5)):
        remember(user_files, URL, f"type {number}", {"n": number})
    kept = list(read(user_files, URL))
    assert len(kept) == MAX_JOB_TYPES
    assert kept[0] == "type 6"
    assert "type 0" in kept


def test_size_is_limited(user_files: UserFiles) -> None:
    """Large values remove the oldest ones; a value that is too large alone is not stored, and removes nothing."""
    for number in range(4):
        assert remember(user_files, URL, f"type {number}", {"text": "x" * (MAX_BYTES // 3)})
    assert list(read(user_files, URL)) == ["type 2", "type 3"]
    assert not remember(user_files, URL, "huge", {"text": "x" * MAX_BYTES})
    assert list(read(user_files, URL)) == ["type 2", "type 3"]
    assert user_files.path(Kind.LAST_USED, URL).stat().st_size <= MAX_BYTES


def test_no_values(user_files: UserFiles) -> None:
    """A job with default values removes the stored ones; if there are none, no file is written."""
    assert remember(user_files, URL, "render", {})
    assert not user_files.directory(Kind.LAST_USED).exists()
    remember(user_files, URL, "render", {"root": "/render"})
    assert remember(user_files, URL, "render", {})
    assert read(user_files, URL) == {"render": {}}


def test_folder_cannot_be_written(user_files: UserFiles) -> None:
    """An error of the disk is only returned: the job is on the farm already."""
    user_files.directory(Kind.LAST_USED).write_text("in the way")
    assert not remember(user_files, URL, "render", {"root": "/render"})


def test_values_are_stored_after_the_submission(
    manager: ManagerServer, offline: JobSnapshot, cancel: CancelToken
) -> None:
    """The values of a successful submission are stored for its Manager and job type."""
    snapshot = replace(offline, manager_url=manager.url, remember={"render_output_root": "//render"})
    run(submit(snapshot, cancel=cancel))
    assert read(offline.user_files, manager.url) == {"simple-blender-render": {"render_output_root": "//render"}}
    assert json.loads(offline.user_files.path(Kind.LAST_USED, manager.url).read_text())["schema"] == last_used.SCHEMA


def test_values_of_a_rejected_job_are_not_stored(
    manager: ManagerServer, offline: JobSnapshot, cancel: CancelToken
) -> None:
    """The values of a job that the Manager rejected are not stored."""
    manager.faults.answer("submitJobCheck", 400, json={"code": 400, "message": "no goats"})
    snapshot = replace(offline, manager_url=manager.url, remember={"render_output_root": "//render"})
    with pytest.raises(FarmError, match="no goats"):
        run(submit(snapshot, cancel=cancel))
    assert read(offline.user_files, manager.url) == {}
