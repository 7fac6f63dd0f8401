"""Frame numbers of sequences, compared with those that this Blender reads at each frame."""

from __future__ import annotations

from typing import Any

import bpy
import pytest

from flamenco_client.bridge.assets.frame_numbers import Runs, image_numbers, volume_numbers
from flamenco_client.tests.support.every_kind.stage import mesh_object, with_nodes

FRAMES = range(-4, 13)
NO_FRAME = 2**31 - 1
"""Blender's value for no frame."""


@pytest.mark.parametrize(
    ("start", "duration", "offset", "cyclic"),
    [(1, 10, 0, False), (3, 4, 100, False), (3, 4, 100, True), (-2, 1, 5, True), (2, 0, 7, False)],
)
def test_images(start: int, duration: int, offset: int, *, cyclic: bool) -> None:
    """The computed numbers are those that a texture shows."""
    image = bpy.data.images.new("Sequence", 4, 4)
    image.source, image.filepath = "SEQUENCE", "//a0001.png"
    material = bpy.data.materials.new("Material")
    nodes = with_nodes(material).nodes
    nodes.clear()
    node = nodes.new("ShaderNodeTexImage")
    node.image = image
    material.node_tree.links.new(node.outputs[0], nodes.new("ShaderNodeOutputMaterial").inputs[0])
    plane = mesh_object("Plane")
    plane.data.materials.append(material)
    bpy.context.scene.collection.objects.link(plane)
    user: Any = node.image_user
    user.frame_start, user.frame_duration, user.frame_offset = start, duration, offset
    user.use_cyclic, user.use_auto_refresh = cyclic, True

    for frame in FRAMES:
        bpy.context.scene.frame_set(frame)
        seen: Any = material.evaluated_get(bpy.context.evaluated_depsgraph_get())
        used, before = image_numbers(((frame, frame),), start, duration, offset, cyclic=cyclic)
        assert _only(used or before) == seen.node_tree.nodes[node.name].image_user.frame_current


@pytest.mark.parametrize("mode", ["CLIP", "EXTEND", "REPEAT", "PING_PONG"])
@pytest.mark.parametrize(("start", "duration", "offset"), [(2, 3, 10), (1, 2, 0), (-1, 5, -1)])
def test_volumes(mode: str, start: int, duration: int, offset: int) -> None:
    """The computed numbers are those that a volume reads."""
    volume: Any = bpy.data.volumes.new("Volume")
    volume.filepath, volume.is_sequence, volume.sequence_mode = "//v_001.vdb", True, mode
    volume.frame_start, volume.frame_duration, volume.frame_offset = start, duration, offset
    bpy.context.scene.collection.objects.link(bpy.data.objects.new("Volume", volume))

    for frame in FRAMES:
        bpy.context.scene.frame_set(frame)
        seen = volume.evaluated_get(bpy.context.evaluated_depsgraph_get())
        seen.grids.load()
        number = seen.grids.frame
        used = volume_numbers(((frame, frame),), start, duration, offset, mode)
        assert used == (() if number == NO_FRAME else ((number, number),))


def _only(runs: Runs) -> int:
    ((first, last),) = runs
    assert first == last
    return first
