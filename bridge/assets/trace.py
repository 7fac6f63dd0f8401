"""Trace: finds the references in Blender's data, in slices."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Generator, Iterator
from typing import Any

import bpy

from ...core.sliced_work import finish
from ...submission.snapshot import AssetReference
from . import blender_path_list, images, nodes, objects, project, scripts, sequencer, single_file_data
from .collector import ReferenceCollector, collections
from .frame_numbers import Runs, merged

Reader = Callable[[Any, ReferenceCollector], None]

READERS: tuple[tuple[str, Reader], ...] = (
    ("libraries", single_file_data.read_library),
    ("images", images.read_image),
    ("fonts", single_file_data.read_font),
    ("sounds", single_file_data.read_sound),
    ("texts", single_file_data.read_text),
    ("texts", scripts.read_script),
    ("movieclips", single_file_data.read_clip),
    ("volumes", single_file_data.read_volume),
    ("cache_files", single_file_data.read_cache_file),
    ("cameras", images.read_camera),
    ("objects", objects.read_object),
)
"""The reader of each collection of data-blocks, in order: images come before their users."""

SHOWING: tuple[tuple[str, Reader], ...] = (("textures", images.read_texture), ("materials", images.read_material))
"""The readers of possible users of image sequences, used only if there are any."""

WITH_NODES = ("materials", "worlds", "lights", "linestyles", "textures", "scenes", "node_groups")
"""Collections of data-blocks that are or contain a node tree."""

PART = 200
"""Nodes or strips that are read between two checks of the clock."""

AT_ONCE = 1000
"""Data-blocks that are taken from a collection at once: Blender counts from the first one each time."""

SLICE_SECONDS = 0.003
"""How long a slice may block Blender; it ends after the current data-block."""


class Clock:
    """Clock that decides when a trace pauses."""

    def __init__(self, seconds: float = math.inf) -> None:
        self._seconds = seconds
        self._until = math.inf
        self.begin()

    def begin(self) -> None:
        """Start a slice."""
        self._until = time.perf_counter() + self._seconds

    @property
    def due(self) -> bool:
        """Whether the time of the slice is over."""
        return time.perf_counter() >= self._until


def references(blend_path: str, frames: Runs = ()) -> tuple[AssetReference, ...]:
    """Return all references, without pauses.

    Args:
        blend_path: Absolute path of the open file.
        frames: Frames that the job renders, in addition to those of the scenes.
    """
    return finish(trace(blend_path, frames, Clock()))


def trace(
    blend_path: str, frames: Runs, clock: Clock, replaced: frozenset[int] = frozenset()
) -> Generator[None, None, tuple[AssetReference, ...]]:
    """Find all references, and pause whenever the clock is due.

    No data-block is kept over a pause, so the file may change meanwhile; changes may or may not be in the result. Call
    ``clock.begin`` before each step.

    Args:
        blend_path: Absolute path of the open file.
        frames: Frames that the job renders, in addition to those of the scenes.
        clock: Decides when to pause.
        replaced: session_uid of images whose files are not needed.

    Returns:
        The references, without packed data. Files that come with Blender are files like any other: workers may have
        another version of Blender, or have it elsewhere.
    """
    rendered, cached = _frames(frames)
    collector = ReferenceCollector(blend_path, rendered, cached, _suffixes())
    collector.replaced = replaced
    for name in collections() if bpy.data.libraries else ():
        yield from _some(name, collector.note_libraries, clock)
    project.read_project(collector)
    project.read_colours(collector)
    for name, read in READERS:
        yield from _each(name, lambda block, read=read: read(block, collector), clock)  # type: ignore[misc]
    for name, read in SHOWING if collector.sequences else ():
        yield from _each(name, lambda block, read=read: read(block, collector), clock)  # type: ignore[misc]
    large: list[tuple[str, int]] = []
    for name in WITH_NODES:
        yield from _each(name, lambda block, name=name: _read_tree(block, name, large, collector), clock)  # type: ignore[misc]
    for name, uid in large:
        yield from _parts(
            name,
            uid,
            lambda block, name=name: _tree_of(block, name).nodes,  # type: ignore[misc]
            lambda part, block, name=name: nodes.read_nodes(part, _tree_of(block, name), block, collector),  # type: ignore[misc]
            clock,
        )
    for uid in [scene.session_uid for scene in bpy.data.scenes if scene.sequence_editor is not None]:
        exact: list[bool] = []

        def read_strips(part: list[Any], scene: Any, exact: list[bool] = exact) -> None:
            exact = exact or [sequencer.is_exact(scene)]
            for strip in part:
                sequencer.read_strip(strip, scene, collector, exact=exact[0])

        yield from _parts("scenes", uid, sequencer.strips_of, read_strips, clock)
    collector.settle()
    yield from _cross_check(collector, clock)
    return collector.references()


def _cross_check(collector: ReferenceCollector, clock: Clock) -> Iterator[None]:
    if not blender_path_list.can_be_asked_in_parts():
        yield  # start a new slice for the call that cannot be split
        more = []
        for path in blender_path_list.all_paths():
            if not collector.covers_bare(path):
                more.append(path)
            if clock.due:
                yield
        for name in collections() if more else ():
            yield from _some(name, lambda blocks: blender_path_list.cover_origins(blocks, collector), clock)
        for path in more:
            collector.add_bare(path)
            if clock.due:
                yield
        return
    for name in collections():
        yield from _some(name, lambda blocks: blender_path_list.check_blocks(blocks, collector), clock)


def _some(name: str, read: Callable[[list[Any]], None], clock: Clock) -> Iterator[None]:
    """Read the data-blocks of a collection, several at once."""
    collection = getattr(bpy.data, name)
    start = 0
    while blocks := collection[start : start + blender_path_list.SLICE]:
        read(blocks)
        start += blender_path_list.SLICE
        if clock.due:
            yield


def _each(name: str, read: Callable[[Any], None], clock: Clock) -> Iterator[None]:
    """Read all data-blocks of a collection; after a pause they are looked up again."""
    collection = getattr(bpy.data, name)
    done = 0
    while rest := collection[done : done + AT_ONCE]:
        for block in rest:
            read(block)
            done += 1
            if clock.due:
                yield
                break


def _parts(
    name: str,
    uid: int,
    parts_of: Callable[[Any], Any],
    read: Callable[[list[Any], Any], None],
    clock: Clock,
) -> Iterator[None]:
    """Read the parts of one data-block; after a pause it is looked up again, and may be deleted."""
    done = 0
    while True:
        block = next((each for each in getattr(bpy.data, name) if each.session_uid == uid), None)
        if block is None:
            return
        parts = parts_of(block)
        while part := parts[done : done + PART]:
            read(part, block)
            done += PART
            if clock.due:
                break
        else:
            return
        yield


def _read_tree(block: Any, name: str, large: list[tuple[str, int]], collector: ReferenceCollector) -> None:
    tree = _tree_of(block, name)
    if tree is not None:
        in_it = tree.nodes[: PART + 1]
        if len(in_it) > PART:
            large.append((name, block.session_uid))
        else:
            nodes.read_nodes(in_it, tree, block, collector)


def _tree_of(block: Any, name: str) -> Any:
    if name == "node_groups":
        return block
    return getattr(block, "node_tree", None)  # from 5.0 a scene has none: its compositor uses node groups


def _frames(job: Runs) -> tuple[Runs, Runs]:
    """Return the frames at which images are shown, and those at which caches are read."""
    rendered, reach = list(job), 0
    for scene in bpy.data.scenes:
        rendered.append((scene.frame_start, scene.frame_end))
        if scene.use_preview_range:
            rendered.append((scene.frame_preview_start, scene.frame_preview_end))
        render = scene.render
        if render.frame_map_old != render.frame_map_new:
            factor = render.frame_map_old / render.frame_map_new
            rendered += [(math.floor(first * factor), math.ceil(last * factor)) for first, last in rendered]
        if render.use_motion_blur:
            reach = max(reach, math.ceil(render.motion_blur_shutter))
    frames = merged(rendered)
    return frames, merged((first - reach, last + reach) for first, last in frames)


def _suffixes() -> tuple[str, ...]:
    scenes = [scene for scene in bpy.data.scenes if scene.render.use_multiview]
    return tuple(dict.fromkeys(view.file_suffix for scene in scenes for view in scene.render.views))
