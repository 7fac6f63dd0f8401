"""Measuring and clearing the extension's files on this computer; files in use are kept."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission import maintenance
from flamenco_client.submission.records.record import Outcome, SubmissionRecord
from flamenco_client.submission.recovery import running_submissions
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.tests.unit.submission.helpers import everything_below, run, source_of

OLD, OWN, STRANGE = "0" * 32, "1" * 32, "My Films"


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """A user folder with old files of every kind."""
    names = [
        "checksums/checksums.sqlite",
        "rewritten/abc/shot.blend",
        f"copies/{OLD}/shot.blend",
        f"copies/{OWN}/shot.blend",
        f"copies/{STRANGE}/film.blend",
        "file_lists/one.json",
        "managers/one.json",
        "wheels-1/urllib3/__init__.py",
        "wheels-2/urllib3/__init__.py",
        "helper.log",
        "helper.log.1",
        "access.json",
        "submissions/open.json",
        "submissions/over.json",
        "submissions/over.gz",
    ]
    folder = tmp_path / "state"
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"x" * 100)
    for name, outcome in (("open", Outcome.UNKNOWN), ("over", Outcome.DONE)):
        record = SubmissionRecord(name, "http://farm", "Shot", "", outcome=outcome)
        (folder / "submissions" / f"{name}.json").write_text(json.dumps(record.as_json()))
    for path in folder.rglob("*"):
        os.utime(path, (1, 1))
    return folder


def clear(state: Path) -> set[str]:
    """Clear the folder; return the files that are left."""
    run(maintenance.clear(UserFiles(str(state)), str(state / "copies"), str(state / "wheels-2"), CancelToken()))
    return set(everything_below(state))


def test_sizes(state: Path) -> None:
    """The bytes and files of each kind are counted, but not files of the user."""
    kinds = run(maintenance.measure(UserFiles(str(state)), str(state / "copies"), CancelToken()))["kinds"]
    assert {name: found["files"] for name, found in kinds.items()} == {
        "checksums": 1,
        "rewritten": 1,
        "copies": 2,
        "lists": 1,
        "managers": 1,
        "libraries": 2,
        "jobs": 0,
        "records": 3,
        "log": 2,
        "job_copies": 0,
    }
    assert kinds["copies"]["bytes"] == 200


def test_empty_folder(tmp_path: Path) -> None:
    """The sizes of a missing folder are 0."""
    kinds = run(maintenance.measure(UserFiles(str(tmp_path / "no")), str(tmp_path / "no"), CancelToken()))["kinds"]
    assert {found["bytes"] for found in kinds.values()} == {0}


def test_clear(state: Path) -> None:
    """All is deleted except credentials, unknown outcomes, the user's files and the helper's libraries."""
    assert clear(state) == {
        *("access.json", "submissions/open.json", f"copies/{STRANGE}/film.blend"),
        *("wheels-2/urllib3/__init__.py", "wheels-2/.cleared", "helper.log", "helper.log.1"),
    }
    assert (state / "helper.log").read_bytes() == b""


def test_files_in_use_are_kept(state: Path, offline: JobSnapshot, project: Path) -> None:
    """While a submission runs, its copy, the rewritten files and the checksums are kept."""
    copy = state / "copies" / OWN / "shot.blend"
    blend = source_of(project / "shots" / "shot.blend", copy)
    snapshot = replace(offline, user_files=UserFiles(str(state)), blend=blend)
    with running_submissions.registered(snapshot):
        left = clear(state)
    assert {f"copies/{OWN}/shot.blend", "rewritten/abc/shot.blend", "checksums/checksums.sqlite"} <= left
    assert f"copies/{OLD}/shot.blend" not in left
    assert f"copies/{OWN}/shot.blend" not in clear(state)


def test_recent_copy_is_kept(state: Path) -> None:
    """A recent copy is kept, because its submission may be about to start."""
    os.utime(state / "copies" / OWN)
    assert f"copies/{OWN}/shot.blend" in clear(state)


def test_links_are_not_followed(state: Path, tmp_path: Path) -> None:
    """A link in a cache is deleted, but not its target."""
    precious = tmp_path / "precious"
    precious.mkdir()
    (precious / "film.blend").touch()
    (state / "rewritten" / "link").symlink_to(precious)
    (state / "copies" / ("2" * 32)).symlink_to(precious)
    os.utime(state / "rewritten" / "link", (1, 1), follow_symlinks=False)
    os.utime(state / "copies" / ("2" * 32), (1, 1), follow_symlinks=False)
    clear(state)
    assert (precious / "film.blend").exists()
    assert not (state / "rewritten" / "link").is_symlink()
