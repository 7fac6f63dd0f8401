"""What expressions of job types get to read of Blender's data."""

from __future__ import annotations

import bpy
import pytest

from flamenco_client.tests.blender.extension import Extension


def test_plain_values_and_vectors(extension: Extension) -> None:
    """Numbers, texts and arrays of a declared length are read as what they are."""
    scene = bpy.context.scene
    scene.cursor.location = (1.0, 2.0, 3.0)
    values = extension.module("bridge.scene.expression_values").read(
        ["C.scene.frame_start", "C.scene.name", "C.scene.cursor.location", "bpy.data.filepath"], bpy.context
    )
    assert values == {
        "C.scene.frame_start": scene.frame_start,
        "C.scene.name": scene.name,
        "C.scene.cursor.location": (1.0, 2.0, 3.0),
        "bpy.data.filepath": "",
    }


@pytest.mark.parametrize(
    "chain",
    [
        "C.scene.tool_settings.image_paint.canvas.pixels",
        "C.scene.objects",
        "C.scene.copy",
        "C.scene.nothing",
        "C.window_manager.clipboard",
        "C.preferences.system",
        "bpy.app.tempdir",
    ],
)
def test_large_and_private_values_are_not_read(extension: Extension, chain: str) -> None:
    """An image's pixels would hold Blender up for seconds; collections, functions and the clipboard are no values."""
    bpy.context.scene.tool_settings.image_paint.canvas = bpy.data.images.new("canvas", 8, 8)
    read = extension.module("bridge.scene.expression_values").read([chain], bpy.context)
    assert type(read[chain]).__name__ == "Unreadable"


def test_what_is_no_number_changes_nothing(extension: Extension) -> None:
    """NaN equals nothing, not even itself: what is read twice would be taken for changed, and computed for ever."""
    bpy.context.scene.cursor.location = (float("nan"), 2.0, 3.0)
    scene_values = extension.module("bridge.scene.expression_values")
    first, second = (scene_values.read(["C.scene.cursor.location"], bpy.context) for _ in range(2))
    assert first == second
