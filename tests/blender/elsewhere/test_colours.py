"""Colours: the settings of a project of Blender 5.3 go along, and other configurations are reported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import bpy as any_bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.every_kind import writers
from flamenco_client.tests.support.every_kind.stage import mesh_object, with_nodes
from flamenco_client.tests.support.manager import ManagerServer
from flamenco_client.tests.support.source import ROOT

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""

CONFIGURATION = """ocio_profile_version: 2

search_path: luts
strictparsing: true

roles:
  scene_linear: House Linear
  rendering: House Linear
  color_picking: House Film
  default_byte: House Film
  default_float: House Linear
  default_sequencer: House Film
  data: House Linear
  default: House Linear

displays:
  House Screen:
    - !<View> {name: House View, colorspace: House Film}
    - !<View> {name: House Print, colorspace: House Linear}

active_displays: [House Screen]
active_views: [House View, House Print]

colorspaces:
  - !<ColorSpace>
    name: House Linear
    family: scene
    bitdepth: 32f
    isdata: false

  - !<ColorSpace>
    name: House Film
    family: display
    bitdepth: 8ui
    isdata: false
    from_scene_reference: !<FileTransform> {src: film.cube, interpolation: linear}
    to_scene_reference: !<FileTransform> {src: film.cube, interpolation: linear, direction: inverse}
"""
LUT = "LUT_1D_SIZE 3\n0.0 0.0 0.0\n0.3 0.3 0.3\n1.0 1.0 1.0\n"

LOOK = """
import json, sys
import bpy
bpy.ops.wm.open_mainfile(filepath=sys.argv[1])
space, scene = bpy.data.colorspace, bpy.context.scene
found = [space.ocio_config_source, scene.display_settings.display_device, scene.view_settings.view_transform]
print("SEEN", json.dumps([*found, bpy.data.images["wood.png"].colorspace_settings.name]))
"""

TRACE = """
import json, sys
sys.path.insert(0, sys.argv[2])
import standalone
standalone.mount()
import bpy
bpy.ops.wm.open_mainfile(filepath=sys.argv[1])
from flamenco_client.bridge.assets import trace
from flamenco_client.bridge.scene import colours
facts = colours.in_use()
found = [[each.path, each.stem] for each in trace.references(sys.argv[1]) if each.spread == "environment"]
print("SEEN", json.dumps([found, [facts.path, facts.source]]))
"""

needs_projects = pytest.mark.skipif(not hasattr(bpy.types, "BlenderProject"), reason="from Blender 5.3")


def _shot(root: Path) -> Path:
    """Save a file whose image has an absolute path, so that a second Blender has to change it."""
    shot = root / "shots" / "010" / "shot.blend"
    shot.parent.mkdir(parents=True)
    bpy.ops.wm.save_as_mainfile(filepath=str(shot))
    scene = bpy.context.scene
    camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.camera = camera
    thing = mesh_object("Thing")
    for each in (camera, thing):
        scene.collection.objects.link(each)
    material = bpy.data.materials.new("Material")
    thing.data.materials.append(material)
    wood = root / "tex" / "wood.png"
    wood.parent.mkdir()
    writers.png(wood)
    with_nodes(material).nodes.new("ShaderNodeTexImage").image = bpy.data.images.load(str(wood))
    bpy.ops.wm.save_mainfile()
    return shot


def _configuration(folder: Path) -> Path:
    (folder / "luts").mkdir(parents=True)
    (folder / "luts" / "film.cube").write_text(LUT)
    (folder / "config.ocio").write_text(CONFIGURATION)
    return folder / "config.ocio"


def _submit() -> None:
    bpy.ops.flamenco_client.check_manager()
    job = bpy.context.scene.flamenco_client
    job.job_type = "simple-blender-render"
    job.set_setting("render_output_root", "/render")
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}


def _seen(program: str, *arguments: str, **environment: str) -> Any:
    """Return what a script saw in a Blender of its own."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("SEEN ")]
    assert lines, done.stdout + done.stderr
    return json.loads(lines[0].removeprefix("SEEN "))


@needs_projects
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["file", "built-in"])
def test_project(extension: Extension, manager: ManagerServer, tmp_path: Path, kind: str) -> None:
    """The farm sees the project's colours, at the same depth below the root, also in a copy with changed paths."""
    root = tmp_path / "film"
    shot = _shot(root)
    bpy.ops.project.new(name="film", directory=str(root), update_directory_from_name=False)
    project = bpy.data.project
    if kind == "file":
        _configuration(root / "colours")
        project.ocio_config, project.ocio_config_path = "PATH", "{project_root}/colours/config.ocio"
    else:
        project.ocio_config = "ACES_1_3_STUDIO"
    bpy.ops.project.config_save()
    (root / "shots" / ".git").mkdir()  # nearer than the project
    bpy.ops.wm.open_mainfile(filepath=str(shot))
    scene, image = bpy.context.scene, bpy.data.images["wood.png"]
    image.colorspace_settings.name = "House Linear" if kind == "file" else "ACEScg"
    scene.view_settings.view_transform = "House Print" if kind == "file" else "Un-tone-mapped"
    if kind == "built-in":
        scene.display_settings.display_device = "Display P3 - Display"
    bpy.ops.wm.save_mainfile()
    here = _seen(LOOK, str(shot))
    assert here[0] == "PROJECT"
    assert here[-1] in {"House Linear", "ACEScg"}
    _submit()

    blend = manager.resolve(manager.jobs[0].settings["blendfile"])
    checkout = blend.parents[2]
    sent = {path.relative_to(checkout).as_posix() for path in checkout.rglob("*") if path.is_file()}
    colours = {"colours/config.ocio", "colours/luts/film.cube"} if kind == "file" else set()
    own = {".blender_project/project.toml", "shots/010/shot.blend", "tex/wood.png", *colours}
    assert sent == {*own, "flamenco-client.json"}
    root.rename(tmp_path / "away")
    assert _seen(LOOK, str(blend)) == here


@needs_projects
def test_unsaved_settings(extension: Extension, tmp_path: Path) -> None:
    """Unsaved changes of the project are reported: workers read its file."""
    root = tmp_path / "film"
    _shot(root)
    bpy.ops.project.new(name="film", directory=str(root), update_directory_from_name=False)
    facts = extension.module("bridge.scene.colours")
    assert facts.changed_project() == ""

    bpy.data.project.variables.new(name="take", type="STRING").value = "one"
    assert facts.changed_project() == "film"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["OCIO", "BLENDER_OCIO"])
def test_environment(extension: Extension, tmp_path: Path, name: str) -> None:
    """A configuration that an environment variable names is reported with both names."""
    if name == "BLENDER_OCIO" and bpy.app.version < (5, 0, 0):
        pytest.skip("this Blender does not read it")
    configuration = str(_configuration(tmp_path / "house"))
    shot = _shot(tmp_path / "film")

    assert _seen(TRACE, str(shot), str(ROOT)) == [[], ["", ""]]
    wanted = [configuration, f"${name}"]
    assert _seen(TRACE, str(shot), str(ROOT), **{name: configuration}) == [[wanted], wanted]


@pytest.mark.slow
def test_user_folder(extension: Extension, tmp_path: Path) -> None:
    """A configuration in the user's folder takes the place of Blender's own, and is reported."""
    configuration = str(_configuration(tmp_path / "user" / "datafiles" / "colormanagement"))
    shot = _shot(tmp_path / "film")

    found = _seen(TRACE, str(shot), str(ROOT), BLENDER_USER_RESOURCES=str(tmp_path / "user"))
    assert found == [[[configuration, "user"]], [configuration, "user"]]
