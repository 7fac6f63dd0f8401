"""Temporary copies of the open file, for changes that are not saved."""

from __future__ import annotations

import shutil
from pathlib import Path

import bpy

from ...core.errors import ErrorKind, FarmError
from .. import user_preferences
from ..runtime.translation import rpt_

NOT_COPIED = "The unsaved changes could not be copied to {folder}: {reason}"


def save(context: bpy.types.Context, submission_id: str, name: str) -> str:
    """Write the open file, as it is now, to a place of its own; the artist's file and its name stay untouched.

    Paths in the copy stay as they are (Blender would else point them out of the copy's folder).

    Args:
        context: Blender's context.
        submission_id: Makes the place unique.
        name: File name of the copy, for example ``shot_010.blend``.

    Returns:
        Absolute path of the copy.

    Raises:
        FarmError: kind ``copy``; the disk is full, the folder can't be written, or Blender refused.
    """
    folder = user_preferences.copies_folder(context) / submission_id
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with context.temp_override(window=_window(context)):
            done = bpy.ops.wm.save_as_mainfile(
                filepath=str(path), copy=True, relative_remap=False, check_existing=False
            )
        if done != {"FINISHED"} or not path.is_file():
            raise RuntimeError("Blender did not write the file")
    except (OSError, RuntimeError) as error:
        discard(str(path))
        reason = str(error).strip().removeprefix("Error: ")
        raise FarmError(
            rpt_(NOT_COPIED).format(folder=folder, reason=reason),
            kind=ErrorKind.COPY,
            hint="Free some space, or choose another folder for temporary copies in the preferences",
        ) from error
    return str(path)


def discard(path: str) -> None:
    """Delete a copy and the folder that was made for it; what is gone already is fine."""
    if path:
        shutil.rmtree(Path(path).parent, ignore_errors=True)


def _window(context: bpy.types.Context) -> bpy.types.Window | None:
    """A timer has no window in its context, which saving wants; any of them will do."""
    manager = context.window_manager
    return context.window or (manager.windows[0] if manager is not None and manager.windows else None)
