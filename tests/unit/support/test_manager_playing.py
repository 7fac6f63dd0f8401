"""Lively toy workers: frames on disk, logs like Blender's, and failures by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from flamenco_client.core.finding import Severity
from flamenco_client.jobs.logs import log_report
from flamenco_client.manager_client import ApiClient, Configuration
from flamenco_client.manager_client.apis import JobsApi
from flamenco_client.manager_client.models import SubmittedJob
from flamenco_client.tests.support.manager import ManagerServer, playing, showcase
from flamenco_client.tests.support.waiting import until


def _submit(manager: ManagerServer, name: str, folder: Path) -> str:
    settings = {
        "frames": "1-3",
        "chunk_size": 1,
        "render_output_root": str(folder),
        "render_output_path": f"{folder}/{name}/######",
        "blendfile": "x.blend",
        "format": "PNG",
        "image_file_extension": ".png",
        "fps": 24.0,
        "has_previews": False,
        "scene": "Scene",
        "add_path_components": 0,
    }
    job = SubmittedJob.from_dict(
        {"name": name, "type": "simple-blender-render", "priority": 50, "submitter_platform": "linux"}
        | {"settings": settings}
    )
    with ApiClient(Configuration(host=manager.url)) as client:
        return str(JobsApi(client).submit_job(job).id)


@pytest.mark.parametrize(
    ("name", "status", "seen"),
    [("good", "completed", set()), ("no-camera", "failed", {"no-camera"}), ("killed", "failed", {"killed"})],
)
def test_jobs_go_as_their_name_says(tmp_path: Path, name: str, status: str, seen: set[str]) -> None:
    """A good job leaves whole frames; a bad one fails, and its log shows why."""
    with ManagerServer(tmp_path / "storage", workers=2, step_seconds=0.01, lively=True) as manager:
        job = manager.farm.jobs[_submit(manager, name, tmp_path / "render")]
        until(lambda: job.status == status)
        failed = [task for task in job.tasks if task.status == "failed"] or job.tasks[:1]
        text = bytes(failed[0].log).decode()
        found = {each.id for each in log_report.read(text, text) if each.severity is Severity.ERROR}
        assert found == seen
        written = sorted(path.name for path in (tmp_path / "render").rglob("*.png"))
        assert written == (["000001.png", "000002.png", "000003.png"] if name == "good" else [])
        assert manager.violations == []


def test_pictures_differ() -> None:
    """Each frame is a whole PNG of its own."""
    first, second = playing.picture(1), playing.picture(2)
    assert first != second
    assert first.endswith(b"IEND\xaeB`\x82")


def test_the_showcase(tmp_path: Path) -> None:
    """A job in each state, and the wanted number of others."""
    with ManagerServer(tmp_path / "storage") as manager:
        showcase.one_of_each(manager.farm)
        before = len(manager.jobs)
        showcase.many(manager.farm, 7)
        assert {job.status for job in manager.jobs} >= {*showcase.STATES, "failed"}
        assert len(manager.jobs) == before + 7
