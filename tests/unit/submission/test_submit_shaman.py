"""Complete submissions to a Manager with Shaman."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.core.progress import Progress
from flamenco_client.core.user_files import Kind
from flamenco_client.submission.checks.farm_preflight import MISSING_KEY
from flamenco_client.submission.manager_api.manager import METADATA_KEY
from flamenco_client.submission.packing import pack_note
from flamenco_client.submission.records.records import Records
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.helpers import (
    ECHO_SETTINGS,
    RENDER_SETTINGS,
    asset,
    everything_below,
    run,
    source_of,
)


def operations(manager: ManagerServer, *beginnings: str) -> list[str]:
    return [record.operation for record in manager.requests if record.operation.startswith(beginnings)]


def test_complete_submission(snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """All files are uploaded, in the protocol's order, and the job refers to the checkout (scenario 5)."""
    result = run(submit(snapshot, cancel=cancel))
    (job,) = manager.jobs
    assert job.settings["blendfile"] == f"{{jobs}}/{result['checkout']}/shots/shot.blend"
    assert job.checkout == result["checkout"]
    assert everything_below(manager.checkouts / result["checkout"]) == {
        path: content for path, content in everything_below(project).items() if path != ".blender_project"
    }
    assert operations(manager, "shaman", "submit") == [
        "submitJobCheck",
        "shamanCheckoutRequirements",
        "shamanFileStore",
        "shamanFileStore",
        "shamanFileStore",  # the note about the pack, which no count has
        "shamanCheckoutRequirements",
        "shamanCheckout",
        "submitJob",
    ]
    assert result == {
        "submission_id": snapshot.submission_id,
        "job_id": job.id,
        "job_name": "Shot 010 🎬",
        "job_url": f"{manager.url}/app/jobs/{job.id}",
        "checkout": result["checkout"],
        "files": 2,
        "files_sent": 2,
        "bytes_sent": 14247,
        "settings": {key: {"value": value, "from": "submission"} for key, value in job.settings.items()},
        "output_path": "/render/shot/######",
        "missing": [],
        "copies": [],
        "already_submitted": False,
        "warnings": [],
    }


def test_job_values(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """The name, priority, status, tag, metadata and settings arrive (scenarios 10, 12)."""
    tag = manager.add_tag("gpu")
    run(submit(replace(snapshot, start_paused=True, worker_tag="gpu"), cancel=cancel))
    (job,) = manager.jobs
    assert (job.name, job.type, job.priority, job.tag) == ("Shot 010 🎬", "simple-blender-render", 77, tag)
    sent = manager.requests_of("submitJob")[0].json
    assert sent["initial_status"] == "paused"
    assert sent["worker_tag"] == tag.id
    assert sent["submitter_platform"] == "linux"
    assert sent["metadata"] == {"project": "Film", METADATA_KEY: snapshot.submission_id}
    assert {**sent["settings"], "blendfile": ""} == RENDER_SETTINGS
    assert {key: type(value) for key, value in sent["settings"].items()} == {
        key: type(value) for key, value in RENDER_SETTINGS.items()
    }


def test_nothing_is_sent_as_null(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """Fields without a value are left out; declared settings without a value get the zero value of their type."""
    settings = {**RENDER_SETTINGS, "fps": None, "of_a_newer_type": None}
    del settings["has_previews"]
    run(submit(replace(snapshot, settings=settings), cancel=cancel))
    sent = manager.requests_of("submitJob")[0].json
    assert sent["settings"]["fps"] == 0.0
    assert sent["settings"]["has_previews"] is False
    assert "of_a_newer_type" not in sent["settings"]
    assert not {"type_etag", "worker_tag", "initial_status"} & sent.keys()


def test_second_submission_uploads_nothing(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """If the farm has all files, none is uploaded, and the job gets its own checkout (scenario 6)."""
    first = run(submit(snapshot, cancel=cancel))
    manager.forget_requests()
    second = run(submit(replace(snapshot, submission_id="another", again=True), cancel=cancel))
    assert operations(manager, "shamanFileStore") == []
    assert (second["files"], second["files_sent"], second["bytes_sent"]) == (2, 0, 0)
    assert second["checkout"] != first["checkout"]
    assert len(manager.jobs) == 2


def test_same_content_and_empty_file(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken
) -> None:
    """A content is uploaded once and checked out at all its paths; empty files work as well (scenarios 30, 47)."""
    names = ["one.png", "two.png", "empty.png"]
    for name, content in zip(names, [b"same", b"same", b""], strict=True):
        (project / "tex" / name).write_bytes(content)
    assets = tuple(asset(project / "tex" / name) for name in names)
    result = run(submit(replace(snapshot, assets=assets), cancel=cancel))
    assert len(manager.requests_of("shamanFileStore")) == 3 + 1  # and the note about the pack
    assert result["files_sent"] == 3
    there = everything_below(manager.checkouts / result["checkout"] / "tex")
    assert there == {"one.png": b"same", "two.png": b"same", "empty.png": b""}


def test_unsaved_changes(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, tmp_path: Path, cancel: CancelToken
) -> None:
    """The unsaved changes are uploaded; the artist's file stays as it is, the copy is deleted (scenario 13)."""
    blend = project / "shots" / "shot.blend"
    before = (blend.read_bytes(), blend.stat().st_mtime_ns)
    copy = tmp_path / "copy.blend"
    copy.write_bytes(b"unsaved changes")
    result = run(submit(replace(snapshot, blend=source_of(blend, copy)), cancel=cancel))
    assert (manager.checkouts / result["checkout"] / "shots" / "shot.blend").read_bytes() == b"unsaved changes"
    assert (blend.read_bytes(), blend.stat().st_mtime_ns) == before
    assert not copy.exists()


def test_saved_during_the_submission(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken
) -> None:
    """Changes that the artist saves during the submission are not part of the job (scenario 22)."""
    blend = project / "shots" / "shot.blend"
    old = blend.read_bytes()

    def save(progress: Progress) -> None:
        if progress.phase == "checking":
            (project / "new").write_bytes(b"saved later")
            (project / "new").replace(blend)

    result = run(submit(snapshot, cancel=cancel), save)
    assert blend.read_bytes() == b"saved later"
    assert (manager.checkouts / result["checkout"] / "shots" / "shot.blend").read_bytes() == old


@pytest.mark.slow
@pytest.mark.parametrize("name", ["", ".", "..", "/abs", "a/b", "a:b?*;{}\\", "x" * 300, "\x01\n\t", "🎬", "CON. "])
def test_job_names(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken, name: str) -> None:
    """The job keeps any name, and the checkout's path is safe (scenario 49)."""
    result = run(submit(replace(snapshot, name=name), cancel=cancel))
    assert manager.jobs[0].name == result["job_name"] == name
    asked = manager.requests_of("shamanCheckout")[0].json["checkoutPath"]
    assert not set(asked) & set("/\\?*:;{}. \n\t")
    assert asked.startswith("Film-")


def test_job_without_file(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A job type without a blendfile gets a job with its settings and without files (scenario 9)."""
    echo = replace(snapshot, job_type="echo-sleep-test", settings=ECHO_SETTINGS, blend=None, assets=())
    result = run(submit(echo, cancel=cancel))
    assert manager.jobs[0].settings == ECHO_SETTINGS
    assert operations(manager, "shaman") == []
    assert (result["files"], result["checkout"]) == (0, "")


@pytest.mark.parametrize("version", ["3.6", "3.8", "3.9"])
def test_versions(offline: JobSnapshot, cancel: CancelToken, tmp_path: Path, version: str) -> None:
    """Older Managers accept jobs as well (scenario 24)."""
    with ManagerServer(tmp_path / "storage", version=version) as manager:
        result = run(submit(replace(offline, manager_url=manager.url), cancel=cancel))
        assert [job.id for job in manager.jobs] == [result["job_id"]]


def test_missing_file_and_outside_file(
    snapshot: JobSnapshot, manager: ManagerServer, project: Path, tmp_path: Path, cancel: CancelToken
) -> None:
    """A missing file is reported and stored with the job; an outside file is uploaded, with a warning."""
    (tmp_path / "stone.png").write_bytes(b"stone")
    gone, stone = project / "gone.png", tmp_path / "stone.png"
    outside = asset(stone, str(stone), owner_file=str(project / "shots" / "shot.blend"))
    result = run(submit(replace(snapshot, assets=(asset(gone), outside)), cancel=cancel))
    assert result["missing"] == [str(gone)]
    assert [warning["id"] for warning in result["warnings"]] == ["outside", "missing", "unresolved"]
    assert manager.jobs[0].metadata[MISSING_KEY] == str(gone)
    sent = everything_below(manager.checkouts / result["checkout"] / "_outside_project")
    assert list(sent.values()) == [b"stone"]


def test_progress(snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """The phases come in order; within each, bytes never decrease and end at their total."""
    (project / "tex" / "wood.png").write_bytes(bytes(5_000_000))
    reports: list[Progress] = []
    result = run(submit(snapshot, cancel=cancel), reports.append)
    note = manager.checkouts / result["checkout"] / pack_note.NAME
    phases = list(dict.fromkeys(progress.phase for progress in reports))
    assert phases == ["checking", "packing", "review", "hashing", "asking", "sending", "checkout", "submitting"]
    for phase in ("hashing", "sending"):
        steps = [progress for progress in reports if progress.phase == phase]
        done = [progress.bytes_done for progress in steps]
        assert done == sorted(done)
        assert done[-1] == steps[-1].bytes_total == 5_010_247 + note.stat().st_size
        assert (steps[-1].files_done, steps[-1].files_total) == (3, 3)


def test_user_folder_after_a_submission(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """After a successful submission no outcome is unknown; lists, checksums, the output and the record are kept."""
    run(submit(snapshot, cancel=cancel))
    assert Records(snapshot.user_files).pending() == ()
    name = snapshot.user_files.path(Kind.FILE_LISTS, snapshot.submission_id).stem
    kept = {f"file_lists/{name}.json", f"file_lists/{name}.txt", "checksums/checksums.sqlite", ".lock"}
    kept |= {f"submissions/{name}.json", f"submissions/{name}.gz"}
    found = everything_below(Path(snapshot.user_files.folder)).keys()
    assert {name for name in found if not name.startswith("outputs/")} == kept
    assert [name.rpartition(".")[2] for name in found if name.startswith("outputs/")] == ["json"]


def test_no_worker_is_online(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """Every caller is warned that the job waits, also without a worker tag."""
    manager.hand.worker().status = "offline"
    assert [warning["id"] for warning in run(submit(snapshot, cancel=cancel))["warnings"]] == ["workers"]
    with pytest.raises(FarmError, match="No worker is online"):
        run(submit(replace(snapshot, strict=True, again=True), cancel=cancel))
    assert len(manager.jobs) == 1
