"""The libraries of the open file: missing ones, and their paths."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import bpy

from .replacements import PathReplacements


def lost() -> list[str]:
    """Return the absolute paths of missing libraries: Blender may drop data that needs them."""
    return sorted({bpy.path.abspath(each.filepath) for each in _on_disk() if not _is_there(each)})


def written() -> set[str]:
    """Return the paths of the libraries as they will be saved."""
    return {library.filepath for library in bpy.data.libraries}


def replace_paths(replacements: PathReplacements) -> None:
    """Replace the paths of libraries for the next time that the file is opened; data linked now stays.

    Indirect libraries are included, because the file stores their paths if it uses their data. Packed libraries are
    included, because paths in their data resolve from there.
    """
    for library in bpy.data.libraries:
        new = replacements.instead_of_library(library.filepath)
        if new is not None:
            library.filepath = new


def _on_disk() -> Iterator[bpy.types.Library]:
    """Yield the libraries that are not packed; from Blender 5.0, packed data-blocks have a library of their own."""
    linked = {block.library for block in _linked()}
    for library in bpy.data.libraries:
        if library.packed_file is not None or getattr(library, "is_archive", False):
            continue
        if not getattr(library, "archive_libraries", ()) or library in linked:
            yield library


def _linked() -> Iterator[Any]:
    for each in bpy.data.bl_rna.properties:
        if each.type == "COLLECTION" and each.identifier not in {"libraries", "all_ids"}:
            yield from getattr(bpy.data, each.identifier)


def _is_there(library: bpy.types.Library) -> bool:
    return os.path.isfile(bpy.path.abspath(library.filepath))
