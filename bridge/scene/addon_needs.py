"""Add-ons that the open file needs: by its engine, its nodes and the functions of its drivers."""

from __future__ import annotations

import ast
import builtins
import functools
import math
import os
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import bpy

from ...core.sliced_work import Steps
from ...submission.checks.addon_needs import AddonNeeds
from ...submission.script_text import driver_functions

ENGINES = frozenset({"BLENDER_EEVEE", "BLENDER_EEVEE_NEXT", "BLENDER_WORKBENCH", "CYCLES", "HYDRA_STORM"})
"""Engines that come with Blender."""

UNDEFINED = frozenset({"NodeUndefined", "NodeTreeUndefined"})
"""Types of nodes whose add-on is not enabled here."""

OWN_NAMES = frozenset({"bpy", "noise", "frame", "self", "depsgraph", "clamp", "lerp", "smoothstep"})
"""Names in every driver's expression, besides those of ``math`` and Python."""

LONGEST = 1000
"""Characters of the longest expression that is looked into."""

AT_ONCE = 100
"""Most nodes or drivers of a data-block that are read at once."""

Each = Callable[[Callable[[], Any]], Iterator[Any]]


def find(engine: str, each: Each) -> Steps[AddonNeeds]:
    """Find what the file needs, in small steps.

    Args:
        engine: The render engine of the rendered scene.
        each: Yields all that a collection has; None = pause now.
    """
    found: dict[Read, dict[str, None]] = {_addons: {}, _functions: {}}
    large: list[tuple[str, int, Parts, Read]] = []
    for name in [each.identifier for each in bpy.data.bl_rna.properties if _is_animated(each)]:
        yield from _read_blocks(name, each, found, large)
    for name, index, parts_of, read in large:
        for part in each(lambda name=name, index=index, parts_of=parts_of: _parts(name, index, parts_of)):  # type: ignore[misc]
            if part is None:
                yield
            else:
                found[read].update((need, None) for need in read(part))
    functions = found[_functions]
    if functions:
        yield from _remove_defined(functions, each)
    return AddonNeeds("" if engine in ENGINES else engine, tuple(found[_addons]), tuple(functions))


def _read_blocks(
    name: str, each: Each, found: dict[Read, dict[str, None]], large: list[tuple[str, int, Parts, Read]]
) -> Steps[None]:
    """Read all data-blocks of a collection, except large ones, which are added to ``large``."""
    index = 0
    for block in each(lambda: getattr(bpy.data, name)):
        if block is None:
            yield
            continue
        for parts_of, read in READERS:
            parts = parts_of(block)
            if len(parts) > AT_ONCE:
                large.append((name, index, parts_of, read))
            else:
                found[read].update((need, None) for part in parts for need in read(part))
        index += 1


def _remove_defined(functions: dict[str, None], each: Each) -> Steps[None]:
    """Remove the functions that workers know by scripts of the file and modules beside it."""
    for text in each(lambda: bpy.data.texts):
        if text is None:
            yield
        elif text.use_module:
            for name in driver_functions(text.as_string()):
                functions.pop(name, None)
    for name in [name for name in functions if _is_in_module(name)]:
        del functions[name]


def _is_animated(collection: Any) -> bool:
    return collection.type == "COLLECTION" and "animation_data" in collection.fixed_type.properties


def _parts(name: str, index: int, parts_of: Parts) -> Sequence[Any]:
    """Return the parts of a data-block again after a pause, or none if it is gone."""
    blocks: Any = getattr(bpy.data, name)
    return parts_of(blocks[index]) if index < len(blocks) else ()


def _trees(block: Any) -> Sequence[Any]:
    tree = block if isinstance(block, bpy.types.NodeTree) else getattr(block, "node_tree", None)
    return () if tree is None else (tree,)


def _nodes(block: Any) -> Sequence[Any]:
    return next((tree.nodes for tree in _trees(block)), ())


def _drivers(block: Any) -> Sequence[Any]:
    data = block.animation_data
    return () if data is None else data.drivers


def _drivers_of_own_tree(block: Any) -> Sequence[Any]:
    return next((_drivers(tree) for tree in _trees(block) if tree != block), ())


def _addons(part: Any) -> Iterator[str]:
    """Yield the add-on of a node or tree; its own name if the add-on is not here."""
    module = type(part).__module__
    if part.bl_idname in UNDEFINED:
        yield part.name
    elif not module.startswith(("bpy", "_bpy")):
        parts = module.split(".")
        yield parts[2] if parts[0] == "bl_ext" and len(parts) > 2 else parts[0]


def _functions(curve: Any) -> Iterator[str]:
    """Yield the names in a driver that are neither its own nor Blender's."""
    driver = curve.driver
    if driver is None or driver.type != "SCRIPTED" or driver.is_simple_expression or curve.mute:
        return
    names = _names(driver.expression)
    if names:
        own = {variable.name for variable in driver.variables}
        yield from (name for name in names if name not in own)


Parts = Callable[[Any], Sequence[Any]]
Read = Callable[[Any], Iterator[str]]

READERS: tuple[tuple[Parts, Read], ...] = (
    (_trees, _addons),
    (_nodes, _addons),
    (_drivers, _functions),
    (_drivers_of_own_tree, _functions),
)
"""What is read of each data-block, and how."""


@functools.lru_cache(1000)
def _names(expression: str) -> tuple[str, ...]:
    """Return the names that an expression needs, besides what is always there."""
    if len(expression) > LONGEST:
        return ()
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return ()  # the driver does not work here either
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names = (node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id not in bound)
    return tuple(name for name in names if not _is_always_there(name))


def _is_always_there(name: str) -> bool:
    return name in OWN_NAMES or hasattr(math, name) or hasattr(builtins, name)


def _is_in_module(name: str) -> bool:
    """Return whether a function for drivers is of a module that comes with Blender or lies beside the file."""
    code = getattr(bpy.app.driver_namespace.get(name), "__code__", None)
    if code is None:
        return False
    scripts: str = bpy.utils.system_resource("SCRIPTS")  # type: ignore[attr-defined] # not in the stubs
    blend = bpy.data.filepath
    folders = tuple(folder + os.sep for folder in (scripts, os.path.dirname(blend)) if folder)
    texts = {bpy.path.abspath(text.filepath) for text in bpy.data.texts}
    file: str = code.co_filename
    return file.startswith(folders) and not file.startswith(blend + os.sep) and file not in texts
