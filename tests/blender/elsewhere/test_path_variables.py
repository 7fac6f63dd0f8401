"""Variables in the paths of File Output nodes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy as any_bpy
import pytest

from flamenco_client.submission.checks.scene_findings import about_path_variables
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.every_kind.stage import new_compositor

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""


def _output_node() -> Any:
    tree, _result = new_compositor(bpy.context.scene)
    return tree.nodes.new("CompositorNodeOutputFile")


@pytest.mark.skipif(bpy.app.version < (5, 0, 0), reason="from Blender 5.0")
def test_unknown_variables(extension: Extension) -> None:
    """Only variables that Blender does not know are reported, and none of a muted node."""
    unknown = extension.module("bridge.scene.path_variables").unknown
    node = _output_node()
    node.directory, node.file_name = "//{blend_name}/{{literal}}/{fps:.2}", "{scene_name}_{take}_{take}"
    assert unknown(bpy.context.scene) == ((node.name, "take"),)
    (found,) = about_path_variables(unknown(bpy.context.scene))
    assert "{take}" in found.text

    node.mute = True
    assert unknown(bpy.context.scene) == ()


@pytest.mark.skipif(not hasattr(bpy.types, "BlenderProject"), reason="from Blender 5.3")
def test_variables_of_a_project(extension: Extension, tmp_path: Path) -> None:
    """Variables of the open project are known."""
    bpy.ops.wm.save_as_mainfile(filepath=str(tmp_path / "a.blend"))
    unknown = extension.module("bridge.scene.path_variables").unknown
    node = _output_node()
    node.directory = "{project_root}/{take}"
    assert {name for _node, name in unknown(bpy.context.scene)} == {"project_root", "take"}

    bpy.ops.project.new(name="film", directory=str(tmp_path), update_directory_from_name=False)
    bpy.data.project.variables.new(name="take", type="STRING").value = "one"
    assert unknown(bpy.context.scene) == ()


@pytest.mark.skipif(bpy.app.version >= (5, 0, 0), reason="before Blender 5.0")
def test_braces(extension: Extension) -> None:
    """Before 5.0, braces in such a path are nothing special."""
    _output_node().base_path = "//{take}"
    assert extension.module("bridge.scene.path_variables").unknown(bpy.context.scene) == ()
