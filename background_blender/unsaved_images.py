"""Unsaved images: packs their pixels, as they were in the artist's Blender, into the open file."""

from __future__ import annotations

import os
from array import array
from collections.abc import Iterable, Mapping
from typing import Any

import bpy

_DATA = "Non-Color"
"""Name of the colour space of values that are no colours."""
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
    for mode in (image.alpha_mode, "PREMUL" if given["is_float"] else "STRAIGHT"):
        if image.alpha_mode != mode:
            image.alpha_mode = mode
        image.pack(data=encoded, data_len=len(encoded))
        image.buffers_free()
        if _is_same(_pixels(image), values, mode):
            return
    raise RuntimeError(f'the pixels of the image "{image.name}" could not be kept exactly')


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
