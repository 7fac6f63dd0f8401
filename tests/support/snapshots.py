"""A job snapshot for tests and benchmarks, which change the fields that they test."""

from __future__ import annotations

from typing import Any

from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.snapshot import JobSnapshot


def job_snapshot(**changes: Any) -> JobSnapshot:
    """Return a small job of the Manager's own job type, without a file; ``changes`` by field."""
    plain: dict[str, Any] = {
        "submission_id": "1",
        "manager_url": "http://127.0.0.1:1",
        "platform": "linux",
        "name": "Shot",
        "job_type": "simple-blender-render",
        "job_type_etag": "",
        "settings": {},
        "priority": 50,
        "start_paused": False,
        "worker_tag": "",
        "metadata": {},
        "blend": None,
        "assets": (),
        "project_root": "",
        "user_files": UserFiles(),
    }
    return JobSnapshot(**plain | changes)
