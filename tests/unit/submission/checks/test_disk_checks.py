"""What the helper sees on this machine's disk for the panel."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from flamenco_client.submission.checks import disk_checks
from flamenco_client.tests.unit.submission.helpers import run


def test_project_root(project: Path) -> None:
    """The folder, and why."""
    found = run(disk_checks.project_root(str(project / "shots" / "shot.blend"), ""))
    assert found == {"path": str(project), "how": "the folder with .blender_project", "too_wide": False}


def test_a_home_is_no_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file right in the home folder, and a chosen folder that is one."""
    monkeypatch.setattr("os.path.expanduser", lambda _path: str(tmp_path))
    assert run(disk_checks.project_root(str(tmp_path / "a.blend"), ""))["too_wide"]
    (tmp_path / "film").mkdir()
    assert run(disk_checks.project_root(str(tmp_path / "film" / "a.blend"), str(tmp_path)))["too_wide"]
    assert not run(disk_checks.project_root(str(tmp_path / "film" / "a.blend"), ""))["too_wide"]


def test_output_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are counted up to a limit; a missing folder counts as empty."""
    monkeypatch.setattr(disk_checks, "MOST_COUNTED", 3)
    for number in range(2):
        (tmp_path / f"{number}.png").touch()
    assert run(disk_checks.output_folder(str(tmp_path))) == {"files": 2, "last_job": "", "last_job_at": ""}
    for number in range(9):
        (tmp_path / f"{number}.png").touch()
    assert run(disk_checks.output_folder(str(tmp_path))) == {"files": 3, "last_job": "", "last_job_at": ""}
    assert run(disk_checks.output_folder(str(tmp_path / "gone"))) == {"files": 0, "last_job": "", "last_job_at": ""}
    assert run(disk_checks.output_folder(str(tmp_path / "1.png"))) == {"files": 0, "last_job": "", "last_job_at": ""}


def test_a_disk_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is waited for only so long."""
    answer = threading.Event()
    monkeypatch.setattr(disk_checks, "PATIENCE", 0.05)
    monkeypatch.setattr(disk_checks, "_count", lambda _folder: answer.wait(10))
    monkeypatch.setattr(disk_checks, "find_project_root", lambda *_arguments: answer.wait(10))
    assert run(disk_checks.output_folder("/farm")) == {"files": 0, "last_job": "", "last_job_at": ""}
    assert run(disk_checks.project_root("/farm/a.blend", "")) == {"path": "", "how": "", "too_wide": False}
    answer.set()
