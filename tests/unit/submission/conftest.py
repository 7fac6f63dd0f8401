"""Fixtures: a project on disk, the snapshot of a scene in it, and a Manager."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.user_files import UserFiles
from flamenco_client.submission.manager_api import timeouts
from flamenco_client.submission.packing.pack import Pack
from flamenco_client.submission.packing.project_root import find_project_root
from flamenco_client.submission.snapshot import AssetReference, FileChoices, JobSnapshot
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.planning import plan
from flamenco_client.tests.unit.submission.helpers import RENDER_SETTINGS, asset, source_of

Planner = Callable[..., Pack]


@pytest.fixture
def cancel() -> CancelToken:
    return CancelToken()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a .blend and a texture in two folders."""
    root = tmp_path / "film"
    (root / ".blender_project").mkdir(parents=True)
    (root / "shots").mkdir()
    (root / "tex").mkdir()
    (root / "shots" / "shot.blend").write_bytes(b"BLENDER" + bytes(range(256)) * 40)
    (root / "tex" / "wood.png").write_bytes(b"wood" * 1000)
    return root


@pytest.fixture
def offline(project: Path, tmp_path: Path) -> JobSnapshot:
    """A snapshot that refers to the texture, for a Manager that is not running."""
    return JobSnapshot(
        submission_id="11111111-2222-3333-4444-555555555555",
        manager_url="http://127.0.0.1:1",
        platform="linux",
        name="Shot 010 🎬",
        job_type="simple-blender-render",
        job_type_etag="",
        settings=RENDER_SETTINGS,
        priority=77,
        start_paused=False,
        worker_tag="",
        metadata={"project": "Film"},
        blend=source_of(project / "shots" / "shot.blend"),
        assets=(asset(project / "tex" / "wood.png", "//../tex/wood.png"),),
        project_root="",
        user_files=UserFiles(str(tmp_path / "state")),
    )


@pytest.fixture
def with_assets(offline: JobSnapshot) -> Callable[..., JobSnapshot]:
    """Make the snapshot with other references."""
    return lambda *assets: replace(offline, assets=assets)


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[ManagerServer]:
    """A Manager with Shaman."""
    with ManagerServer(tmp_path / "storage") as server:
        server.hand.worker()
        yield server


@pytest.fixture
def snapshot(offline: JobSnapshot, manager: ManagerServer) -> JobSnapshot:
    """The snapshot for the Manager with Shaman."""
    return replace(offline, manager_url=manager.url)


@pytest.fixture(autouse=True)
def short_search_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Search for lost jobs as often as the product does, at shorter intervals."""
    monkeypatch.setattr(timeouts, "LOOK_AFTER", tuple(seconds / 20 for seconds in timeouts.LOOK_AFTER))


@pytest.fixture
def open_to_all() -> Iterator[Path]:
    """A folder that all users can read, with a file and a folder that only their owner can read."""
    above = Path(tempfile.mkdtemp())
    folder = above / "film"  # otherwise the folder could count as another user's home
    folder.mkdir()
    for each in (above, folder):
        each.chmod(0o755)
    (folder / "secret.png").write_bytes(b"x")
    (folder / "closed").mkdir()
    (folder / "closed" / "a.png").write_bytes(b"x")
    for closed in (folder / "secret.png", folder / "closed"):
        closed.chmod(0)
    yield folder
    (folder / "closed").chmod(0o700)
    shutil.rmtree(above)


@pytest.fixture
def nobody(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Run the test as another user if this one is root, who can read everything."""
    if os.geteuid() != 0:
        yield
        return
    tests = tmp_path_factory.getbasetemp().parent
    if "PYTEST_XDIST_WORKER" in os.environ:  # each process has its own folder in that of the run
        tests = tests.parent
    for folder in (project / "shots", *project.parents, project):
        if folder.is_relative_to(tests):
            folder.chmod(0o755)
    os.seteuid(65534)
    yield
    os.seteuid(0)


@pytest.fixture
def planned(offline: JobSnapshot) -> Planner:
    """Plan a job with some references and choices."""

    def make(*assets: AssetReference, **choices: object) -> Pack:
        snapshot = replace(offline, assets=assets, files=FileChoices(**choices))  # type: ignore[arg-type]
        # Send it through JSON: the helper never has the object that Blender's process made.
        snapshot = JobSnapshot.from_message(json.loads(json.dumps(snapshot.as_message())))
        assert snapshot.blend
        return plan(snapshot, snapshot.blend, find_project_root(snapshot.blend.path), cancel=CancelToken())

    return make


@pytest.fixture
def owned(project: Path) -> Callable[..., AssetReference]:
    """Make a reference whose owner is in the .blend itself."""
    return lambda path, written="", **more: asset(
        path, written, **{"owner_file": str(project / "shots" / "shot.blend"), **more}
    )
