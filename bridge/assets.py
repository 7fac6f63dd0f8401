"""Lists the files that the open .blend refers to, with who refers to them; reads, never writes, touches no disk.

All linked data is loaded, so what libraries of libraries refer to comes with it.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import bpy

from ..submission.snapshot import AssetReference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KINDS = {
    "Library": "library",
    "VectorFont": "font",
    "Sound": "sound",
    "MovieClip": "clip",
    "CacheFile": "cache",
    "Volume": "volume",
    "Text": "text",
    "Object": "cache",
    "Scene": "strip",
}
"""What a file is, by the type of the data-block that refers to it."""

IMAGE_KINDS = {"SEQUENCE": "sequence", "TILED": "tiles", "MOVIE": "movie"}
"""What a file is, by the source of the image that refers to it."""

COLLECTIONS = ("images", "libraries", "fonts", "sounds", "movieclips", "cache_files", "volumes", "texts")
"""Collections whose data-blocks have a `filepath`: what Blender before 4.4 can be asked one by one."""


def references(blend_path: str) -> tuple[AssetReference, ...]:
    """Return every file that Blender's data refers to, each path once, without packed data and Blender's own files.

    Args:
        blend_path: Absolute path of the open file.
    """
    found: dict[str, AssetReference] = {}
    for owner, written in _written_paths():
        reference = _reference(owner, written, blend_path)
        found.setdefault(reference.path, reference)
    for path in bpy.utils.blend_paths(absolute=True, packed=False, local=False):
        # The cross-check: what Blender lists is in the result, even if nobody above names it.
        tidy = os.path.normpath(path)
        found.setdefault(tidy, AssetReference(tidy, path, "file", "", blend_path))
    return tuple(reference for path, reference in found.items() if not _is_blenders_own(path))


def _reference(owner: bpy.types.ID, written: str, blend_path: str) -> AssetReference:
    library = owner.library
    owner_file = os.path.normpath(bpy.path.abspath(library.filepath)) if library else blend_path
    kind = KINDS.get(type(owner).__name__, "file")
    if isinstance(owner, bpy.types.Image):
        kind = IMAGE_KINDS.get(owner.source, "image")
    return AssetReference(
        path=os.path.normpath(bpy.path.abspath(written, library=library)),
        written=written,
        kind=kind,
        owner=f'{type(owner).__name__} "{owner.name}"',
        owner_file=owner_file,
    )


def _written_paths() -> Iterator[tuple[bpy.types.ID, str]]:
    """Yield (data-block, path as written in it), by the best means that this Blender has."""
    if hasattr(bpy.data, "file_path_foreach"):
        yield from _visited_paths()
    elif hasattr(bpy.data, "file_path_map"):
        for owner, paths in bpy.data.file_path_map(include_libraries=True).items():
            # The map also names, for each linked data-block, the library that it comes from.
            own = paths if not owner.library else paths - {owner.library.filepath}
            yield from _unpacked(owner, own)
    else:
        for name in COLLECTIONS:
            for owner in getattr(bpy.data, name):
                yield from _unpacked(owner, [owner.filepath])


def _visited_paths() -> Iterator[tuple[bpy.types.ID, str]]:
    visited: list[tuple[bpy.types.ID, str]] = []

    def visit(owner: bpy.types.ID, path: str, _reserved: object) -> None:
        visited.append((owner, path))

    bpy.data.file_path_foreach(visit, flags={"SKIP_PACKED"})  # type: ignore[attr-defined] # from 5.0
    yield from visited


def _unpacked(owner: bpy.types.ID, paths: Iterable[str]) -> Iterator[tuple[bpy.types.ID, str]]:
    if getattr(owner, "packed_file", None) or getattr(owner, "packed_files", None):
        return
    if isinstance(owner, bpy.types.Image) and owner.source in {"GENERATED", "VIEWER"}:
        return
    yield from ((owner, path) for path in paths if path and path != "<builtin>")


def _is_blenders_own(path: str) -> bool:
    """True for files that every Blender has: its bundled assets and fonts."""
    own = bpy.utils.system_resource("DATAFILES")  # type: ignore[attr-defined] # not in the stubs
    return path == "<builtin>" or (bool(own) and path.startswith(os.path.join(own, "")))
