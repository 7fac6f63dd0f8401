"""Data-blocks that refer to one file or one sequence: libraries, fonts, sounds, texts, clips, volumes, cache files."""

from __future__ import annotations

import os
import re

import bpy

from .collector import LIBRARY, Owner, ReferenceCollector, is_archive
from .frame_numbers import merged, shifted, volume_numbers, within, without
from .images import is_moving
from .paths import resolve

_LAST_NUMBER = re.compile(r"([0-9]+)[^0-9]*$")


def read_library(library: bpy.types.Library, collector: ReferenceCollector) -> None:
    """Add a linked .blend, unless its data is packed or it has none: the library of appended data stays in the session.

    Blender reports the paths of all libraries relative to the open file; the library of a library refers from there.
    """
    if is_archive(library):
        # Paths in its data resolve from the library's folder.
        collector.add(Owner(collector.owner(library).label, collector.blend), library.filepath, LIBRARY, spread="place")
        return
    if library.session_uid not in collector.linked:
        # From 5.0, single data-blocks can be packed: they belong to an archive of the library, and the library stays.
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


def read_font(font: bpy.types.VectorFont, collector: ReferenceCollector) -> None:
    """Add a font, unless it is packed."""
    if font.packed_file is None:
        collector.add(font, font.filepath, "font")


def read_sound(sound: bpy.types.Sound, collector: ReferenceCollector) -> None:
    """Add a sound, unless it is packed."""
    if sound.packed_file is None:
        collector.add(sound, sound.filepath, "sound")


def read_text(text: bpy.types.Text, collector: ReferenceCollector) -> None:
    """Add the file of a text; it is optional, because the text is also in the .blend."""
    if text.is_in_memory:
        collector.cover(text, text.filepath)
    else:
        collector.add(text, text.filepath, "text", optional=True)


def read_clip(clip: bpy.types.MovieClip, collector: ReferenceCollector) -> None:
    """Add a movie clip, or the images of a clip that the frames show."""
    written = clip.filepath
    first = _number_in(written)
    if clip.source != "SEQUENCE" or first is None:
        collector.add(clip, written, "clip")
        return
    if is_moving(clip):
        collector.add(clip, written, "clip", spread="frames")
        return
    # The path is that of the first image; the clip has their number.
    numbers = shifted(collector.frames, first + clip.frame_offset - clip.frame_start)
    there = within(numbers, first, first + clip.frame_duration - 1)
    if there:
        collector.add(clip, written, "clip", spread="frames", frames=there)
    # Blender also shows existing images before and after those that it counts; and without the first image it reads
    # the clip as a movie.
    besides = without(merged((*numbers, (first, first))), there)
    if besides:
        collector.add(clip, written, "clip", spread="frames", frames=besides, optional=True)


def read_volume(volume: bpy.types.Volume, collector: ReferenceCollector) -> None:
    """Add a VDB file, or the files of a sequence that the frames show."""
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
    """Add an Alembic or USD file with its layers, or the files of a sequence that the frames show."""
    written = cache.filepath
    is_usd = os.path.splitext(written)[1].lower().startswith(".usd")
    collector.add(cache, written, "cache", spread="usd" if is_usd else "file")
    for layer in cache.layers:
        collector.add(cache, layer.filepath, "cache")
    if cache.is_sequence and _number_in(written) is not None:
        # The range of the sequence is not known: only the file in the path is required. The offset is for times in a
        # file, not for a sequence.
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
    """Return the frame number in the name of a file: the last number before the extension."""
    name = written.replace("\\", "/").rpartition("/")[2]
    match = _LAST_NUMBER.search(os.path.splitext(name)[0])
    return int(match[1]) if match else None
