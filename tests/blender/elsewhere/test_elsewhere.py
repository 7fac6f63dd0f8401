"""The files of a job, moved elsewhere and without the project, render exactly as the artist's own file."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.elsewhere import scenes
from flamenco_client.tests.blender.elsewhere.odd_scenes import ODD_SCENES
from flamenco_client.tests.blender.elsewhere.packed_scenes import PACKED_SCENES, packed_whole_absolute
from flamenco_client.tests.blender.elsewhere.scenes import SCENES, Place, Scene
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer

PROGRAM = Path(__file__).parent / "inspect_and_render.py"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]  # of the Cycles add-on


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """An empty project with a folder beside it."""
    made = Place(tmp_path / "studio" / "film", tmp_path / "studio" / "outside")
    (made.project / ".blender_project").mkdir(parents=True)
    return made


@pytest.mark.parametrize("scene", [*SCENES, *PACKED_SCENES, *ODD_SCENES], ids=lambda scene: scene.__name__)
def test_checkout_renders_the_same(
    extension: Extension, manager: ManagerServer, place: Place, tmp_path: Path, scene: Scene
) -> None:
    """No file is missing, no path leaves the checkout, and every pixel is the same."""
    _same_there(manager, place, tmp_path, scene)


def test_copied_files_render_the_same(
    extension: Extension, copying_manager: ManagerServer, place: Place, tmp_path: Path
) -> None:
    """Without Shaman, the copied files render the same."""
    _same_there(copying_manager, place, tmp_path, scenes.libraries)


def test_nothing_is_changed_if_all_references_resolve(
    extension: Extension, manager: ManagerServer, place: Place, tmp_path: Path
) -> None:
    """If every reference resolves on the farm, all files are uploaded unchanged."""
    scenes.relative(place)
    _prepare()
    before = _contents(place.project)
    _submit()

    checkout = manager.resolve(manager.jobs[0].settings["blendfile"]).parents[2]
    assert _contents(checkout) == before


def test_unsaved_changes_are_rewritten(
    extension: Extension, manager: ManagerServer, place: Place, tmp_path: Path
) -> None:
    """Unsaved changes are rendered, also if paths have to be rewritten."""
    scenes.textures(place)
    _prepare()
    bpy.data.objects["Plane"].location.y += 0.5
    _submit(as_saved=False)

    bpy.ops.wm.save_mainfile()
    here = _look(place.shot, place.project.parent, tmp_path / "here.json")
    assert here["pixels"] == _there(manager, place, tmp_path)["pixels"]


def test_path_that_cannot_be_changed(extension: Extension, manager: ManagerServer, place: Place) -> None:
    """A path that Blender cannot change is reported before the upload."""
    packed_whole_absolute(place)
    _prepare()
    with pytest.raises(RuntimeError, match=r"has paths that do not resolve on the farm.*moss\.png"):
        _submit()
    assert manager.jobs == []


@pytest.mark.parametrize("scene", PACKED_SCENES[:2], ids=lambda scene: scene.__name__)
def test_packed_library_needs_no_copy(extension: Extension, manager: ManagerServer, place: Place, scene: Scene) -> None:
    """A shot with a packed library of the project is uploaded unchanged, without the library."""
    scene(place)
    _prepare()
    before = _contents(place.project)
    _submit()

    checkout = manager.resolve(manager.jobs[0].settings["blendfile"]).parents[2]
    assert _contents(checkout) == {name: sha for name, sha in before.items() if name != "sets/set.blend"}


def _same_there(manager: ManagerServer, place: Place, tmp_path: Path, scene: Scene) -> None:
    scene(place)
    _prepare()
    here = _look(place.shot, place.project.parent, tmp_path / "here.json")
    before = _contents(place.project.parent)  # including compiled shaders
    assert (here["lost"], here["gone"], here["astray"]) == ([], [], [])
    assert here["colours"] > 1
    _submit()
    assert _contents(place.project.parent) == before

    there = _there(manager, place, tmp_path)
    assert (there["lost"], there["gone"], there["astray"]) == ([], [], [])
    assert there["paths"] == here["paths"]
    assert there["pixels"] == here["pixels"]


def _there(manager: ManagerServer, place: Place, tmp_path: Path) -> Any:
    """Inspect a copy of the job's files in another folder, with the project moved away."""
    blend = manager.resolve(manager.jobs[0].settings["blendfile"])
    elsewhere = tmp_path / "some" / "where" / "else" / "job"
    shutil.copytree(blend.parents[2], elsewhere)
    place.project.parent.rename(tmp_path / "moved away")
    return _look(elsewhere / place.shot.relative_to(place.project), elsewhere, tmp_path / "there.json")


def _look(blend: Path, folder: Path, result: Path) -> Any:
    user = {**os.environ, "BLENDER_USER_RESOURCES": str(result.parent / "user")}
    done = subprocess.run(
        [sys.executable, str(PROGRAM), str(blend), str(folder), str(result)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=user,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.exists(), done.stdout
    return json.loads(result.read_text(encoding="utf-8"))


def _prepare() -> None:
    """Set the job's settings, and save the file."""
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", "/render")
    scene = bpy.context.scene
    job.set_setting("frames", f"{scene.frame_start}-{scene.frame_end}" if scene.frame_end < 250 else "1-3")
    bpy.ops.wm.save_mainfile()


def _submit(*, as_saved: bool = True) -> None:
    assert bpy.ops.flamenco_client.submit_job(as_saved=as_saved) == {"FINISHED"}


def _contents(folder: Path) -> dict[str, str]:
    """Return the checksums of the job's files, that is without the note about them."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "flamenco-client.json"
    }
