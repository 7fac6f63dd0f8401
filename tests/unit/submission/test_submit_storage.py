"""Submit to a Manager without Shaman: copied to the shared storage, or in place."""

from __future__ import annotations

import errno
import os
import shutil
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.submission.transfer.storage_delivery import inside
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.helpers import asset, everything_below, run, source_of


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[ManagerServer]:
    """A Manager without Shaman."""
    with ManagerServer(tmp_path / "storage", shaman=False) as server:
        yield server


@pytest.fixture
def on_storage(snapshot: JobSnapshot, manager: ManagerServer, project: Path) -> JobSnapshot:
    """The snapshot of the project, moved to the storage."""
    moved = manager.storage / "film"
    shutil.move(project, moved)
    wood = asset(moved / "tex" / "wood.png", "//../tex/wood.png")
    return replace(snapshot, blend=source_of(moved / "shots" / "shot.blend"), assets=(wood,))


def test_copied(snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """A fresh folder holds the project's layout, and the job points to the .blend in it (scenario 7)."""
    result = run(submit(snapshot, cancel=cancel))
    (folder,) = [path for path in manager.storage.iterdir() if path.name.startswith("Film-")]
    assert everything_below(folder) == {
        path: content for path, content in everything_below(project).items() if path != ".blender_project"
    }
    assert manager.resolve(manager.jobs[0].settings["blendfile"]) == folder / "shots" / "shot.blend"
    sent = manager.requests_of("submitJob")[0].json
    assert sent["settings"]["blendfile"] == str(folder / "shots" / "shot.blend")
    assert "storage" not in sent
    assert (result["files"], result["files_sent"], result["bytes_sent"]) == (2, 2, 14247)
    assert not [path for path in manager.storage.iterdir() if path.name.startswith(".")]


def test_copied_twice(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """Each job has a folder of its own."""
    run(submit(snapshot, cancel=cancel))
    run(submit(replace(snapshot, submission_id="another"), cancel=cancel))
    first, second = (Path(job.settings["blendfile"]).parts for job in manager.jobs)
    assert first != second


def test_copied_with_unsaved_changes(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, tmp_path: Path, cancel: CancelToken
) -> None:
    """The unsaved changes are what is copied, and their temporary file goes."""
    copy = tmp_path / "copy.blend"
    copy.write_bytes(b"unsaved")
    run(submit(replace(snapshot, blend=source_of(project / "shots" / "shot.blend", copy)), cancel=cancel))
    assert manager.resolve(manager.jobs[0].settings["blendfile"]).read_bytes() == b"unsaved"
    assert not copy.exists()


def test_in_place(on_storage: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A file on the storage is the job's file: nothing is copied (scenario 8)."""
    before = everything_below(manager.storage)
    result = run(submit(on_storage, cancel=cancel))
    assert on_storage.blend
    assert manager.requests_of("submitJob")[0].json["settings"]["blendfile"] == on_storage.blend.path
    assert len(manager.jobs) == 1
    assert everything_below(manager.storage) == before
    assert (result["files_sent"], result["bytes_sent"]) == (0, 0)
    assert "later changes the job" in result["warnings"][0]["text"]


def test_in_place_with_files_elsewhere(
    on_storage: JobSnapshot, manager: ManagerServer, tmp_path: Path, cancel: CancelToken
) -> None:
    """What the farm may not find is told, since nothing is copied: elsewhere or missing."""
    stone = tmp_path / "stone.png"
    stone.write_bytes(b"stone")
    gone = manager.storage / "gone.png"
    snapshot = replace(on_storage, assets=(*on_storage.assets, asset(stone, str(stone)), asset(gone)))
    _, missing, elsewhere = run(submit(snapshot, cancel=cancel))["warnings"]
    assert str(gone) == missing["about"]
    assert str(stone) == elsewhere["about"]
    assert {missing["severity"], elsewhere["severity"]} == {"warning"}
    assert "wood.png" not in elsewhere["text"]


def test_in_place_with_unsaved_changes(
    on_storage: JobSnapshot, manager: ManagerServer, tmp_path: Path, cancel: CancelToken
) -> None:
    """Unsaved changes make exactly one file beside the artist's."""
    copy = tmp_path / "copy.blend"
    copy.write_bytes(b"unsaved")
    blend = Path(on_storage.blend.path if on_storage.blend else "")
    before = everything_below(manager.storage)
    run(submit(replace(on_storage, blend=source_of(blend, copy)), cancel=cancel))
    beside = f"film/shots/shot.{on_storage.submission_id}.blend"
    assert everything_below(manager.storage) == {**before, beside: b"unsaved"}
    assert manager.requests_of("submitJob")[0].json["settings"]["blendfile"] == str(manager.storage / beside)


@pytest.mark.parametrize("has_copy", [False, True])
def test_refused_job_leaves_nothing(
    on_storage: JobSnapshot, manager: ManagerServer, tmp_path: Path, cancel: CancelToken, has_copy: bool
) -> None:
    """When the Manager refuses the job at the end, what was made for it goes; the artist's file stays (scenario 27)."""
    copy = tmp_path / "copy.blend"
    copy.write_bytes(b"unsaved")
    blend = Path(on_storage.blend.path if on_storage.blend else "")
    before = everything_below(manager.storage)
    manager.faults.answer("submitJob", 412, json={"code": 412, "message": "outdated"})
    with pytest.raises(FarmError) as caught:
        run(submit(replace(on_storage, blend=source_of(blend, copy if has_copy else None)), cancel=cancel))
    assert caught.value.kind == "outdated"
    assert everything_below(manager.storage) == before


def test_refused_copy_leaves_nothing(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A copied folder goes when there is no job for it."""
    manager.faults.answer("submitJob", 400, json={"code": 400, "message": "no render_output_path setting!"})
    with pytest.raises(FarmError, match="no render_output_path"):
        run(submit(snapshot, cancel=cancel))
    assert everything_below(manager.storage) == {}


def test_unknown_fate_keeps_the_copy(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """When it is not known whether there is a job, its files stay."""
    manager.faults.lose_answer("submitJob")
    manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(FarmError) as caught:
        run(submit(snapshot, cancel=cancel))
    assert caught.value.kind == "not-known"
    assert manager.resolve(manager.jobs[0].settings["blendfile"]).exists()


def test_full_disk(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that runs full in the middle leaves nothing behind, and is named."""

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(FarmError, match="the disk is full") as caught:
        run(submit(snapshot, cancel=cancel))
    assert str(manager.storage) in caught.value.message
    assert list(manager.storage.rglob("*.blend")) == []
    assert [path for path in manager.storage.iterdir() if "Film" in path.name] == []
    assert manager.jobs == []


def test_too_little_room(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk without enough room is noticed before anything is written."""
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as shutil's
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(100, 99, 1))
    with pytest.raises(FarmError, match="the disk is full"):
        run(submit(snapshot, cancel=cancel))


def test_not_allowed(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A storage that may not be written is named, with what to do."""

    def refuse(path: str, mode: int = 0o777) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)

    monkeypatch.setattr("os.mkdir", refuse)
    with pytest.raises(FarmError, match="not allowed") as caught:
        run(submit(snapshot, cancel=cancel))
    assert "permission" in caught.value.hint


@pytest.mark.parametrize("location", ["", "S:\\flamenco", "relative/path", "/nowhere/at/all"])
def test_storage_that_is_not_here(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, location: str
) -> None:
    """A storage that this machine does not see is named before anything is sent."""
    manager.faults.rewrite("getSharedStorage", lambda found: {**found, "location": location})
    with pytest.raises(FarmError, match="can't be reached") as caught:
        run(submit(snapshot, cancel=cancel))
    assert caught.value.kind == "storage"
    assert location in caught.value.message
    assert manager.requests_of("submitJob") == []


def test_mode_of_this_moment(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """How files travel is asked at each submission (scenario 28)."""
    assert run(submit(snapshot, cancel=cancel))["checkout"] == ""
    manager.set_shaman(True)
    assert run(submit(replace(snapshot, submission_id="another"), cancel=cancel))["checkout"]


def test_inside(tmp_path: Path) -> None:
    """A file is on the storage when the disk says so, however it is written, and is called as the farm knows it."""
    location = tmp_path / "storage"
    (location / "film").mkdir(parents=True)
    (location / "film" / "a.blend").touch()
    (tmp_path / "alias").symlink_to(location)
    (tmp_path / "direct").symlink_to(location / "film")
    (tmp_path / "storage-2").mkdir()
    (tmp_path / "storage-2" / "a.blend").touch()
    (location / "film" / "link.blend").symlink_to(tmp_path / "storage-2" / "a.blend")
    (tmp_path / "in.blend").symlink_to(location / "film" / "a.blend")
    known = str(location / "film" / "a.blend")
    assert inside(str(location), known) == known
    assert inside(str(location), str(tmp_path / "alias" / "film" / "a.blend")) == known
    assert inside(str(location), str(tmp_path / "direct" / "a.blend")) == known
    assert inside(str(tmp_path / "alias"), known) == str(tmp_path / "alias" / "film" / "a.blend")
    assert inside(str(location), str(tmp_path / "storage-2" / "a.blend")) == ""
    assert inside(str(location), str(location / "film" / "link.blend")) == ""
    assert inside(str(location), str(tmp_path / "in.blend")) == ""
    assert inside(str(tmp_path / "nowhere"), known) == ""
