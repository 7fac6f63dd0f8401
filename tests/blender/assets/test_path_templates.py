"""Folders of bakes with variables in braces, from Blender 5.3: they are where Blender itself writes them."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import bpy as any_bpy
import pytest

from flamenco_client.tests.support.every_kind.stage import mesh_object

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""

pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # of the Cycles add-on
    pytest.mark.skipif(not hasattr(bpy.types, "BlenderProject"), reason="from Blender 5.3"),
]


def _simulated(directory: str) -> Any:
    """Return an object whose nodes simulate, and bake to a folder."""
    tree = bpy.data.node_groups.new("Tree", "GeometryNodeTree")
    for in_out in ("INPUT", "OUTPUT"):
        tree.interface.new_socket("Geometry", in_out=in_out, socket_type="NodeSocketGeometry")
    begin, end, first, last = (
        tree.nodes.new(kind)
        for kind in (
            *("NodeGroupInput", "NodeGroupOutput"),
            *("GeometryNodeSimulationInput", "GeometryNodeSimulationOutput"),
        )
    )
    first.pair_with_output(last)
    tree.links.new(begin.outputs[0], first.inputs["Geometry"])
    tree.links.new(first.outputs["Geometry"], last.inputs["Geometry"])
    tree.links.new(last.outputs["Geometry"], end.inputs[0])
    thing = mesh_object("Thing")
    bpy.context.scene.collection.objects.link(thing)
    modifier = thing.modifiers.new("Nodes", "NODES")
    modifier.node_group, modifier.bake_directory, modifier.bake_target = tree, directory, "DISK"
    bpy.context.view_layer.objects.active = thing
    thing.select_set(True)
    bpy.context.view_layer.update()
    return thing


@pytest.mark.parametrize(
    "directory",
    [
        *("{project_root}/a", "{project_root}/{take}/b", "{home}/c", "//d_{blend_name}", "{blend_dir}/e"),
        *("//f_{{x}}", "//g_{number}", "//h"),
    ],
)
def test_bake(trace: ModuleType, blend: str, tmp_path: Path, directory: str) -> None:
    """The folder of the bake is found where Blender writes it."""
    bpy.ops.project.new(name="film", directory=str(tmp_path), update_directory_from_name=False)
    variables = bpy.data.project.variables
    variables.new(name="take", type="STRING").value = "one/two"
    house = variables.new(name="home", type="STRING")
    house.value, house.subtype = str(tmp_path / "home"), "FILEPATH"
    variables.new(name="number", type="INTEGER").value = 7
    bpy.ops.project.config_save()
    bpy.context.scene.frame_end = 1
    _simulated(directory)
    assert bpy.ops.object.simulation_nodes_cache_bake(selected=True) == {"FINISHED"}
    (meta,) = {path.parent for path in tmp_path.rglob("meta/*.json")}

    (found,) = (each for each in trace.references(blend) if each.kind == "bake")
    assert (found.path, found.written) == (str(meta.parents[1]), directory)
