"""Benchmark of planning a pack of 100 000 files; floor: a walk over the same tree with one stat per file."""

from __future__ import annotations

import os
import shutil
import tempfile
import tracemalloc
from functools import partial
from pathlib import Path

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.packing.pack import Pack
from flamenco_client.submission.packing.project_root import ProjectRoot
from flamenco_client.submission.snapshot import AssetReference, BlendSource, FileChoices, JobSnapshot
from flamenco_client.tests.support.planning import plan
from flamenco_client.tests.support.snapshots import job_snapshot

from .harness import Limit, Row, medians_ms

FILES = 100_000
FOLDERS = 200


def run() -> list[Row]:
    """Return the times for each kind of reference, and the memory per file."""
    folder = Path(tempfile.mkdtemp())
    try:
        return _rows(folder)
    finally:
        shutil.rmtree(folder)


def _rows(top: Path) -> list[Row]:
    blend = top / "shot.blend"
    blend.write_bytes(b"BLENDER")
    tree = top / "cache"
    paths = []
    for number in range(FOLDERS):
        folder = tree / f"folder_{number:03d}"
        folder.mkdir(parents=True)
        for frame in range(1, FILES // FOLDERS + 1):
            paths.append(f"{folder}/frame_{frame:04d}.exr")
            os.close(os.open(paths[-1], os.O_CREAT | os.O_WRONLY))

    def reference(path: str, **more: object) -> AssetReference:
        written = f"//{os.path.relpath(path, top)}"
        return AssetReference(path, written, "image", 'Image "A"', str(blend), **more)  # type: ignore[arg-type]

    runs = ((1, FILES // FOLDERS),)
    ways = {
        "one folder": (reference(str(tree), spread="folder"),),
        "sequences": tuple(
            reference(f"{tree}/folder_{number:03d}/frame_0001.exr", spread="frames", frames=runs)
            for number in range(FOLDERS)
        ),
        "one reference each": tuple(reference(path) for path in paths),
    }
    jobs = [_snapshot(blend, assets) for assets in ways.values()]
    floor, *times = medians_ms([partial(_walk, str(tree)), *(partial(_plan, job) for job in jobs)], repeat=3)
    rows = [Row(f"plan {FILES} files, {name}", time, floor, limit=8.0) for name, time in zip(ways, times, strict=True)]
    tracemalloc.start()
    kept = _plan(jobs[0])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    names = sum(len(file.source) + len(file.path_in_pack) for file in kept.files)
    rows.append(Row("memory of a planned file", peak / FILES, names / FILES, 1000, Limit.VALUE, "bytes"))
    return rows


def _walk(folder: str) -> int:
    """Measure the floor: every name, and one stat per file."""
    count = 0
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                count += _walk(entry.path)
            else:
                os.stat(entry.path)
                count += 1
    return count


def _plan(job: JobSnapshot) -> Pack:
    assert job.blend is not None
    pack = plan(job, job.blend, ProjectRoot(os.path.dirname(job.blend.path), ""), cancel=CancelToken())
    assert len(pack.files) == FILES + 1
    assert not pack.unavailable
    return pack


def _snapshot(blend: Path, assets: tuple[AssetReference, ...]) -> JobSnapshot:
    return job_snapshot(
        blend=BlendSource(str(blend), "", 0, 0),
        assets=assets,
        user_files=UserFiles(str(blend.parent)),
        files=FileChoices(exclude=("*.psd",)),
    )
