"""Errors that are found before the upload."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import FarmError
from flamenco_client.submission.snapshot import BlendSource, JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.helpers import ECHO_SETTINGS, RENDER_SETTINGS, run, source_of


@pytest.fixture
def refusal(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> Callable[..., FarmError]:
    """Submit, check that this fails without an upload, and return the error."""

    def refused(**changes: object) -> FarmError:
        with pytest.raises(FarmError) as caught:
            run(submit(replace(snapshot, **changes), cancel=cancel))  # type: ignore[arg-type]  # each test knows
        assert not [record for record in manager.requests if record.operation.startswith("shaman")]
        assert manager.requests_of("submitJob") == []
        return caught.value

    return refused


def test_set_up_mode(offline: JobSnapshot, cancel: CancelToken, tmp_path: Path) -> None:
    """A Manager that is not set up is rejected: it would accept the job and never render it."""
    with ManagerServer(tmp_path / "storage", first_run=True) as manager:
        with pytest.raises(FarmError, match="not set up"):
            run(submit(replace(offline, manager_url=manager.url), cancel=cancel))
        assert manager.jobs == []


def test_missing_job_type(refusal: Callable[..., FarmError]) -> None:
    """A missing job type is named, with the available ones."""
    error = refusal(job_type="gone")
    assert error.kind == "outdated"
    assert "'gone'" in error.message
    assert "echo-sleep-test" in error.message


def test_outdated_settings(refusal: Callable[..., FarmError]) -> None:
    """Settings for another version of the job type are not submitted (scenario 26)."""
    error = refusal(job_type_etag="old")
    assert error.kind == "outdated"
    assert "Refresh" in error.hint


def test_outdated_according_to_the_manager(refusal: Callable[..., FarmError], manager: ManagerServer) -> None:
    """The Manager's status 412 means the same."""
    manager.faults.answer("submitJobCheck", 412, json={"code": 412, "message": "etag"})
    assert refusal().kind == "outdated"


def test_current_etag(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """The current etag is sent with the job."""
    etag = next(found["etag"] for found in manager.farm.job_types().values() if found["name"] == snapshot.job_type)
    run(submit(replace(snapshot, job_type_etag=etag), cancel=cancel))
    assert manager.requests_of("submitJob")[0].json["type_etag"] == etag


@pytest.mark.parametrize("value", ["", None])
def test_required_setting(refusal: Callable[..., FarmError], value: str | None) -> None:
    """A required setting without a value is reported, because the Manager would accept the job."""
    error = refusal(settings={**RENDER_SETTINGS, "render_output_root": value})
    assert error.kind == "settings"
    assert "Render Output Root" in error.message


def test_error_of_the_job_script(refusal: Callable[..., FarmError]) -> None:
    """An error of the job script is reported before the upload."""
    assert "FFMPEG" in refusal(settings={**RENDER_SETTINGS, "format": "FFMPEG"}).message


def test_unknown_tag(refusal: Callable[..., FarmError], manager: ManagerServer) -> None:
    """A deleted tag is named, with the available ones (scenario 57)."""
    manager.add_tag("cpu")
    error = refusal(worker_tag="gpu")
    assert error.kind == "tag"
    assert "'gpu'" in error.message
    assert "cpu" in error.message


def test_tag_by_id(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """A tag can be given by its id, which goes before a name."""
    tag = manager.add_tag("gpu")
    manager.add_tag(tag.id)
    run(submit(replace(snapshot, worker_tag=tag.id), cancel=cancel))
    assert manager.jobs[0].tag == tag


def test_no_blend(refusal: Callable[..., FarmError]) -> None:
    """A job type that renders a .blend needs one."""
    assert "no" in refusal(blend=None).message


def test_missing_blend(refusal: Callable[..., FarmError], project: Path) -> None:
    """A missing .blend is named."""
    error = refusal(blend=BlendSource(str(project / "gone.blend"), "", 1, 1))
    assert error.kind == "file"
    assert "gone.blend" in error.message


def test_missing_copy(refusal: Callable[..., FarmError], project: Path) -> None:
    """If the copy with unsaved changes is missing, the saved file is not submitted instead."""
    assert refusal(blend=source_of(project / "shots" / "shot.blend", project / "gone")).kind == "file"


@pytest.mark.parametrize("change", [(1, 0), (0, 1)])
def test_saved_again(snapshot: JobSnapshot, refusal: Callable[..., FarmError], change: tuple[int, int]) -> None:
    """A file that was saved again since the user submitted is rejected."""
    assert snapshot.blend
    size, time = change
    blend = snapshot.blend
    error = refusal(blend=replace(blend, size=blend.size + size, mtime_ns=blend.mtime_ns + time))
    assert error.kind == "changed"
    assert "saved again" in error.message


def test_copy_is_deleted(refusal: Callable[..., FarmError], project: Path, tmp_path: Path) -> None:
    """The temporary copy is deleted after an error; the artist's own file is not, even if it is given as the copy."""
    copy = tmp_path / "copy.blend"
    copy.write_bytes(b"unsaved")
    blend = project / "shots" / "shot.blend"
    refusal(job_type="gone", blend=source_of(blend, copy))
    assert not copy.exists()
    refusal(job_type="gone", blend=source_of(blend, blend))
    assert blend.exists()


def test_manager_is_not_running(offline: JobSnapshot, cancel: CancelToken) -> None:
    """A Manager that is not running is reported with its address."""
    with pytest.raises(FarmError) as caught:
        run(submit(offline, cancel=cancel))
    assert caught.value.kind == "refused"
    assert "127.0.0.1:1" in caught.value.message


def test_empty_lists(snapshot: JobSnapshot, manager: ManagerServer, cancel: CancelToken) -> None:
    """Null in place of a list means that it is empty."""
    manager.faults.answer("fetchWorkerTags", 200, json={"tags": None})
    with pytest.raises(FarmError, match="none at all"):
        run(submit(replace(snapshot, worker_tag="gpu"), cancel=cancel))
    manager.faults.answer("getJobTypes", 200, json={"job_types": []})
    with pytest.raises(FarmError, match="none at all"):
        run(submit(replace(snapshot, settings=ECHO_SETTINGS), cancel=cancel))
