"""The libraries of the open file: whether they are there, and where the file looks for them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import bpy

from .replacements import Wanted


def lost() -> list[str]:
    """Return where libraries were looked for that are not there: data that needs them may be dropped."""
    return sorted({bpy.path.abspath(each.filepath) for each in _on_disk() if not _is_there(each)})


def written() -> set[str]:
    """Return the paths of the libraries, as they will be saved."""
    return {library.filepath for library in bpy.data.libraries}


def replace_paths(wanted: Wanted) -> None:
    """Let the file look elsewhere from the next time on; what is linked now stays as it is.

    Libraries of libraries are among them: a file also names those of which it uses something itself. So are those that
    are packed: paths in their data start from there.
    """
    for library in bpy.data.libraries:
        new = wanted.instead_of_library(library.filepath)
        if new is not None:
            library.filepath = new


def _on_disk() -> Iterator[bpy.types.Library]:
    """All but those that are in the file itself, be it in parts, which have a library of their own each (from 5.0)."""
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
