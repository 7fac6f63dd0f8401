"""Unsaved images: packs their pixels, as they were in the artist's Blender, into the open file."""

from __future__ import annotations

import math
import os
from array import array
from collections.abc import Iterable, Mapping
from typing import Any

import bpy

_DATA = "Non-Color"
"""Name of the colour space of values that are no colours."""
_RENDERS_BY_MODE = bpy.app.version >= (5, 1, 0)
"""Whether the alpha mode changes how Cycles renders the same pixels, so that it has to stay."""
_NO_ALPHA = "NONE"
"""Alpha mode of images whose alpha is not used: Blender reads it as 1."""


def put_in(images: Iterable[Mapping[str, Any]]) -> None:
    """Pack the pixels of images; colour space and alpha mode are such that Blender reads the same values again.

    Args:
        images: See ``requests``.

    Raises:
        RuntimeError: An image is missing, or its pixels would not be the same.
    """
    for each in images:
        image: Any = bpy.data.images.get((each["name"], None))
        if image is None:
            raise RuntimeError(f'the image "{each["name"]}" is missing')
        path = image.filepath_raw
        # A packed image without a path is never replaced by a file of the disk.
        image.filepath_raw = ""
        if image.packed_files:
            image.unpack(method="REMOVE")
        if each["tiled"]:
            _pack_tiles(image, each["pixels"])
        else:
            _pack(image, each)
        image.filepath_raw = path


def _pack_tiles(image: Any, path: str) -> None:
    image.filepath_raw = path
    image.pack()
    if len(image.packed_files) != len(image.tiles):
        raise RuntimeError(f'not all tiles of the image "{image.name}" could be packed')


def _pack(image: Any, given: Mapping[str, Any]) -> None:
    values = _values(given)
    encoded, space = _encoded(image, given, values)
    image.source = "FILE"
    if given["is_float"] and image.colorspace_settings.name != _DATA:
        image.colorspace_settings.name = space  # floats are in the scene's linear space, whatever they were read from
    # Blender keeps bytes with straight alpha and floats with premultiplied alpha, and reads files accordingly.
    if _is_same(_read(image, encoded), values, image.alpha_mode):
        return
    if not _RENDERS_BY_MODE:
        image.alpha_mode = "PREMUL" if given["is_float"] else "STRAIGHT"
        if _is_same(_read(image, encoded), values, image.alpha_mode):
            return
    elif given["is_float"] and image.alpha_mode == "STRAIGHT":
        encoded, _ = _encoded(image, given, _with_straight_alpha(values))
        if _is_alike(_read(image, encoded), values):
            return
    raise RuntimeError(f'the pixels of the image "{image.name}" could not be kept exactly')


def _read(image: Any, encoded: bytes) -> array[float]:
    """Pack an image file, and return the values that Blender reads from it."""
    image.pack(data=encoded, data_len=len(encoded))
    image.buffers_free()
    return _pixels(image)


def _with_straight_alpha(values: array[float]) -> array[float]:
    straight = array("f", values)
    for at in range(3, len(values), 4):
        alpha = values[at]
        if alpha not in {0.0, 1.0}:
            for channel in range(at - 3, at):
                straight[channel] = values[channel] / alpha
    return straight


def _is_alike(found: array[float], wanted: array[float]) -> bool:
    """Return whether values differ only by rounding."""
    return len(found) == len(wanted) and all(map(_is_near, found, wanted))


def _is_near(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=1e-6)


def _values(given: Mapping[str, Any]) -> array[float]:
    """Return the values with four channels."""
    values = array("f")
    with open(given["pixels"], "rb") as file:
        values.fromfile(file, os.path.getsize(given["pixels"]) // values.itemsize)
    channels = given["channels"]
    if channels == 4:
        return values
    whole: array[float] = array("f", [1.0]) * (len(values) // channels * 4)
    for channel in range(3):  # one channel is a grey
        whole[channel::4] = values[min(channel, channels - 1) :: channels]
    return whole


def _encoded(image: Any, given: Mapping[str, Any], values: array[float]) -> tuple[bytes, str]:
    """Return the values as a PNG or OpenEXR file, and the colour space of new images of that kind."""
    draft: Any = bpy.data.images.new(
        "draft", given["width"], given["height"], alpha=True, float_buffer=given["is_float"]
    )
    try:
        space = _linear_space() or draft.colorspace_settings.name
        draft.colorspace_settings.name = space if given["is_float"] else image.colorspace_settings.name
        draft.pixels.foreach_set(values)
        draft.pack()
        encoded: bytes = draft.packed_file.data
        return encoded, space
    finally:
        bpy.data.images.remove(draft)


def _linear_space() -> str:
    """Return the colour space in which Blender keeps the pixels of the open file; "" = the only one, before 5.0."""
    return str(getattr(getattr(bpy.data, "colorspace", None), "working_space", ""))


def _pixels(image: Any) -> array[float]:
    values = array("f", bytes(4 * len(image.pixels)))
    image.pixels.foreach_get(values)
    return values


def _is_same(found: array[float], wanted: array[float], mode: str) -> bool:
    if len(found) != len(wanted):
        return False
    channels = range(3 if mode == _NO_ALPHA else 4)
    return all(_bytes(found[channel::4]) == _bytes(wanted[channel::4]) for channel in channels)


def _bytes(values: array[float]) -> memoryview:
    """Return values for a comparison that also holds for what is not a number."""
    return memoryview(values).cast("B")
