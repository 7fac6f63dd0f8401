"""Cross-check with Blender's own list of paths: adds every path that the readers missed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import bpy

from .collector import BUILT_IN, ReferenceCollector

SLICE = 500
"""Data-blocks in one call of Blender, which then takes about a millisecond."""


def can_be_asked_in_parts() -> bool:
    """Return whether Blender can list the paths of chosen data-blocks (from 4.4)."""
    return hasattr(bpy.data, "file_path_map")


def check_blocks(blocks: list[Any], collector: ReferenceCollector) -> None:
    """Add the paths that Blender lists for some data-blocks."""
    for owner, written in _listed(blocks):
        if (
            written
            and written != BUILT_IN
            and not collector.covers(owner, written)
            and not _is_of_sound(owner, collector)
        ):
            kind = "icon" if isinstance(owner, bpy.types.Brush) else "file"
            collector.add(owner, written, kind, optional=kind == "icon")


def _is_of_sound(owner: Any, collector: ReferenceCollector) -> bool:
    """Return whether a path that no reader knows can only be that of a sound strip, which no render reads."""
    return isinstance(owner, bpy.types.Scene) and owner.session_uid in collector.with_sounds


def all_paths() -> list[str]:
    """Return all absolute paths, for versions of Blender that can only list all at once and without owners."""
    return list(bpy.utils.blend_paths(absolute=True, packed=False, local=False))


def cover_origins(blocks: list[Any], collector: ReferenceCollector) -> None:
    """Cover what Blender lists before 4.4 and no render reads: where data was appended from, and icons of brushes."""
    for block in blocks:
        origin = block.library_weak_reference
        if origin is not None:
            collector.cover(block, origin.filepath)
        if isinstance(block, bpy.types.Brush):
            collector.cover(block, block.icon_filepath)


def _listed(blocks: list[Any]) -> Iterable[tuple[Any, str]]:
    if hasattr(bpy.data, "file_path_foreach"):
        listed: list[tuple[Any, str]] = []

        def visit(owner: Any, written: str, _meta: object) -> None:
            listed.append((owner, written))

        bpy.data.file_path_foreach(visit, subset=blocks, flags={"SKIP_PACKED", "SKIP_WEAK_REFERENCES"})
        return listed
    return _mapped(blocks)


def _mapped(blocks: list[Any]) -> Iterator[tuple[Any, str]]:
    data: Any = bpy.data
    for owner, paths in data.file_path_map(subset=blocks, include_libraries=False).items():
        if paths and not getattr(owner, "packed_file", None):
            yield from ((owner, written) for written in paths)
