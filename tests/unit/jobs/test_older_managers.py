"""Managers 3.6 to 3.9: what an older one does not send or has not is not needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.user_files import UserFiles
from flamenco_client.jobs import control
from flamenco_client.jobs.details import JobDetails
from flamenco_client.jobs.farm_jobs import connect
from flamenco_client.jobs.job_row import Owner
from flamenco_client.jobs.watch import Interest, Watch
from flamenco_client.tests.support.manager import ManagerServer, showcase


@pytest.mark.parametrize("version", ["3.6", "3.7", "3.8", "3.9"])
def test_follow_and_control(tmp_path: Path, version: str) -> None:
    """List, details and actions work; steps are unknown before 3.8, and a tag can't be changed, which is said."""
    with ManagerServer(tmp_path / "storage", version=version) as manager:
        manager.hand.worker()
        showcase.one_of_each(manager.farm)
        job = next(job for job in manager.jobs if job.name == "out-of-vram")
        with connect(manager.url, UserFiles(), CancelToken(), "test") as farm:
            answer = Watch().poll(farm, Interest(Owner("ann")), 0)
            assert len(answer["rows"]) == len(manager.jobs)
            assert any(row["steps_total"] for row in answer["rows"]) == (version >= "3.8")
            details = JobDetails().look(farm, job.id, Owner(), 0)
            assert [reason["id"] for reason in details["reasons"]] == ["out-of-vram"]
            assert control.on_jobs(farm, "requeue", [job.id], None, "x")["refused"] == []
            refused = control.on_jobs(farm, "tag", [job.id], "", "x")["refused"]
            assert ("too old" in str(refused)) == (version < "3.8")
