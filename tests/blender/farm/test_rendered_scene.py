"""The scene that a job renders may be another one than the open scene: everything is about the rendered one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import bpy as any_bpy
import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.blender.farm.project import Project
from flamenco_client.tests.support.manager import ManagerServer

bpy: Any = any_bpy
"""The stubs know one version of Blender."""

Findings = Callable[[], dict[str, dict[str, Any]]]


@pytest.fixture
def other(extension: Extension, manager: ManagerServer, project: Project) -> Any:
    """A second scene with a camera and settings of its own; the first one is open, and ready to submit."""
    bpy.ops.flamenco_client.check_manager()
    first, scene = bpy.context.scene, bpy.data.scenes.new("Other")
    scene.camera = first.camera
    scene.collection.objects.link(first.camera)
    scene.frame_start, scene.frame_end = 101, 110
    scene.render.image_settings.file_format = "JPEG"
    first.flamenco_client.job_type = "simple-blender-render"
    first.flamenco_client.set_setting("render_output_root", "/render")
    first.flamenco_client.set_setting("scene", "Other")
    return scene


@pytest.fixture
def findings(extension: Extension) -> Findings:
    """What scripts read, by id."""
    return lambda: {each["id"]: each for each in json.loads(bpy.context.window_manager.flamenco_client.findings)}


def test_settings_of_the_rendered_scene(other: Any, manager: ManagerServer) -> None:
    """Frames, format and extension are those of the scene that the job names."""
    assert bpy.ops.flamenco_client.submit_job() == {"FINISHED"}

    (job,) = manager.jobs
    sent = {key: job.settings[key] for key in ("scene", "frames", "format", "image_file_extension")}
    assert sent == {"scene": "Other", "frames": "101-110", "format": "JPEG", "image_file_extension": ".jpg"}


def test_a_scene_that_does_not_exist(other: Any, manager: ManagerServer, findings: Findings) -> None:
    """Blender would render another one: nothing is sent, and Fix takes the open scene."""
    bpy.context.scene.flamenco_client.set_setting("scene", "Nope")
    with pytest.raises(RuntimeError, match='no scene "Nope"'):
        bpy.ops.flamenco_client.submit_job()
    assert manager.jobs == []

    assert bpy.ops.flamenco_client.fix_finding(fix=findings()["scene"]["fix"], key="scene") == {"FINISHED"}
    assert bpy.context.scene.flamenco_client.get_setting("scene") == "Scene"
    assert "scene" not in findings()


def test_the_rendered_scene_needs_a_camera(other: Any, findings: Findings) -> None:
    """The camera of the open scene does not help."""
    other.camera = None

    assert findings()["camera"]["text"] == 'The scene "Other" has no camera'


def test_a_linked_scene_with_the_name_of_a_local_one(
    other: Any, project: Project, findings: Findings, tmp_path: Path
) -> None:
    """Blender takes the local scene for the name, wherever it renders."""
    library = tmp_path / "library.blend"
    other.flamenco_client.job_type = "simple-blender-render"
    bpy.ops.wm.save_as_mainfile(filepath=str(library), copy=True)
    with bpy.data.libraries.load(str(library), link=True) as (_, wanted):
        wanted.scenes = ["Other"]
    linked = next(scene for scene in bpy.data.scenes if scene.library is not None)
    assert linked.name == "Other"
    assert "scene-twin" not in findings(), "the local one is open"

    with bpy.context.temp_override(scene=linked):
        assert findings()["scene-twin"]["severity"] == "error"


def test_compositor_with_a_scene_without_camera(other: Any, findings: Findings) -> None:
    """Blender refuses to render, also if the scene has cameras, but none that is active."""
    bare = bpy.data.scenes.new("Bare")
    tree = _compositor(other)
    node = tree.nodes.new("CompositorNodeRLayers")
    node.scene = bare
    assert "Bare" in findings()["layers-camera"]["text"]

    node.mute = True
    assert "layers-camera" not in findings()
    node.mute = False
    bare.collection.objects.link(other.camera)
    assert "layers-camera" in findings()
    bare.camera = other.camera
    assert "layers-camera" not in findings()

    node.scene, other.camera = other, None
    assert findings()["camera"]["severity"] == "error"
    assert "layers-camera" not in findings()


def _compositor(scene: Any) -> Any:
    """Return a new node tree that the scene's compositor uses."""
    if "compositing_node_group" not in scene.bl_rna.properties and not hasattr(scene, "compositor_effects"):
        scene.use_nodes = True
        return scene.node_tree
    tree = bpy.data.node_groups.new("Compositor", "CompositorNodeTree")
    if hasattr(scene, "compositor_effects"):
        scene.compositor_effects.new("Effect").node_group = tree
    else:
        scene.compositing_node_group = tree
    return tree
