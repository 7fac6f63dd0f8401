"""Images, and the frames of image sequences that their users show."""

from __future__ import annotations

import os
from typing import Any

import bpy

from .collector import ReferenceCollector, Sequence, is_unused
from .frame_numbers import image_numbers, merged

NO_FILES = frozenset({"GENERATED", "VIEWER"})
"""Sources of images without a file: generated or rendered."""

MOVING = ("frame_start", "frame_offset", "frame_duration", "use_cyclic")
"""Properties that decide which frame is shown; if animated, the frames cannot be determined."""


def read_image(image: bpy.types.Image, collector: ReferenceCollector) -> None:
    """Add the files of an image, unless it is packed."""
    source = image.source
    written = image.filepath
    if source in NO_FILES or not written or image.packed_file is not None:
        return
    if image.session_uid in collector.replaced:
        collector.covered.add(collector.path(image, written))
        return
    if source == "SEQUENCE" and not is_unused(image):
        collector.sequences[image.session_uid] = Sequence(collector.owner(image), written)
    elif source == "TILED":
        tiles = merged((tile.number, tile.number) for tile in image.tiles)
        collector.add(image, written, "tiles", spread="tiles", frames=tiles)
    else:
        collector.add(image, written, "movie" if source == "MOVIE" else "image")
    if collector.suffixes and image.use_multiview and image.views_format == "INDIVIDUAL":
        for other in other_views(written, collector.suffixes):
            collector.add(image, other, "image", optional=True)


def other_views(written: str, suffixes: tuple[str, ...]) -> list[str]:
    """Return the files of the other views: names with another suffix."""
    stem, extension = os.path.splitext(written)
    for suffix in suffixes:
        if suffix and stem.endswith(suffix):
            head = stem.removesuffix(suffix)
            return [head + other + extension for other in suffixes if other != suffix]
    return []


def show(
    collector: ReferenceCollector, image: Any, user: Any, animated: bpy.types.ID | None, *, is_geometry: bool = False
) -> None:
    """Record which frames of an image a user shows, if it is a sequence.

    Args:
        collector: The references found so far.
        image: The image, or None.
        user: Has frame_start, frame_duration, frame_offset and use_cyclic; None = the frames are not known.
        animated: The data-block whose animation may change them.
        is_geometry: Whether it moves meshes: with motion blur, frames around each one are read, too.
    """
    sequence = collector.sequences.get(image.session_uid) if image is not None else None
    if sequence is None or sequence.everything:
        return
    if user is None or (animated is not None and is_moving(animated)):
        sequence.everything = True
        return
    numbers, before = image_numbers(
        collector.frames, user.frame_start, user.frame_duration, user.frame_offset, cyclic=user.use_cyclic
    )
    sequence.numbers += numbers
    sequence.besides += before
    if is_geometry and collector.cache_frames != collector.frames:
        for more in image_numbers(
            collector.cache_frames, user.frame_start, user.frame_duration, user.frame_offset, cyclic=user.use_cyclic
        ):
            sequence.besides += more


def is_moving(block: Any) -> bool:
    """Return whether animation or a driver of a data-block may change which frame of a sequence is shown."""
    data = block.animation_data
    if data is None:
        return False
    if any(track.strips for track in data.nla_tracks):
        return True
    curves = [*data.drivers]
    if data.action is not None:
        curves += _curves(data.action)
    return any(curve.data_path.endswith(MOVING) for curve in curves)


def _curves(action: Any) -> list[Any]:
    if not hasattr(action, "layers"):  # before 4.4
        return list(action.fcurves)
    strips = (strip for layer in action.layers for strip in layer.strips)
    return [curve for strip in strips for bag in strip.channelbags for curve in bag.fcurves]


def read_material(material: Any, collector: ReferenceCollector) -> None:
    """Record the images of strokes and fills, whose frames are not known."""
    style = material.grease_pencil if collector.sequences else None
    if style is not None:
        show(collector, style.stroke_image, None, None)
        show(collector, style.fill_image, None, None)


def read_texture(texture: Any, collector: ReferenceCollector) -> None:
    """Record the frames that an image texture shows."""
    if collector.sequences and texture.type == "IMAGE":
        show(collector, texture.image, texture.image_user, texture, is_geometry=True)


def read_camera(camera: Any, collector: ReferenceCollector) -> None:
    """Record the background images of a camera, and add the script of its lens."""
    for background in camera.background_images:
        if background.source == "IMAGE":
            show(collector, background.image, background.image_user, camera)
        elif background.clip is not None and background.clip_user.proxy_render_size != "FULL":
            add_proxies(background.clip, collector)
    if getattr(camera, "custom_mode", "") == "EXTERNAL" and camera.type == "CUSTOM":
        collector.add(camera, camera.custom_filepath, "script")
        add_compiled(camera, camera.custom_filepath, collector)
    else:  # left over from another type of lens
        collector.cover(camera, getattr(camera, "custom_filepath", ""))


def add_proxies(clip: Any, collector: ReferenceCollector) -> None:
    """Add the folder with the proxies of a clip."""
    if not clip.use_proxy:
        return
    folder, name = os.path.split(clip.filepath.replace("\\", "/"))
    written = clip.proxy.directory if clip.use_proxy_custom_directory else f"{folder or '/'}/BL_proxy/{name}"
    collector.add(clip, written, "proxy", spread="folder", optional=True)


def add_compiled(block: bpy.types.ID, written: str, collector: ReferenceCollector) -> None:
    """Add the compiled file beside an OSL script; it is optional, because Cycles can compile the script again."""
    stem, extension = os.path.splitext(written)
    if extension.lower() == ".osl":
        collector.add(block, stem + ".oso", "script", optional=True)
