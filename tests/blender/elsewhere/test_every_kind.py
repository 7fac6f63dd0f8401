"""A project with every kind of file outside of the shot's folder, so that all paths are rewritten."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import bpy as any_bpy
import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.submission.packing.pack import Pack
from flamenco_client.submission.packing.project_root import ProjectRoot
from flamenco_client.submission.snapshot import AssetReference, BlendSource
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.every_kind.project import make
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.planning import plan
from flamenco_client.tests.support.snapshots import job_snapshot

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]  # of the Cycles add-on


def test_every_kind_from_outside(extension: Extension, manager: ManagerServer, tmp_path: Path) -> None:
    """All needed files are uploaded once, and Blender changes every path except that of a missing file."""
    manager.hand.worker()
    project = make(tmp_path)
    shutil.rmtree(project.root / ".blender_project")
    (project.blend.parent / ".blender_project").mkdir()
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", str(manager.storage / "render"))
    bpy.ops.wm.save_mainfile()

    assert bpy.ops.flamenco_client.submit_job(as_saved=True, allow_missing=True) == {"FINISHED"}

    warnings = extension.module("state").current().submission.result["warnings"]
    assert [warning for warning in warnings if warning["id"] not in {"missing", "output", "outside"}] == []
    blend = manager.resolve(manager.jobs[0].settings["blendfile"])
    sent = [path for path in blend.parent.rglob("*") if path.is_file() and path.name != "flamenco-client.json"]
    assert len(sent) == len(project.needed)
    shutil.move(project.root, tmp_path / "moved away")
    shutil.move(project.root.parent / "outside", tmp_path / "also moved away")
    bpy.ops.wm.open_mainfile(filepath=str(blend))
    there = extension.module("bridge.assets.trace").references(str(blend))
    pack = plan_of(blend, there)
    assert {file.source for file in pack.files} == {str(path) for path in sent}
    assert [Path(each.path).name for each in pack.unavailable] == ["gone.png"]
    assert {blend.parent / file.path_in_pack for file in pack.files} == set(sent)


def plan_of(blend: Path, references: tuple[AssetReference, ...]) -> Pack:
    """Return the pack that a submission with these references would upload."""
    source = BlendSource(str(blend), "", 0, 0)
    snapshot = job_snapshot(blend=source, assets=references)
    return plan(snapshot, source, ProjectRoot(str(blend.parent), ""), cancel=CancelToken())
