"""Submit to a Manager with Shaman, from the click to the job."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flamenco_client.farm.cancel import CancelToken
from flamenco_client.submission.progress import Progress
from flamenco_client.submission.snapshot import JobSnapshot
from flamenco_client.submission.submit import submit
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.unit.submission.helpers import asset, everything_below, run


def operations(manager: ManagerServer) -> list[str]:
    return [record.operation for record in manager.requests]


def test_main_path(snapshot: JobSnapshot, manager: ManagerServer, project: Path, cancel: CancelToken) -> None:
    """Everything reaches the farm, in the protocol's order, and the job points to it (scenario 5)."""
    result = run(submit(snapshot, cancel=cancel))
    (job,) = manager.jobs
    assert job.settings["blendfile"] == f"{{jobs}}/{result['checkout']}/shots/shot.blend"
    assert job.checkout == result["checkout"]
    checkout = everything_below(manager.checkouts / result["checkout"])
    sources = everything_below(project)
    assert checkout == {path: sources[path] for path in ("shots/shot.blend", "tex/wood.png")}
    done = operations(manager)
    sending = [name for name in done if name.startswith("shaman") or name.startswith("submit")]
    assert sending == [
        "submitJobCheck",
        "shamanCheckoutRequirements",
        "shamanFileStore",
        "shamanFileStore",
        "shamanCheckoutRequirements",
        "shamanCheckout",
        "submitJob",
    ]
    assert result == {
        "job_id": job.id,
        "job_name": "Shot 010 🎬",
        "job_url": f"{manager.url}/app/jobs/{job.id}",
        "checkout": result["checkout"],
        "files": 2,
        "files_sent": 2,
        "bytes_sent": 14247,
        "missing": [],
        "warnings": [],
    }
