"""Pixels of unsaved images, written to temporary files for the second Blender; one image a turn of the timer.

This is the second exception to the slices of 4 ms, after the copy: Blender hands out the values of an image in one go,
0.1 seconds for 4096 x 4096. Writing them to the disk is sliced.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import bpy

from ...submission.snapshot import PIXELS, UnsavedImage
from ..assets.trace import SLICE_SECONDS, Clock
from ..runtime import helper_session
from ..runtime.background_work import Steps
from ..scene.unsaved_images import Unsaved
from . import unsaved_copy

BLOCK = 1 << 20
"""Bytes that are written between two checks of the clock."""

TILE_FORMAT = "PNG"
"""The format in which tiles are written: it keeps all values of bytes."""

Written = dict[int, UnsavedImage]
"""By the session_uid of the data-block."""


def write(
    images: Iterable[Unsaved], folder: Path, *, begin: Callable[[Unsaved], None], check: Callable[[], None]
) -> Steps[Written]:
    """Write the pixels of images; the images themselves stay as they are.

    Args:
        images: The images; those that cannot be sent are passed over.
        folder: Where to write; is created.
        begin: Is called before each image, a turn ahead, so that the user sees which one it is.
        check: Is called after each pause; raises if the file is not open any more.

    Raises:
        FarmError: kind ``copy``; the disk is full, or the folder cannot be written.
    """
    found: Written = {}
    for each in images:
        if each.why_not:
            continue
        begin(each)
        yield None
        check()
        image = next((image for image in bpy.data.images if image.session_uid == each.uid), None)
        if image is None:
            continue  # it was deleted, so the copy does not have it either
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / f"{PIXELS}{len(found)}"
            if image.source == "TILED":
                found[each.uid] = _write_tiles(image, path)
            else:
                found[each.uid] = yield from _write_values(image, path)
        except (OSError, RuntimeError, MemoryError) as error:
            raise unsaved_copy.not_copied(folder, error) from error
    return found


def named(written: Written) -> tuple[UnsavedImage, ...]:
    """Return the images under their names of this moment, without those that were deleted."""
    names = {image.session_uid: image.name for image in bpy.data.images}
    return tuple(replace(image, name=names[uid]) for uid, image in written.items() if uid in names)


def _write_values(image: Any, path: Path) -> Steps[UnsavedImage]:
    values = array("f", [0.0]) * len(image.pixels)
    image.pixels.foreach_get(values)
    (width, height), channels, is_float = image.size, image.channels, image.is_float
    clock = Clock(helper_session.time_budget(SLICE_SECONDS))
    with memoryview(values) as floats, floats.cast("B") as data, open(path, "xb") as file:
        for start in range(0, len(data), BLOCK):
            if clock.due:
                yield None
                clock.begin()
            file.write(data[start : start + BLOCK])
    return UnsavedImage(name="", pixels=str(path), width=width, height=height, channels=channels, is_float=is_float)


def _write_tiles(image: Any, path: Path) -> UnsavedImage:
    """Write all tiles, which Blender does in one go (from 4.5)."""
    pattern = f"{path}.<UDIM>.png"
    before = image.file_format
    if before != TILE_FORMAT:
        image.file_format = TILE_FORMAT
    try:
        image.save(filepath=pattern, save_copy=True)
    finally:
        if before != TILE_FORMAT:
            image.file_format = before
    return UnsavedImage(name="", pixels=pattern, tiled=True)
