"""Values for expressions: reads attribute chains of Blender as plain data, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable

import bpy
import mathutils

from ...job_types.expressions import CONTEXT, Plain, Unreadable


def read(chains: Iterable[str], context: bpy.types.Context) -> dict[str, Plain]:
    """Return the value of each attribute chain, such as ``C.scene.frame_start`` or ``bpy.data.filepath``.

    Only declared RNA properties of Blender are read, step by step: no functions, Python attributes, collections, or
    arrays of variable length, such as the pixels of an image.
    """
    return {chain: _read(chain, context) for chain in chains}


def _read(chain: str, context: bpy.types.Context) -> Plain:
    try:
        value = _follow(chain.split("."), context)
    except (AttributeError, LookupError, ReferenceError, ValueError):  # ValueError: a string that is not UTF-8
        return Unreadable("Blender has no such value")
    if isinstance(value, mathutils.Vector | mathutils.Euler | mathutils.Color | bpy.types.bpy_prop_array):
        value = tuple(value[:])
    if value != value or (isinstance(value, tuple) and any(item != item for item in value)):  # noqa: PLR0124 - NaN
        return Unreadable("the value is not a number")  # never equal, so settings would be computed again and again
    if value is None or isinstance(value, str | int | float | bool | tuple):
        return value
    return frozenset(value) if isinstance(value, set) else Unreadable("the value is not plain data")


def _follow(steps: list[str], context: bpy.types.Context) -> object:
    match steps:
        case ["bpy", "data", *rest]:
            start: object = bpy.data
        case ["C", *rest]:
            start = context
        case _:
            raise LookupError(steps)
    for step in rest:
        start = _property(start, step)
    return start


def _property(owner: object, name: str) -> object:
    if isinstance(owner, bpy.types.Context):
        if name not in CONTEXT:
            raise LookupError(name)
    elif not isinstance(owner, bpy.types.bpy_struct) or not _is_small(owner.bl_rna.properties[name]):
        raise LookupError(name)
    return getattr(owner, name)


def _is_small(declared: bpy.types.Property) -> bool:
    return not (getattr(declared, "is_array", False) and not getattr(declared, "array_length", 0))
