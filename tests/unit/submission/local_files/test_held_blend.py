"""Temporary copies: which are deleted, and when."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.local_files.held_blend import delete_stale_copies, open_held_blend
from flamenco_client.submission.maintenance import clear
from flamenco_client.submission.snapshot import BlendSource, JobSnapshot
from flamenco_client.tests.unit.submission.helpers import run


def _copy(folder: Path, name: str, *, hours_old: float) -> Path:
    place = folder / name
    place.mkdir(parents=True)
    (place / "shot.blend").write_bytes(b"BLENDER")
    then = time.time() - hours_old * 3600
    os.utime(place, (then, then))
    return place / "shot.blend"


@pytest.mark.parametrize(
    ("name", "hours_old", "stays"),
    [("a" * 32, 25.0, False), ("b" * 32, 1.0, True), ("my renders", 1000.0, True), ("C" * 32, 1000.0, True)],
)
def test_stale_copies_are_deleted(tmp_path: Path, name: str, hours_old: float, stays: bool) -> None:
    """Copies older than a day are deleted; younger ones and the user's own folders are kept."""
    own = _copy(tmp_path, "f" * 32, hours_old=1000.0)
    other = _copy(tmp_path, name, hours_old=hours_old)
    delete_stale_copies(BlendSource("/film/shot.blend", str(own), 0, 0))

    assert own.exists()
    assert other.exists() is stays


def test_submission_without_a_copy(tmp_path: Path) -> None:
    """A submission without unsaved changes deletes no copies."""
    other = _copy(tmp_path, "a" * 32, hours_old=1000.0)
    delete_stale_copies(BlendSource(str(other), "", 0, 0))
    delete_stale_copies(None)

    assert other.exists()


def test_copy_in_use_is_kept(tmp_path: Path, offline: JobSnapshot) -> None:
    """No other submission deletes a copy while its own waits for confirmation, however old it is."""
    own = _copy(tmp_path / "copies", "f" * 32, hours_old=0.0)
    other = _copy(tmp_path / "copies", "a" * 32, hours_old=1000.0)
    elsewhere = UserFiles(str(tmp_path / "another user's folder"))
    with open_held_blend(replace(offline, blend=BlendSource("/film/shot.blend", str(other), 0, 0))):
        delete_stale_copies(BlendSource("/film/shot.blend", str(own), 0, 0))
        run(clear(elsewhere, str(tmp_path / "copies"), "", CancelToken()))
        assert other.exists()
    delete_stale_copies(BlendSource("/film/shot.blend", str(own), 0, 0))
    assert not other.exists()
    assert own.exists()
