"""Data packed from libraries into the open file: its paths resolve from the folder of its library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import bpy

from .path_properties import PathSlot, path_slots
from .replacements import PathReplacements, place_of


def replace_paths(original: str, paths: Sequence[Mapping[str, Any]]) -> list[str]:
    """Replace paths in packed data; call it before the paths of its libraries are replaced.

    Args:
        original: Path of the artist's file.
        paths: See ``requests``.

    Returns:
        The paths, as written, that could not be replaced.
    """
    left: list[str] = []
    for library in dict.fromkeys(each["library"] for each in paths):
        listed = [each for each in paths if each["library"] == library]
        replacements = PathReplacements(library, listed, ())
        blocks = list(_data_from(library, original))
        if blocks:
            _replace_listed(blocks, replacements)
        for slot in _slots(blocks):
            slot.replace(replacements)
        there = {slot.value for slot in _slots(blocks)}
        own = {each["written"] for each in listed if each["own"]}
        left += [text for text in replacements.left(there) if text in own or text in there]
    return left


def _replace_listed(blocks: list[bpy.types.ID], replacements: PathReplacements) -> None:
    data: Any = bpy.data
    data.file_path_foreach(  # exists from 5.0, as such data does; a bound method is not accepted
        lambda owner, path, _reserved: None if isinstance(owner, bpy.types.Library) else replacements.instead_of(path),
        subset=blocks,
        flags={"SKIP_PACKED", "SKIP_WEAK_REFERENCES"},
    )


def _data_from(path: str, original: str) -> Iterator[bpy.types.ID]:
    """Yield the data-blocks packed from a library; if the whole library is packed, changes would not be saved."""
    place = place_of(path, original)
    for each in bpy.data.bl_rna.properties:
        if each.type == "COLLECTION" and each.identifier not in {"libraries", "all_ids"}:
            for block in getattr(bpy.data, each.identifier):
                library = block.library
                if getattr(library, "is_archive", False) and place_of(library.filepath, original) == place:
                    yield block


def _slots(blocks: Iterable[bpy.types.ID]) -> Iterator[PathSlot]:
    for block in blocks:
        yield from path_slots(block)
