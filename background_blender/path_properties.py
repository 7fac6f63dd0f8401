"""Path properties: finds the paths in a data-block of any kind."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import bpy

from .replacements import PathReplacements

PATHS = {"FILE_PATH", "DIR_PATH"}

OUTPUTS = {
    "BakeSettings", "CollectionExport", "CompositorNodeOutputFile", "DynamicPaintSurface", "NodeOutputFileSlotFile",
    "RenderSettings",
}  # fmt: skip
"""Structures with output paths."""

OTHERS = {"ImagePackedFile", "Library", "LibraryWeakReference", "Depsgraph"}
"""Structures with paths that are not replaced here, or with pointers to data of other blocks."""

SAME = {("Image", "filepath")}
"""Properties that duplicate another one and would also load the file."""

WITHOUT_SUBTYPE = {("Text", "filepath"), ("NodeSocketString", "default_value"), ("FunctionNodeInputString", "string")}
"""Properties that contain a path, or may contain one, without its subtype: text files, and strings of nodes."""

OPEN = {"NodesModifierProperties", "PropertyGroup"}
"""Structures whose properties are known only at run time: the inputs of a node group, from Blender 5.2."""

STRIPS = {"ImageSequence", "ImageStrip"}
"""Image strips, which store a folder and the names of files in it; renamed in Blender 4.4."""


@dataclass(frozen=True, slots=True)
class PathSlot:
    """One path in a data-block."""

    holder: Any
    name: str
    """The property, or a custom property in brackets."""
    value: str

    @property
    def is_strip(self) -> bool:
        """Whether this is the folder of an image strip and its first file."""
        return self.holder.bl_rna.identifier in STRIPS

    def set(self, new: str) -> None:
        """Write another path; an image strip keeps its file names."""
        if self.name.startswith("["):
            self.holder[self.name[1:-1]] = new
        elif self.is_strip:
            self.holder.directory = os.path.dirname(new) + "/"
        else:
            setattr(self.holder, self.name, new)

    def replace(self, replacements: PathReplacements) -> None:
        """Replace the path if another one is wanted."""
        new = replacements.instead_of_one_of_many(self.value) if self.is_strip else replacements.instead_of(self.value)
        if new is not None:
            self.set(new)


def path_slots(block: bpy.types.ID) -> list[PathSlot]:
    """Return every path in a data-block and in its embedded data, but not in other data-blocks."""
    found: list[PathSlot] = []
    seen: set[tuple[int, str]] = set()
    waiting: list[Any] = [block]
    while waiting:
        holder = waiting.pop()
        kind = holder.bl_rna.identifier
        mark = (holder.as_pointer(), kind)
        if mark in seen or kind in OUTPUTS | OTHERS:
            continue
        seen.add(mark)
        found.extend(_own(holder, kind))
        waiting.extend(_parts(holder))
    return found


def _own(holder: Any, kind: str) -> Iterator[PathSlot]:
    if kind in STRIPS:
        if len(holder.elements):
            yield PathSlot(holder, "directory", os.path.join(holder.directory, holder.elements[0].filename))
        return
    for name in _path_names(holder.bl_rna):
        value = getattr(holder, name)
        if value:
            yield PathSlot(holder, name, value)
    if kind == "NodesModifier" and bpy.app.version < (5, 2, 0):
        for key in holder.keys():  # noqa: SIM118 - no mapping
            if isinstance(holder[key], str):
                yield PathSlot(holder, f"[{key}]", holder[key])


def _parts(holder: Any) -> Iterator[Any]:
    """Yield the structures below another one that can contain paths."""
    for name, is_collection in _part_names(holder.bl_rna):
        part = getattr(holder, name)
        if is_collection:
            yield from (each for each in part if each is not None and not isinstance(each, bpy.types.ID))
        elif part is not None and (not isinstance(part, bpy.types.ID) or part.is_embedded_data):
            yield part


def _path_names(rna: Any) -> list[str]:
    if _is_known(rna):
        return _known_path_names(rna.identifier)
    return _find_path_names(rna)


def _part_names(rna: Any) -> list[tuple[str, bool]]:
    if _is_known(rna):
        return _known_part_names(rna.identifier)
    return _find_part_names(rna)


def _is_known(rna: Any) -> bool:
    """Return whether a structure is built in; those made at run time may change under the same name."""
    return hasattr(bpy.types, rna.identifier) and getattr(bpy.types, rna.identifier).bl_rna == rna


@functools.cache
def _known_path_names(identifier: str) -> list[str]:
    return _find_path_names(getattr(bpy.types, identifier).bl_rna)


@functools.cache
def _known_part_names(identifier: str) -> list[tuple[str, bool]]:
    return _find_part_names(getattr(bpy.types, identifier).bl_rna)


def _find_path_names(rna: Any) -> list[str]:
    return [each.identifier for each in rna.properties if _is_path(rna, each)]


def _is_path(rna: Any, each: Any) -> bool:
    if each.type != "STRING" or each.is_readonly or _is_deprecated(each) or (rna.identifier, each.identifier) in SAME:
        return False
    if each.identifier == "value" and not _is_known(rna):  # an input of a node modifier, from 5.2
        return True
    return each.subtype in PATHS or (rna.identifier, each.identifier) in WITHOUT_SUBTYPE


def _find_part_names(rna: Any) -> list[tuple[str, bool]]:
    is_open = not _is_known(rna)
    return [
        (each.identifier, each.type == "COLLECTION")
        for each in rna.properties
        if each.type in {"POINTER", "COLLECTION"}
        and each.identifier not in {"rna_type", "bl_rna"}
        and not _is_deprecated(each)
        and each.fixed_type is not None
        and (is_open or each.fixed_type.identifier in _leading_to_paths())
    ]


def _is_deprecated(each: Any) -> bool:
    """Return whether a property has a successor, which is read instead; older versions of Blender do not say."""
    return bool(getattr(each, "is_deprecated", False))


@functools.cache
def _leading_to_paths() -> frozenset[str]:
    """Return the names of the structures that contain paths, directly or in structures below them."""
    kinds = {
        kind.bl_rna.identifier: kind.bl_rna
        for kind in (getattr(bpy.types, name) for name in dir(bpy.types))
        if hasattr(kind, "bl_rna") and kind.bl_rna.identifier not in OUTPUTS | OTHERS
    }
    holding = {name for name, rna in kinds.items() if name in OPEN or _find_path_names(rna)}
    users: dict[str, set[str]] = {}
    for name, rna in kinds.items():
        if rna.base is not None:  # a property declared with the base may contain any subtype
            users.setdefault(name, set()).add(rna.base.identifier)
        for each in rna.properties:
            if (
                each.type in {"POINTER", "COLLECTION"}
                and each.fixed_type is not None
                and not _is_other(each.fixed_type)
            ):
                users.setdefault(each.fixed_type.identifier, set()).add(name)
    waiting = list(holding)
    while waiting:
        for user in users.get(waiting.pop(), set()) - holding:
            holding.add(user)
            waiting.append(user)
    return frozenset(holding)


def _is_other(rna: Any) -> bool:
    """Return whether this is another data-block; a node tree may be embedded."""
    while rna is not None:
        if rna.identifier == "NodeTree":
            return False
        if rna.identifier == "ID":
            return True
        rna = rna.base
    return False
