"""A small project for runs: duplicates, an empty file, one above 256 KiB, two with similar checksums."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from random import Random

from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.manager_api.retry import Backoff
from flamenco_client.submission.manager_api.timeouts import Timeouts
from flamenco_client.submission.snapshot import BlendSource, JobSnapshot
from flamenco_client.tests.unit.submission.helpers import RENDER_SETTINGS, asset

SHORT = Timeouts(
    backoff=Backoff(first=0.01, longest=0.1, tries=4, patience=0.6, grace=0.1),
    look_after=(0.0, 0.02, 0.05, 0.1),
    connect=1.0,
    read=0.4,
    total=1.0,
    all_files=0.8,
    job=0.8,
    retry_after=0.1,
    short=0.3,
    late=2.0,
)
"""Timeouts of a submission, short enough for hundreds of runs."""
CALM = replace(SHORT, connect=5.0, read=20.0, total=30.0, all_files=30.0, job=30.0, short=5.0)
"""Timeouts without faults, long enough for a busy machine."""


def make(folder: Path, random: Random) -> dict[str, bytes]:
    """Write the project and return its files by path below the folder."""
    wood = random.randbytes(4000)
    alike = _alike(random)
    files = {
        ".blender_project/x": b"",
        "shots/shot.blend": b"BLENDER" + random.randbytes(20_000),
        "tex/wood.png": wood,
        "tex/same wood.png": wood,
        "tex/empty.png": b"",
        "tex/sky.exr": random.randbytes(300_000),
        "tex/α.png": alike[0],
        "tex/b.png": alike[1],
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    del files[".blender_project/x"]
    return files


def _alike(random: Random) -> tuple[bytes, bytes]:
    """Return two contents whose checksums begin with the same two digits."""
    seen: dict[str, bytes] = {}
    while True:
        content = random.randbytes(1000)
        start = hashlib.sha256(content).hexdigest()[:2]
        if start in seen:
            return seen[start], content
        seen[start] = content


def snapshot(folder: Path, files: dict[str, bytes], *, url: str, state: Path, submission_id: str) -> JobSnapshot:
    """Return the snapshot of the project's scene."""
    blend = folder / "shots" / "shot.blend"
    status = blend.stat()
    return JobSnapshot(
        submission_id=submission_id,
        manager_url=url,
        platform="linux",
        name="Shot 010",
        job_type="simple-blender-render",
        job_type_etag="",
        settings=RENDER_SETTINGS,
        priority=50,
        start_paused=False,
        worker_tag="",
        metadata={"project": "Film"},
        blend=BlendSource(str(blend), "", status.st_size, status.st_mtime_ns),
        assets=tuple(asset(folder / name, f"//../{name}") for name in files if name.startswith("tex/")),
        project_root="",
        user_files=UserFiles(str(state)),
    )
