"""Fixes of findings, which change the scene and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import bpy

from ... import state
from ...farm.storage_paths import from_info
from ...job_types.frame_ranges import every, parse_frames, without_negative
from ...submission.checks.job_findings import FRAMES, lasting_folder_of, output_roots
from ...submission.checks.name_findings import numbered, plain_name
from ...submission.checks.other_outputs import BELOW_JOB, is_lost
from ...submission.checks.simulations import ONE_TASK
from .. import user_preferences
from ..runtime import redraw
from ..runtime.translation import rpt_
from ..scene import property_groups, scene_outputs
from ..settings import computed_settings, setting_store
from . import submit

STILL_FORMAT = "PNG"
"""Image format that replaces a video format: Blender's default."""

RENDER_FOLDER = "render"
"""Folder for frames on the shared storage."""


NO_CAMERA = 'The cameras of this file are not in the scene "{scene}": add a camera to the scene'


def use_a_camera(_context: bpy.types.Context, scene: bpy.types.Scene, _key: str) -> None:
    """Make the scene's first camera the active one.

    Raises:
        ValueError: it has no camera.
    """
    camera = next((each for each in scene.objects if each.type == "CAMERA"), None)
    if camera is None:
        raise ValueError(rpt_(NO_CAMERA).format(scene=scene.name))
    scene.camera = camera


def use_the_open_scene(_context: bpy.types.Context, scene: bpy.types.Scene, key: str) -> None:
    """Render the scene that the interface shows.

    Raises:
        KeyError: the job type is not known.
    """
    setting_store.erase(scene, setting_store.known_spec(scene).name, key)


def render_all_layers(_context: bpy.types.Context, scene: bpy.types.Scene, _key: str) -> None:
    """Turn off Render Single Layer."""
    scene.render.use_single_layer = False


def render_images(_context: bpy.types.Context, scene: bpy.types.Scene, _key: str) -> None:
    """Render images instead of a video; from 5.0 the media type is set first."""
    image: Any = scene.render.image_settings
    if "media_type" in image.bl_rna.properties:
        image.media_type = "IMAGE"
    image.file_format = STILL_FORMAT


def use_scene_frames(context: bpy.types.Context, scene: bpy.types.Scene, key: str) -> None:
    """Compute the frames from the scene: at submission if possible, else once.

    Raises:
        KeyError, ValueError: the setting does not exist, or can't be computed.
    """
    spec = setting_store.known_spec(scene)
    setting = spec.setting(key)
    if setting is not None and setting.has_auto_toggle:
        setting_store.write_automatic(scene, spec.name, key, automatic=True)
    else:
        setting_store.write(scene, spec.name, key, computed_settings.computed_value(context, scene, spec, key))


def use_frame_step(context: bpy.types.Context, scene: bpy.types.Scene, key: str) -> None:
    """Name the frames that Blender itself would render, one by one.

    Raises:
        KeyError, ValueError: the setting is not there, or there are too many or no such frames.
    """
    frames = parse_frames(str(computed_settings.effective(context, scene, key, last_used=True)))
    _write_frames(scene, key, every(frames, scene.frame_step, scene.frame_start))


def use_frames_from_zero(context: bpy.types.Context, scene: bpy.types.Scene, key: str) -> None:
    """Leave out the frames below 0.

    Raises:
        KeyError, ValueError: the setting is not there, or nothing is left.
    """
    _write_frames(
        scene, key, without_negative(str(computed_settings.effective(context, scene, key, last_used=True))) or ""
    )


def _write_frames(scene: bpy.types.Scene, key: str, frames: str) -> None:
    if not frames:
        raise ValueError("None of the job's frames is left: enter a range such as 1-250")
    setting_store.write(scene, setting_store.known_spec(scene).name, key, frames)


def render_to_storage(_context: bpy.types.Context, scene: bpy.types.Scene, key: str) -> None:
    """Set the output to a folder on the farm's storage.

    Raises:
        ValueError: the storage is not known.
    """
    storage = from_info(state.current().manager.info or {})
    if not storage.root:
        raise ValueError("The farm's storage is not known: check the Manager first")
    separator = "\\" if "\\" in storage.root else "/"
    folder = storage.root.rstrip("/\\") + separator + RENDER_FOLDER
    setting_store.write(scene, setting_store.known_spec(scene).name, key, folder)


def use_any_worker(_context: bpy.types.Context, scene: bpy.types.Scene, _key: str) -> None:
    """Remove the worker tag from the job."""
    property_groups.job_properties(scene).worker_tag = ""


def use_a_plain_name(_context: bpy.types.Context, scene: bpy.types.Scene, _key: str) -> None:
    """Remove from the job's name what is invalid in a folder name."""
    property_groups.job_properties(scene).job_name = plain_name(property_groups.job_name(scene))


def use_no_folders(_context: bpy.types.Context, scene: bpy.types.Scene, key: str) -> None:
    """Leave the folders of the file out of the output path.

    Raises:
        KeyError, ValueError: The job type has no such setting.
    """
    setting_store.write(scene, setting_store.known_spec(scene).name, key, 0)


def save_images(_context: bpy.types.Context, _scene: bpy.types.Scene, _key: str) -> None:
    """Save all images as Blender does; a submission that asks about them is cancelled, since it would not have them.

    Raises:
        ValueError: not all can be saved.
    """
    if state.current().submission.asks:
        submit.cancel()
    try:
        bpy.ops.image.save_all_modified()
    except RuntimeError as error:
        raise ValueError(str(error).strip().removeprefix("Error: ")) from error


def use_a_new_folder(context: bpy.types.Context, scene: bpy.types.Scene, _key: str) -> None:
    """Number the folder that output paths start with.

    Raises:
        ValueError: The job type has no such folder.
    """
    spec = setting_store.known_spec(scene)
    root = next(output_roots(spec), None)
    if root is None:
        raise ValueError("The job type has no output folder that can be changed")
    folder = str(computed_settings.compute(context, scene, spec, last_used=True).values[root.key]).rstrip("/\\")
    setting_store.write(scene, spec.name, root.key, numbered(folder))


def use_a_new_name(_context: bpy.types.Context, scene: bpy.types.Scene, _key: str) -> None:
    """Number the job's name."""
    property_groups.job_properties(scene).job_name = numbered(property_groups.job_name(scene))


def render_in_one_task(context: bpy.types.Context, scene: bpy.types.Scene, key: str) -> None:
    """Set the chunk size to the number of frames.

    Raises:
        KeyError, ValueError: there are no frames, or the setting does not exist.
    """
    frames = parse_frames(str(computed_settings.effective(context, scene, FRAMES, last_used=True)))
    setting_store.write(scene, setting_store.known_spec(scene).name, key, frames.count)


def put_outputs_below_job(context: bpy.types.Context, scene: bpy.types.Scene, _key: str) -> None:
    """Let File Output nodes write below the job's output folder, each to a folder of its own.

    Raises:
        ValueError: the job has no output folder, or all of these nodes are in libraries.
    """
    spec = setting_store.known_spec(scene)
    folder = lasting_folder_of(spec, computed_settings.compute(context, scene, spec, last_used=True).values)
    if not folder:
        raise ValueError("The job's output folder is not known: choose one first")
    info = state.current().manager.info
    storage = from_info(info) if info else None
    shared = user_preferences.chosen(context).shared_folders
    moved = False
    for node, tree in scene_outputs.writing_nodes(scene):
        output = scene_outputs.output_of(node, tree)
        if tree.library is None and is_lost(output, bpy.data.filepath, storage, shared):
            scene_outputs.move(node, f"{folder}/{plain_name(output.node) or node.bl_idname}")
            moved = True
    if not moved:
        raise ValueError("These nodes are in a library: change their folders there")


FIXES: dict[str, Callable[[bpy.types.Context, bpy.types.Scene, str], None]] = {
    "camera": use_a_camera,
    "open_scene": use_the_open_scene,
    "all_layers": render_all_layers,
    "image_format": render_images,
    "scene_frames": use_scene_frames,
    "frame_step": use_frame_step,
    "frames_from_zero": use_frames_from_zero,
    "storage_folder": render_to_storage,
    "any_worker": use_any_worker,
    "save_images": save_images,
    "job_name": use_a_plain_name,
    "new_folder": use_a_new_folder,
    "new_name": use_a_new_name,
    "no_folders": use_no_folders,
    ONE_TASK: render_in_one_task,
    BELOW_JOB: put_outputs_below_job,
}
"""Fix by name, as in findings."""


def apply(context: bpy.types.Context, name: str, key: str) -> None:
    """Apply a fix.

    Args:
        context: Blender's context.
        name: The finding's ``fix``.
        key: The finding's setting, if it is about one.

    Raises:
        ValueError, KeyError: it is not possible; the message has the reason.
    """
    fix = FIXES.get(name)
    if fix is None:
        raise KeyError(f'There is no fix "{name}"')
    fix(context, property_groups.current_scene(context), key)
    redraw.tag()
