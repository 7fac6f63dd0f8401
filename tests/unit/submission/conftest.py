"""A project on disk and the snapshot of a scene in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.farm.cancel import CancelToken
from flamenco_client.submission.snapshot import AssetReference, BlendSource, JobSnapshot

MakeSnapshot = Callable[..., JobSnapshot]


@pytest.fixture
def cancel() -> CancelToken:
    return CancelToken()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a .blend in a sub-folder and a texture beside that."""
    root = tmp_path / "film"
    (root / ".blender_project").mkdir(parents=True)
    (root / "shots").mkdir()
    (root / "tex").mkdir()
    (root / "shots" / "shot.blend").write_bytes(b"BLENDER" + bytes(range(256)) * 40)
    (root / "tex" / "wood.png").write_bytes(b"wood" * 1000)
    return root


def source_of(path: Path, copy: str = "") -> BlendSource:
    """The .blend as Blender sees it at the click."""
    status = path.stat()
    return BlendSource(str(path), copy, status.st_size, status.st_mtime_ns)


def asset(path: Path | str, written: str = "", kind: str = "image", owner: str = 'Image "Wood"') -> AssetReference:
    """A reference, relative unless ``written`` says otherwise."""
    return AssetReference(str(path), written or f"//{Path(path).name}", kind, owner, "/film/shots/shot.blend")


@pytest.fixture
def snapshot(project: Path, tmp_path: Path) -> JobSnapshot:
    """A snapshot that refers to the texture."""
    return JobSnapshot(
        submission_id="11111111-2222-3333-4444-555555555555",
        manager_url="http://127.0.0.1:1",
        platform="linux",
        name="Shot 010 🎬",
        job_type="simple-blender-render",
        job_type_etag="",
        settings={},
        priority=77,
        start_paused=False,
        worker_tag="",
        metadata={"project": "Film"},
        blend=source_of(project / "shots" / "shot.blend"),
        assets=(asset(project / "tex" / "wood.png", "//../tex/wood.png"),),
        project_root="",
        state_folder=str(tmp_path / "state"),
    )


@pytest.fixture
def with_assets(snapshot: JobSnapshot) -> Callable[..., JobSnapshot]:
    """The snapshot with other references."""
    return lambda *assets: replace(snapshot, assets=assets)
