"""Reads what an expression asks of Blender, as plain values, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

if TYPE_CHECKING:
    from collections.abc import Iterable

Plain = str | int | float | bool | None


def read(chains: Iterable[str], context: bpy.types.Context) -> dict[str, Plain]:
    """Return the value of each attribute chain, such as ``C.scene.frame_start`` or ``bpy.data.filepath``.

    Only declared RNA properties of Blender are read, step by step: no function, no Python attribute, no collection.
    A chain that leads nowhere, or to something that is no plain value, is left out; the expression then says so.
    """
    values: dict[str, Plain] = {}
    for chain in chains:
        try:
            value = _follow(chain.split("."), context)
        except (AttributeError, LookupError):
            continue
        if value is None or isinstance(value, str | int | float | bool):
            values[chain] = value
    return values


def _follow(steps: list[str], context: bpy.types.Context) -> object:
    match steps:
        case ["C", "blend_data", *rest] | ["bpy", "context", "blend_data", *rest] | ["bpy", "data", *rest]:
            start: object = bpy.data
        case ["C", *rest] | ["bpy", "context", *rest]:
            start = context
        case _:
            raise LookupError(steps)
    for step in rest:
        start = _property(start, step)
    return start


def _property(owner: object, name: str) -> object:
    if isinstance(owner, bpy.types.Context):
        if name not in {"scene", "view_layer"}:
            raise LookupError(name)
    elif not isinstance(owner, bpy.types.bpy_struct) or name not in owner.bl_rna.properties:
        raise LookupError(name)
    return getattr(owner, name)
