"""Facts of the open file for the checks of the job."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy

from ...submission.checks.all_findings import SceneFacts
from . import colours, path_variables, rendered_scene, scene_survey


def read(
    context: bpy.types.Context, open_scene: bpy.types.Scene, settings: Mapping[str, Any], *, whole: bool = False
) -> SceneFacts:
    """Return the current facts; cheap enough for every turn of the timer, unless ``whole``, as for scripts.

    Args:
        context: Blender's context.
        open_scene: The scene that the interface shows.
        settings: The job's settings, which may name another scene.
        whole: Complete the survey of all objects, which otherwise goes on for a moment.
    """
    named = settings.get(rendered_scene.KEY) or open_scene.name
    scene = rendered_scene.find(named, open_scene) if named != open_scene.name else open_scene
    has_strips = _has_strips(scene)
    lacking = () if has_strips else rendered_scene.without_camera(scene)
    return SceneFacts(
        scene=scene.name,
        scene_in_settings=str(named),
        is_hidden_by_local=rendered_scene.is_hidden_by_local(scene),
        ignored_layer=rendered_scene.ignored_layer(context, scene),
        first_layer=scene.view_layers[0].name,
        layers_without_camera=tuple(name for name in lacking if name != scene.name),
        blend_path=bpy.data.filepath,
        has_camera=rendered_scene.has_camera(scene),
        must_have_camera=scene.name in lacking or not (has_strips or any(rendered_scene.compositor_trees(scene))),
        frame_step=scene.frame_step,
        can_choose_camera=bool(bpy.data.cameras),
        suits_old_managers=all_suit_old_managers(),
        unknown_variables=path_variables.unknown(scene),
        colours=colours.in_use(),
        project=colours.changed_project(),
        survey=scene_survey.read(scene, whole=whole),
    )


def _has_strips(scene: bpy.types.Scene) -> bool:
    """Return whether the frames come from the sequencer; before 4.4 its collection has another name."""
    editor = scene.sequence_editor
    if editor is None or not scene.render.use_sequencer:
        return False
    return bool(editor.strips if hasattr(editor, "strips") else editor.sequences)


def all_suit_old_managers() -> bool:
    """Return whether the file can be rendered through a Manager before 3.9 as it is."""
    return all(_suits_old_managers(each) for each in bpy.data.scenes if each.library is None)


def _suits_old_managers(scene: bpy.types.Scene) -> bool:
    render = scene.render
    return render.use_file_extension and not render.use_overwrite and not render.use_placeholder
