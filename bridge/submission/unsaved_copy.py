"""Temporary copies of the open file with its unsaved changes."""

from __future__ import annotations

import contextlib
import logging
import shutil
from collections.abc import Iterator
from pathlib import Path

import bpy

from ...core.errors import ErrorKind, FarmError
from .. import user_preferences
from ..runtime.translation import rpt_

NAME = "copy-for-the-farm.blend"
"""File name of every copy. Blender reports that it saved a file of this name: it must not read as the artist's."""
NOT_COPIED = "The unsaved changes could not be copied to {folder}: {reason}"

_log = logging.getLogger(__name__)


def save(context: bpy.types.Context, submission_id: str) -> str:
    """Write a copy of the open file; the artist's file and its name do not change.

    Paths in the copy are not changed; by default Blender would make them relative to the copy's folder.

    Args:
        context: Blender's context.
        submission_id: Makes the folder unique.

    Returns:
        Absolute path of the copy.

    Raises:
        FarmError: kind ``copy``; the disk is full, the folder is not writable, or Blender failed.
    """
    folder = folder_of(context, submission_id)
    path = folder / NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with context.temp_override(window=_window(context)), _no_packing():
            _write(path)
    except (OSError, RuntimeError) as error:
        discard(str(folder))
        raise not_copied(folder, error) from error
    return str(path)


def _write(path: Path) -> None:
    """Write the copy. Blender first writes a file of another name, so that the copy is complete if it exists.

    Raises:
        RuntimeError: There is no copy.
    """
    try:
        bpy.ops.wm.save_as_mainfile(filepath=str(path), copy=True, relative_remap=False, check_existing=False)
    except RuntimeError:  # any error that was reported meanwhile
        if not path.is_file():
            raise
        _log.exception("the copy was written in spite of an error")
    if not path.is_file():
        raise RuntimeError("Blender did not write the file")


@contextlib.contextmanager
def _no_packing() -> Iterator[None]:
    """Switch Automatically Pack Resources off: it packs into the open file too, and fails at a missing file."""
    packs = bpy.data.use_autopack
    bpy.data.use_autopack = False
    try:
        yield
    finally:
        bpy.data.use_autopack = packs


def folder_of(context: bpy.types.Context, submission_id: str) -> Path:
    """Return the folder for the temporary files of a submission; it need not exist."""
    return user_preferences.copies_folder(context) / submission_id


def not_copied(folder: Path, error: Exception) -> FarmError:
    """Return the error that says why temporary files could not be written."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    reason = said.strip().removeprefix("Error: ") or type(error).__name__
    return FarmError(
        rpt_(NOT_COPIED).format(folder=folder, reason=reason),
        kind=ErrorKind.COPY,
        hint="Free some space there or allow writing, or choose another folder for temporary copies in the preferences",
    )


def discard(folder: str) -> None:
    """Delete the folder for the temporary files of a submission, if it exists."""
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _window(context: bpy.types.Context) -> bpy.types.Window | None:
    """Return a window for saving, which a timer's context does not have."""
    manager = context.window_manager
    return context.window or (manager.windows[0] if manager is not None and manager.windows else None)
