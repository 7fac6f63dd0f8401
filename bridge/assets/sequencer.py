"""The sequencer: movies, and the visible images of image strips."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import bpy

from .collector import ReferenceCollector
from .frame_numbers import merged, shifted, within
from .images import other_views

_NUMBERED = re.compile(r"(.*?)([0-9]+)([^0-9]*)", re.DOTALL)


def strips_of(scene: bpy.types.Scene) -> Any:
    """Return all strips of a scene, including those in meta strips; () = it has no sequencer."""
    editor: Any = scene.sequence_editor
    if editor is None:
        return ()
    return editor.strips_all if hasattr(editor, "strips_all") else editor.sequences_all  # before 4.4


def read_strip(strip: Any, scene: bpy.types.Scene, collector: ReferenceCollector, *, exact: bool) -> None:
    """Add the files of a strip.

    Args:
        strip: A strip of the scene.
        scene: Its scene.
        collector: The references found so far.
        exact: Whether the sequencer runs at the scene's speed; otherwise every image of a strip may be visible.
    """
    kind = strip.type
    if kind == "MOVIE":
        collector.add(scene, strip.filepath, "movie")
        _add_views(strip, strip.filepath, scene, collector)
    elif kind == "IMAGE":
        _read_pictures(strip, scene, collector, exact=exact)
    elif kind == "SOUND" and strip.sound is not None:
        collector.note_sound(scene, strip.sound)


def _read_pictures(strip: Any, scene: bpy.types.Scene, collector: ReferenceCollector, *, exact: bool) -> None:
    directory = os.path.join(strip.directory, "")
    names = [element.filename for element in strip.elements]
    seen: set[int] = set()
    for first, last in _seen(strip, len(names), collector, exact=exact):
        seen.update(range(first, last + 1))
    folder = os.path.dirname(collector.path(scene, directory + "x"))
    collector.covered.update(os.path.join(folder, name) for name in names)
    for name, frames in _bundled([name for index, name in enumerate(names) if index in seen]):
        spread = "frames" if frames else "file"
        collector.add(scene, directory + name, "strip", spread=spread, frames=frames)
        _add_views(strip, directory + name, scene, collector)


def _seen(strip: Any, count: int, collector: ReferenceCollector, *, exact: bool) -> tuple[tuple[int, int], ...]:
    """Return the indices of the images that a strip shows."""
    new = hasattr(strip, "content_start")  # from 5.2, where the old names are deprecated
    trim = strip.content_trim_start if new else strip.animation_offset_start
    length = strip.content_duration if new else strip.frame_duration
    everything = within(((trim, trim + length - 1),), 0, count - 1)
    if not exact or strip.use_reverse_frames or strip.strobe > 1 or len(getattr(strip, "retiming_keys", ())):
        return everything
    start = int(strip.content_start if new else strip.frame_start)
    left, right = (strip.left_handle, strip.right_handle) if new else (strip.frame_final_start, strip.frame_final_end)
    visible = within(collector.frames, left, right - 1)
    # Before and after its images a strip shows the first or the last one.
    clamped = merged((min(max(a, 0), length - 1), min(max(b, 0), length - 1)) for a, b in shifted(visible, -start))
    return within(shifted(clamped, trim), 0, count - 1)


def _bundled(names: list[str]) -> Iterator[tuple[str, tuple[tuple[int, int], ...]]]:
    """Group names that differ only in their number; yield a name and the numbers of each group, () = a single name."""

    def form(name: str) -> tuple[str, int, str]:
        stem, extension = os.path.splitext(name)
        match = _NUMBERED.fullmatch(stem)
        return (match[1], len(match[2]), match[3] + extension) if match else (name, 0, "")

    for (head, width, tail), group in groupby(sorted(names, key=form), key=form):
        bundle = list(group)
        if width == 0 or len(bundle) == 1:
            yield from ((name, ()) for name in dict.fromkeys(bundle))
            continue
        numbers = merged(
            (number, number) for number in (int(name[len(head) : len(name) - len(tail)]) for name in bundle)
        )
        yield bundle[0], numbers


def _add_views(strip: Any, written: str, scene: bpy.types.Scene, collector: ReferenceCollector) -> None:
    if collector.suffixes and strip.use_multiview and strip.views_format == "INDIVIDUAL":
        for other in other_views(written, collector.suffixes):
            collector.add(scene, other, "strip", optional=True)


def is_exact(scene: bpy.types.Scene) -> bool:
    """Return whether the sequencer runs at the scene's speed: no strip changes the time of others."""
    return all(strip.type not in {"SPEED", "SCENE", "MULTICAM"} for strip in strips_of(scene))
