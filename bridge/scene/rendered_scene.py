"""The scene that a job renders: the open one, or the one that its settings name."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import bpy

KEY = "scene"
"""Key of the setting that names it, in the Manager's own job types; workers start Blender with ``--scene``."""


def find(name: object, default: bpy.types.Scene) -> bpy.types.Scene:
    """Return the scene that Blender takes for a name, a local one first; ``default`` if there is none."""
    named = [scene for scene in bpy.data.scenes if scene.name == name]
    return next((scene for scene in named if scene.library is None), named[0] if named else default)


def shown(context: bpy.types.Context, scene: bpy.types.Scene) -> contextlib.AbstractContextManager[Any]:
    """Let ``context.scene`` be a scene, with its first view layer, as for a worker."""
    if context.scene == scene:
        return contextlib.nullcontext()
    return context.temp_override(scene=scene, view_layer=scene.view_layers[0])


def is_hidden_by_local(scene: bpy.types.Scene) -> bool:
    """Return whether a worker would take a local scene of the same name for a linked scene."""
    return scene.library is not None and find(scene.name, scene) != scene


def ignored_layer(context: bpy.types.Context, scene: bpy.types.Scene) -> str:
    """Return the only view layer that Blender renders in this window if workers render another one, else ""."""
    layer = context.view_layer if context.scene == scene else None
    if layer is None or not scene.render.use_single_layer or layer.name == scene.view_layers[0].name:
        return ""
    return layer.name


def without_camera(scene: bpy.types.Scene) -> tuple[str, ...]:
    """Return the scenes without a camera that the compositor's Render Layers nodes need."""
    scenes = {node.scene or scene: None for tree in compositor_trees(scene) for node in tree.nodes if _renders(node)}
    return tuple(each.name for each in scenes if not has_camera(each))


def has_camera(scene: bpy.types.Scene) -> bool:
    """Return whether a scene has an active camera, or a marker that gives it one; Blender takes no other camera."""
    return scene.camera is not None or any(
        marker.camera is not None and not marker.camera.hide_render for marker in scene.timeline_markers
    )


def compositor_trees(scene: Any) -> Iterator[Any]:
    """Yield the node trees of a scene's compositor that a render uses."""
    if not scene.render.use_compositing:
        return
    if "compositor_effects" in scene.bl_rna.properties:  # from 5.3
        yield from (each.node_group for each in scene.compositor_effects if each.enable_for_render and each.node_group)
    elif "compositing_node_group" in scene.bl_rna.properties:  # from 5.0
        yield from filter(None, [scene.compositing_node_group])
    elif scene.use_nodes and scene.node_tree is not None:
        yield scene.node_tree


def _renders(node: Any) -> bool:
    return bool(node.type == "R_LAYERS" and not node.mute)
