"""Managers older than 3.9: a second Blender sets the output flags in the copy that is sent."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer

pytestmark = pytest.mark.slow

LOOK = """
import json, sys
import bpy
bpy.ops.wm.open_mainfile(filepath=sys.argv[1])
names = ("use_file_extension", "use_overwrite", "use_placeholder")
found = {scene.name: [getattr(scene.render, name) for name in names] for scene in bpy.data.scenes}
paths = {image.name: image.filepath for image in bpy.data.images if image.library is None}
missing = [lib.filepath for lib in bpy.data.libraries if lib.is_missing] if bpy.app.version >= (4, 4, 0) else []
print("SEEN", json.dumps({"flags": found, "libraries": [lib.filepath for lib in bpy.data.libraries],
    "materials": sorted(material.name for material in bpy.data.materials if material.library), "paths": paths,
    "objects": sorted(bpy.data.objects.keys()), "missing": missing,
    "pose": [list(bone.location) for each in bpy.data.objects if each.pose for bone in each.pose.bones]}))
"""


@pytest.fixture(params=["shaman", "storage"])
def old_manager(request: pytest.FixtureRequest, tmp_path: Path, extension: Extension) -> Iterator[ManagerServer]:
    """A Manager 3.8, with Shaman and without."""
    with ManagerServer(tmp_path / "storage", shaman=request.param == "shaman", version="3.8") as server:
        bpy.context.preferences.addons[extension.key].preferences.manager_url = server.url
        yield server
        extension.module("ipc.session").reset()
        extension.module("state").reset()


@pytest.mark.parametrize("as_saved", [True, False])
def test_the_copy_that_is_sent_has_the_flags(
    old_manager: ManagerServer, extension: Extension, project: Project, as_saved: bool
) -> None:
    """File extensions on, overwrite and placeholders off, in every scene; libraries and paths stay as they are."""
    bpy.data.scenes.new("Second").render.use_placeholder = True
    bpy.ops.wm.save_mainfile()
    before = _hash(project.shot)
    if not as_saved:
        bpy.context.scene.collection.objects.link(bpy.data.objects.new("Late", None))
    _submit(as_saved=as_saved)

    seen = _look(old_manager.resolve(old_manager.jobs[0].settings["blendfile"]))
    assert seen["flags"] == {"Scene": [True, False, False], "Second": [True, False, False]}
    assert set(seen["libraries"]) == {"//../../lib/set.blend", "//../../lib/prop.blend"}
    assert seen["materials"] == ["set material"]
    assert seen["paths"]["shot texture"] == "//../textures/sky.png"
    assert seen["missing"] == []
    assert ("Late" in seen["objects"]) is not as_saved
    assert _hash(project.shot) == before
    copies = extension.module("bridge.user_preferences").copies_folder(bpy.context)
    assert not copies.exists() or list(copies.iterdir()) == []


@pytest.mark.parametrize("as_saved", [True, False])
def test_a_pose_survives(old_manager: ManagerServer, extension: Extension, project: Project, as_saved: bool) -> None:
    """The second Blender finds the libraries: without the linked armature it would drop the pose of a character."""
    _make_rig(project.root / "lib" / "rig.blend")
    project.open()
    with bpy.data.libraries.load("//../../lib/rig.blend", link=True, relative=True) as (_there, here):
        here.armatures = ["Rig"]
    character = bpy.data.objects.new("Character", here.armatures[0])
    bpy.context.scene.collection.objects.link(character)
    bpy.context.view_layer.update()
    character.pose.bones[0].location = (1, 2, 3)
    bpy.ops.wm.save_mainfile()
    _submit(as_saved=as_saved)

    assert _look(old_manager.resolve(old_manager.jobs[0].settings["blendfile"]))["pose"] == [[1.0, 2.0, 3.0]]


def test_nothing_is_changed_where_nothing_has_to_be(
    old_manager: ManagerServer, extension: Extension, project: Project
) -> None:
    """A file that has the flags already is sent as it is."""
    render = bpy.context.scene.render
    render.use_file_extension, render.use_overwrite, render.use_placeholder = True, False, False
    bpy.ops.wm.save_mainfile()
    bpy.ops.wm.open_mainfile(filepath=str(project.shot))
    _submit(as_saved=True)

    sent = old_manager.resolve(old_manager.jobs[0].settings["blendfile"])
    if bpy.data.is_dirty:  # then nobody knows what the file on disk has, and the second Blender is asked
        assert _look(sent)["flags"]["Scene"] == [True, False, False]
    else:
        assert _hash(sent) == _hash(project.shot)


def test_a_file_that_the_second_blender_can_not_open(
    old_manager: ManagerServer, extension: Extension, project: Project
) -> None:
    """The message names the file, what happened and what to do instead; nothing was sent and nothing is left."""
    project.shot.write_bytes(b"BLENDER, but not really")
    extension.module("state").current().opened = {}  # the extension was enabled later

    with pytest.raises(RuntimeError, match="second Blender") as caught:
        _submit(as_saved=True)

    assert "shot.blend" in str(caught.value)
    assert "File Extensions" in str(caught.value)
    assert old_manager.jobs == []
    assert old_manager.requests_of("shamanFileStore") == []
    copies = extension.module("bridge.user_preferences").copies_folder(bpy.context)
    assert not copies.exists() or list(copies.iterdir()) == []


def _make_rig(path: Path) -> None:
    """Save a .blend with an armature of one bone."""
    bpy.ops.wm.read_homefile(use_empty=True, app_template="")
    rig = bpy.data.objects.new("Rig", bpy.data.armatures.new("Rig"))
    bpy.context.scene.collection.objects.link(rig)
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    rig.data.edit_bones.new("Bone").tail = (0, 0, 1)
    bpy.ops.object.mode_set(mode="OBJECT")
    bpy.ops.wm.save_as_mainfile(filepath=str(path))


def _submit(*, as_saved: bool) -> None:
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", "/render")
    assert bpy.ops.flamenco_client.submit_job(as_saved=as_saved) == {"FINISHED"}


def _look(blend: Path) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", LOOK, str(blend)], capture_output=True, text=True, timeout=60, check=True
    )
    return json.loads(done.stdout.split("SEEN ", 1)[1].splitlines()[0])


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
