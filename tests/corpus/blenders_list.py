"""What Blender's own list of paths contains, and which of it a render reads, told apart by other means than the trace.

The list is the same call in every version, so it contains more in some than in others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import bpy as any_bpy

bpy: Any = any_bpy
"""The type stubs are of one version of Blender."""


def needed() -> set[str]:
    """Return the absolute paths in Blender's list that a render may read."""
    own = os.path.join(bpy.utils.system_resource("DATAFILES"), "")
    listed = {_plain(path) for path in bpy.utils.blend_paths(absolute=True, packed=False, local=False) if path}
    return {path for path in listed - unread() if not path.startswith(own) and os.path.basename(path) != "<builtin>"}


def unread() -> set[str]:
    """Return the paths that no render reads, unless a data-block refers to them in another way, too."""
    not_read = {_plain(path) for path in _unread()}
    return not_read - {_plain(path) for path in _read_anyway()}


def _unread() -> Iterator[str]:
    with_data = {block.library for block in _blocks() if block.library is not None and block.users}
    for library in bpy.data.libraries:
        if library.packed_file or getattr(library, "is_archive", False) or library not in with_data:
            yield _absolute(library.filepath)
    for block in _blocks():
        origin = block.library_weak_reference
        if origin is not None:
            yield _absolute(origin.filepath, block.library)
        if block.users == 0:  # not saved; linked ones go with their last user
            yield from (_absolute(path, block.library) for path in _paths_of(block))
    for camera in bpy.data.cameras:
        if getattr(camera, "custom_mode", "") != "EXTERNAL" or camera.type != "CUSTOM":
            yield _absolute(getattr(camera, "custom_filepath", ""), camera.library)
    for brush in bpy.data.brushes:
        yield _absolute(getattr(brush, "icon_filepath", ""), brush.library)
    for text in bpy.data.texts:
        yield _absolute(text.filepath, text.library)  # its content is in the .blend
    for cache, owner in _point_caches():
        for library in (owner.library, None):
            yield _beside(library)
            yield from (_absolute(each.filepath, library) for each in cache.point_caches)
    for scene in bpy.data.scenes:
        for strip in _strips(scene):
            if strip.type == "IMAGE":  # the frames decide which of its images
                yield from (_absolute(strip.directory + each.filename, scene.library) for each in strip.elements)


def _read_anyway() -> Iterator[str]:
    """Yield the folders of caches that are on the disk."""
    for cache, owner in _point_caches():
        library = owner.library if cache.use_library_path else None
        if cache.use_external:
            yield _absolute(cache.filepath, library)
        elif cache.use_disk_cache:
            yield _beside(library)


def _paths_of(block: Any) -> Iterator[str]:
    for name in ("filepath", "custom_filepath"):
        yield getattr(block, name, "") or ""


def _point_caches() -> Iterator[tuple[Any, Any]]:
    for thing in bpy.data.objects:
        for system in thing.particle_systems:
            yield system.point_cache, thing
        for modifier in thing.modifiers:
            if hasattr(modifier, "point_cache"):
                yield modifier.point_cache, thing


def _strips(scene: Any) -> Any:
    editor = scene.sequence_editor
    return () if editor is None else getattr(editor, "strips_all", None) or getattr(editor, "sequences_all", ())


def _blocks() -> Iterator[Any]:
    for kind in bpy.data.bl_rna.properties:
        if kind.type == "COLLECTION" and kind.identifier not in {"libraries", "all_ids", "window_managers"}:
            yield from getattr(bpy.data, kind.identifier)


def _beside(library: Any) -> str:
    path = _absolute(library.filepath) if library is not None else bpy.data.filepath
    folder, name = os.path.split(path)
    return os.path.join(folder, f"blendcache_{name.removesuffix('.blend')}")


def _absolute(path: str, library: Any = None) -> str:
    return bpy.path.abspath(path, library=library) if path else ""


def _plain(path: str) -> str:
    return os.path.normpath(path) if path else ""
