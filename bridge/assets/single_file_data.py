"""Data-blocks that refer to one file or one sequence: libraries, fonts, sounds, texts, clips, volumes, cache files."""

from __future__ import annotations

import os
import re
from typing import Any

import bpy

from .collector import LIBRARY, Owner, ReferenceCollector, collections, is_archive
from .frame_numbers import merged, shifted, volume_numbers, within, without
from .images import is_moving
from .paths import resolve

_LAST_NUMBER = re.compile(r"([0-9]+)[^0-9]*$")


def read_library(library: bpy.types.Library, collector: ReferenceCollector) -> None:
    """Take up a linked .blend, unless it is packed.

    Blender tells all libraries as the open file would refer to them; one of a library is referred to by that library.
    """
    if is_archive(library):
        # Paths in its data start where it would lie.
        collector.add(Owner(collector.owner(library).label, collector.blend), library.filepath, LIBRARY, spread="place")
        return
    if is_packed(library):
        collector.covered.add(collector.home_in(library).file)
        return
    label, written, parent = collector.owner(library).label, library.filepath, library.parent
    if parent is None:
        collector.add(Owner(label, collector.blend), written, LIBRARY)
        return
    home = collector.home_in(parent)
    if written.startswith("//"):
        path = resolve(written, collector.blend.folder)
        try:
            written = "//" + os.path.relpath(path, home.folder).replace("\\", "/")
        except ValueError:  # another drive
            written = path
    collector.add(Owner(label, home), written, LIBRARY)


def is_packed(library: Any) -> bool:
    """Whether all that is linked from a library lies in the open file.

    From 5.0 on chosen data-blocks can be packed: they belong to an archive of the library, which itself stays.
    """
    if is_archive(library):
        return True
    if not getattr(library, "archive_libraries", ()):
        return False
    return not any(block.library == library for name in collections() for block in getattr(bpy.data, name))


def read_font(font: bpy.types.VectorFont, collector: ReferenceCollector) -> None:
    """Take up a font that is no part of Blender."""
    if font.packed_file is None:
        collector.add(font, font.filepath, "font")


def read_sound(sound: bpy.types.Sound, collector: ReferenceCollector) -> None:
    """Take up a sound."""
    if sound.packed_file is None:
        collector.add(sound, sound.filepath, "sound")


def read_text(text: bpy.types.Text, collector: ReferenceCollector) -> None:
    """Take up a text that lies beside the file; what it says is in the .blend as well."""
    if not text.is_in_memory:
        collector.add(text, text.filepath, "text", optional=True)


def read_clip(clip: bpy.types.MovieClip, collector: ReferenceCollector) -> None:
    """Take up a movie clip, or those pictures of a clip that the frames show."""
    written = clip.filepath
    first = _number_in(written)
    if clip.source != "SEQUENCE" or first is None:
        collector.add(clip, written, "clip")
        return
    if is_moving(clip):
        collector.add(clip, written, "clip", spread="frames")
        return
    # The path names the first picture; the clip knows how many there are.
    numbers = shifted(collector.frames, first + clip.frame_offset - clip.frame_start)
    there = within(numbers, first, first + clip.frame_duration - 1)
    if there:
        collector.add(clip, written, "clip", spread="frames", frames=there)
    # Blender also shows what lies before and after those that it counts; and without the first one it takes the clip
    # for a movie.
    besides = without(merged((*numbers, (first, first))), there)
    if besides:
        collector.add(clip, written, "clip", spread="frames", frames=besides, optional=True)


def read_volume(volume: bpy.types.Volume, collector: ReferenceCollector) -> None:
    """Take up a VDB, or those of a sequence that the frames show."""
    written = volume.filepath
    if volume.packed_file is not None:
        return
    number = _number_in(written) if volume.is_sequence else None
    if number is None:
        collector.add(volume, written, "volume")
        return
    if is_moving(volume):
        collector.add(volume, written, "volume", spread="frames")
        return
    used = volume_numbers(
        collector.cache_frames, volume.frame_start, volume.frame_duration, volume.frame_offset, volume.sequence_mode
    )
    collector.add(volume, written, "volume", spread="frames", frames=used or ((number, number),), optional=not used)


def read_cache_file(cache: bpy.types.CacheFile, collector: ReferenceCollector) -> None:
    """Take up an Alembic or USD file with its layers, or those of a sequence that the frames show."""
    written = cache.filepath
    is_usd = os.path.splitext(written)[1].lower().startswith(".usd")
    collector.add(cache, written, "cache", spread="usd" if is_usd else "file")
    for layer in cache.layers:
        collector.add(cache, layer.filepath, "cache")
    if cache.is_sequence and _number_in(written) is not None:
        # Nothing says where the sequence begins and ends: the file that is named is missed, others are not. The offset
        # counts within a file, not for a sequence.
        frames = collector.cache_frames
        if cache.override_frame:
            frames = ((int(cache.frame), int(cache.frame)),)
        if not _is_animated(cache):
            collector.add(cache, written, "cache", spread="frames", frames=frames, optional=True)
        else:
            collector.add(cache, written, "cache", spread="frames", optional=True)


def _is_animated(cache: bpy.types.CacheFile) -> bool:
    data = cache.animation_data
    return data is not None and bool(data.action or data.drivers or data.nla_tracks)


def _number_in(written: str) -> int | None:
    """The number that Blender counts on in the name of a file: the last one before the extension."""
    name = written.replace("\\", "/").rpartition("/")[2]
    match = _LAST_NUMBER.search(os.path.splitext(name)[0])
    return int(match[1]) if match else None
