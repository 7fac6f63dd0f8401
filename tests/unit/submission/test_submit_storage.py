"""Complete submissions to a Manager without Shaman: by copying to the shared storage, or without a copy."""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections import namedtuple
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

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
        server.hand.worker()
        yield server


@pytest.fixture
def on_storage(snapshot: JobSnapshot, manager: ManagerServer, project: Path) -> JobSnapshot:
    """The snapshot, with the project moved to the storage."""
    moved = manager.storage / "film"
    shutil.move(project, moved)
    wood = asset(moved / "tex" / "wood.png", "//../tex/wood.png")
    return replace(snapshot, blend=source_of(moved / "shots" / "shot.blend"), assets=(wood,))


def test_copied(snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """A new folder contains the project's layout, and the job refers to the .blend in it (scenario 7)."""
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
    """Each job has its own folder."""
    run(submit(snapshot, cancel=cancel))
    run(submit(replace(snapshot, submission_id="another", again=True), cancel=cancel))
    first, second = (Path(job.settings["blendfile"]).parts for job in manager.jobs)
    assert first != second


def test_copied_with_unsaved_changes(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, tmp_path: Path, cancel: CancelToken
) -> None:
    """The unsaved changes are copied, and their temporary file is deleted."""
    copy = tmp_path / "copy.blend"
    copy.write_bytes(b"unsaved")
    run(submit(replace(snapshot, blend=source_of(project / "shots" / "shot.blend", copy)), cancel=cancel))
    assert manager.resolve(manager.jobs[0].settings["blendfile"]).read_bytes() == b"unsaved"
    assert not copy.exists()


def test_in_place(on_storage: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """The job renders a file on the storage itself: nothing is copied (scenario 8)."""
    before = everything_below(manager.storage)
    result = run(submit(on_storage, cancel=cancel))
    assert on_storage.blend
    assert manager.requests_of("submitJob")[0].json["settings"]["blendfile"] == on_storage.blend.path
    assert len(manager.jobs) == 1
    assert everything_below(manager.storage) == before
    assert (result["files_sent"], result["bytes_sent"]) == (0, 0)
    assert "later changes the job" in result["warnings"][0]["text"]


def test_in_place_with_outside_files(
    on_storage: JobSnapshot, manager: ManagerServer, tmp_path: Path, cancel: CancelToken
) -> None:
    """Files that are missing or outside of the storage cause warnings, because nothing is copied."""
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
    """Unsaved changes are written to exactly one file beside the artist's."""
    copy = tmp_path / "copy.blend"
    copy.write_bytes(b"unsaved")
    blend = Path(on_storage.blend.path if on_storage.blend else "")
    before = everything_below(manager.storage)
    run(submit(replace(on_storage, blend=source_of(blend, copy)), cancel=cancel))
    beside = f"film/shots/shot.{on_storage.submission_id}.blend"
    assert everything_below(manager.storage) == {**before, beside: b"unsaved"}
    assert manager.requests_of("submitJob")[0].json["settings"]["blendfile"] == str(manager.storage / beside)


@pytest.mark.parametrize("has_copy", [False, True])
def test_rejected_job_in_place(
    on_storage: JobSnapshot, manager: ManagerServer, tmp_path: Path, cancel: CancelToken, has_copy: bool
) -> None:
    """If the Manager rejects the job, its copy is deleted, but not the artist's file (scenario 27)."""
    copy = tmp_path / "copy.blend"
    copy.write_bytes(b"unsaved")
    blend = Path(on_storage.blend.path if on_storage.blend else "")
    before = everything_below(manager.storage)
    manager.faults.answer("submitJob", 412, json={"code": 412, "message": "outdated"})
    with pytest.raises(FarmError) as caught:
        run(submit(replace(on_storage, blend=source_of(blend, copy if has_copy else None)), cancel=cancel))
    assert caught.value.kind == "outdated"
    assert everything_below(manager.storage) == before


def test_rejected_job_with_copies(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """If the Manager rejects the job, the copied folder is deleted."""
    manager.faults.answer("submitJob", 400, json={"code": 400, "message": "no render_output_path setting!"})
    with pytest.raises(FarmError, match="no render_output_path"):
        run(submit(snapshot, cancel=cancel))
    assert everything_below(manager.storage) == {}


def test_unknown_outcome_keeps_the_copy(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """If it is not known whether there is a job, its files are kept."""
    manager.faults.lose_answer("submitJob")
    manager.faults.answer("fetchJobs", 500, times=None)
    with pytest.raises(FarmError) as caught:
        run(submit(snapshot, cancel=cancel))
    assert caught.value.kind == "not-known"
    assert manager.resolve(manager.jobs[0].settings["blendfile"]).exists()


def test_full_disk(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk runs full, the message names it, and all copies are deleted."""
    flush = os.fsync

    def full(handle: int) -> None:
        if Path(f"/proc/self/fd/{handle}").readlink().is_relative_to(manager.storage):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(handle)

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(FarmError, match="the disk is full") as caught:
        run(submit(snapshot, cancel=cancel))
    assert str(manager.storage) in caught.value.message
    assert list(manager.storage.rglob("*.blend")) == []
    assert [path for path in manager.storage.iterdir() if "Film" in path.name] == []
    assert manager.jobs == []


def test_not_enough_free_space(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lack of free space is reported before anything is written."""
    usage = namedtuple("usage", "total used free")  # noqa: PYI024 - as shutil's
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(100, 99, 1))
    with pytest.raises(FarmError, match="the disk is full"):
        run(submit(snapshot, cancel=cancel))


def test_no_permission(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A storage without write permission is reported, with what to do."""
    make = os.mkdir

    def refuse(path: str, mode: int = 0o777) -> None:
        if Path(path).is_relative_to(manager.storage):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        make(path, mode)

    monkeypatch.setattr("os.mkdir", refuse)
    with pytest.raises(FarmError, match="not allowed") as caught:
        run(submit(snapshot, cancel=cancel))
    assert "permission" in caught.value.hint


@pytest.mark.parametrize("location", ["", "S:\\flamenco", "relative/path", "/nowhere/at/all"])
def test_unreachable_storage(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, location: str) -> None:
    """A storage that this machine cannot reach is reported before the job is submitted."""
    manager.faults.rewrite("getSharedStorage", lambda found: {**found, "location": location})
    with pytest.raises(FarmError, match="can't be reached") as caught:
        run(submit(snapshot, cancel=cancel))
    assert caught.value.kind == "storage"
    assert location in caught.value.message
    assert manager.requests_of("submitJob") == []


def test_shaman_is_switched_on(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """The Manager is asked at each submission whether it uses Shaman (scenario 28)."""
    assert run(submit(snapshot, cancel=cancel))["checkout"] == ""
    manager.set_shaman(True)
    assert run(submit(replace(snapshot, submission_id="another", again=True), cancel=cancel))["checkout"]


def test_inside(tmp_path: Path) -> None:
    """A file on the storage is found through links, and its path is that below the storage's location."""
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


@pytest.fixture
def narrow_umask() -> Iterator[None]:
    """The umask of a user whose files are private."""
    before = os.umask(0o077)
    yield
    os.umask(before)


def modes_below(folder: Path) -> dict[str, int]:
    """Return the access bits of all folders and files, by kind."""
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}


@pytest.mark.parametrize(
    ("given", "folders", "files"),
    [
        (0o775, 0o775, 0o664),
        (0o750, 0o750, 0o640),
        (0o700, 0o700, 0o600),
        (0o1777, 0o755, 0o644),
        (0o711, 0o711, 0o644),
    ],
    ids=oct,
)
@pytest.mark.usefixtures("narrow_umask")
def test_narrow_umask(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, given: int, folders: int, files: int
) -> None:
    """What is copied gets the access of the storage's folder, so that workers of another user can read it.

    In a folder such as /tmp, where only owners may change what is theirs, others may read.
    """
    manager.storage.chmod(given)
    result = run(submit(snapshot, cancel=cancel))
    (copied,) = [path for path in manager.storage.iterdir() if path.name.startswith("Film-")]
    found = modes_below(copied)
    assert {name: mode for name, mode in found.items() if (copied / name).is_dir()} == dict.fromkeys(
        [".", "shots", "tex"], folders
    )
    assert {mode for name, mode in found.items() if (copied / name).is_file()} == {files}
    assert "storage-access" not in {found["id"] for found in result["warnings"]}


@pytest.mark.usefixtures("narrow_umask")
def test_narrow_umask_in_place(
    on_storage: JobSnapshot, manager: ManagerServer, tmp_path: Path, cancel: CancelToken
) -> None:
    """The copy beside the artist's file gets the access of their folder."""
    assert on_storage.blend
    blend, copy = Path(on_storage.blend.path), tmp_path / "copy.blend"
    copy.write_bytes(b"unsaved")
    blend.parent.chmod(0o755)
    run(submit(replace(on_storage, blend=source_of(blend, copy)), cancel=cancel))
    beside = Path(manager.requests_of("submitJob")[0].json["settings"]["blendfile"])
    assert beside.parent == blend.parent
    assert stat.S_IMODE(beside.stat().st_mode) == 0o644


@pytest.mark.usefixtures("narrow_umask")
def test_access_that_cannot_be_given(
    snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a share refuses the change, the result has a warning that names the first path."""
    manager.storage.chmod(0o775)

    def refuse(path: object, *_: object) -> None:
        raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "chmod", refuse)
    result = run(submit(snapshot, cancel=cancel))
    (found,) = [found for found in result["warnings"] if found["id"] == "storage-access"]
    assert found["about"].startswith(str(manager.storage))
    assert str(manager.storage) in found["text"]


@pytest.fixture
def unwritable(on_storage: JobSnapshot, manager: ManagerServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the .blend on the storage, in which nobody can make a file; also not root, who runs the tests."""
    assert on_storage.blend
    folder = Path(on_storage.blend.path).parent
    opened = os.open

    def refuse(path: str, flags: int, *more: Any, **named: Any) -> int:
        if flags & os.O_CREAT and isinstance(path, str) and Path(path).parent == folder:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        return opened(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", refuse)
    return folder


def test_unsaved_changes_in_a_read_only_folder(
    on_storage: JobSnapshot, manager: ManagerServer, tmp_path: Path, unwritable: Path, cancel: CancelToken
) -> None:
    """Published work with unsaved changes is copied to a fresh folder, with all its files, and a warning says so."""
    copy = tmp_path / "copy.blend"
    copy.write_bytes(b"unsaved")
    before = everything_below(unwritable.parent)
    result = run(submit(replace(on_storage, blend=source_of(unwritable / "shot.blend", copy)), cancel=cancel))
    blend = manager.resolve(manager.jobs[0].settings["blendfile"])
    assert blend.read_bytes() == b"unsaved"
    assert (blend.parent.parent / "tex" / "wood.png").exists()
    assert everything_below(unwritable.parent) == before
    (found,) = [found for found in result["warnings"] if found["id"] == "read-only-folder"]
    assert found["about"] == str(unwritable)
    assert str(blend.parent.parent) in found["text"]


def test_saved_file_in_a_read_only_folder(
    on_storage: JobSnapshot, manager: ManagerServer, unwritable: Path, cancel: CancelToken
) -> None:
    """Without unsaved changes nothing has to be written: the job renders the file itself."""
    run(submit(on_storage, cancel=cancel))
    assert manager.resolve(manager.jobs[0].settings["blendfile"]) == unwritable / "shot.blend"


def test_storage_that_is_not_mounted(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """An empty storage is a warning if the Manager has jobs with files in it: the disk is probably not mounted."""
    first = run(submit(snapshot, cancel=cancel))
    assert "empty-storage" not in {found["id"] for found in first["warnings"]}
    for path in manager.storage.iterdir():
        if not path.name.startswith("."):
            shutil.rmtree(path)
    second = run(submit(replace(snapshot, submission_id="another", again=True), cancel=cancel))
    (found,) = [found for found in second["warnings"] if found["id"] == "empty-storage"]
    assert str(manager.storage) in found["text"]
    assert found["about"] == "manager"
    third = run(submit(replace(snapshot, submission_id="a third", again=True), cancel=cancel))
    assert "empty-storage" not in {found["id"] for found in third["warnings"]}
