"""Facts of the open file for the checks of the job."""

from __future__ import annotations

import bpy

from ...submission.checks.all_findings import SceneFacts


def read(scene: bpy.types.Scene) -> SceneFacts:
    """Return the current facts; cheap enough for every turn of the timer."""
    return SceneFacts(
        scene=scene.name,
        blend_path=bpy.data.filepath,
        has_camera=scene.camera is not None or any(_switches_camera(marker) for marker in scene.timeline_markers),
        must_have_camera=not (_has_strips(scene) or _is_composited(scene)),
        frame_step=scene.frame_step,
        can_choose_camera=bool(bpy.data.cameras),
        suits_old_managers=all(_suits_old_managers(each) for each in bpy.data.scenes if each.library is None),
    )


def _switches_camera(marker: bpy.types.TimelineMarker) -> bool:
    """Return whether Blender takes the marker's camera; it ignores cameras that are hidden in renders."""
    return marker.camera is not None and not marker.camera.hide_render


def _has_strips(scene: bpy.types.Scene) -> bool:
    """Return whether the frames come from the sequencer; before 4.4 its collection has another name."""
    editor = scene.sequence_editor
    if editor is None or not scene.render.use_sequencer:
        return False
    return bool(editor.strips if hasattr(editor, "strips") else editor.sequences)


def _is_composited(scene: bpy.types.Scene) -> bool:
    """Return whether the compositor is used; before 5.0 a property of the scene enables it."""
    if not scene.render.use_compositing:
        return False
    if "compositing_node_group" in scene.bl_rna.properties:
        return getattr(scene, "compositing_node_group") is not None  # noqa: B009 - the stubs are for an older Blender
    return scene.use_nodes


def _suits_old_managers(scene: bpy.types.Scene) -> bool:
    render = scene.render
    return render.use_file_extension and not render.use_overwrite and not render.use_placeholder
