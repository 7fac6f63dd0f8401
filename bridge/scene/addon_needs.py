"""Add-ons that the open file needs: by its engine, its nodes and the functions of its drivers."""

from __future__ import annotations

import ast
import builtins
import math
from collections.abc import Callable, Iterator
from typing import Any

import bpy

from ...core.sliced_work import Steps
from ...submission.checks.addon_needs import AddonNeeds
from ...submission.script_text import driver_functions

ENGINES = frozenset({"BLENDER_EEVEE", "BLENDER_EEVEE_NEXT", "BLENDER_WORKBENCH", "CYCLES", "HYDRA_STORM"})
"""Engines that come with Blender."""

WITH_NODES = ("materials", "worlds", "lights", "linestyles", "textures", "scenes", "node_groups")

UNDEFINED = frozenset({"NodeUndefined", "NodeTreeUndefined"})
"""Types of nodes whose add-on is not enabled here."""

OWN_NAMES = frozenset({"bpy", "noise", "frame", "self", "depsgraph", "clamp", "lerp", "smoothstep"})
"""Names in every driver's expression, besides those of ``math`` and Python."""

LONGEST = 1000
"""Characters of the longest expression that is looked into."""

Each = Callable[[Callable[[], Any]], Iterator[Any]]


def find(engine: str, each: Each) -> Steps[AddonNeeds]:
    """Find what the file needs, in small steps.

    Args:
        engine: The render engine of the rendered scene.
        each: Yields all data-blocks of a collection; None = pause now.
    """
    nodes: dict[str, None] = {}
    functions: dict[str, None] = {}
    for name in [each.identifier for each in bpy.data.bl_rna.properties if _is_animated(each)]:
        for block in each(lambda name=name: getattr(bpy.data, name)):  # type: ignore[misc]
            if block is None:
                yield
                continue
            tree = block if name == "node_groups" else getattr(block, "node_tree", None) if name in WITH_NODES else None
            if tree is not None:
                nodes.update(dict.fromkeys(_nodes(tree)))
            for animated in (block,) if tree is None or tree == block else (block, tree):
                functions.update(dict.fromkeys(_functions(animated)))
    if functions:
        known = {name for text in bpy.data.texts if text.use_module for name in driver_functions(text.as_string())}
        functions = {name: None for name in functions if name not in known and not _is_blenders(name)}
    return AddonNeeds("" if engine in ENGINES else engine, tuple(nodes), tuple(functions))


def _is_animated(collection: Any) -> bool:
    return collection.type == "COLLECTION" and "animation_data" in collection.fixed_type.properties


def _nodes(tree: Any) -> Iterator[str]:
    """Yield the add-ons of a tree and its nodes; names of those whose add-on is not here."""
    for part in (tree, *tree.nodes):
        module = type(part).__module__
        if part.bl_idname in UNDEFINED:
            yield part.name
        elif not module.startswith(("bpy", "_bpy")):
            yield _addon(module)


def _addon(module: str) -> str:
    """Return the name of the add-on that a module belongs to."""
    parts = module.split(".")
    return parts[2] if parts[0] == "bl_ext" and len(parts) > 2 else parts[0]


def _functions(block: Any) -> Iterator[str]:
    """Yield the names in a data-block's drivers that are neither theirs nor Blender's own."""
    data = block.animation_data
    for curve in data.drivers if data is not None else ():
        driver = curve.driver
        if driver is None or driver.type != "SCRIPTED" or driver.is_simple_expression or curve.mute:
            continue
        own = {variable.name for variable in driver.variables}
        yield from (name for name in _names(driver.expression) if name not in own and not _is_always_there(name))


def _names(expression: str) -> list[str]:
    if len(expression) > LONGEST:
        return []
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        return []  # the driver does not work here either
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    bound |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id not in bound]


def _is_always_there(name: str) -> bool:
    return name in OWN_NAMES or hasattr(math, name) or hasattr(builtins, name)


def _is_blenders(name: str) -> bool:
    """Return whether something of Blender itself defines a function for drivers."""
    code = getattr(bpy.app.driver_namespace.get(name), "__code__", None)
    scripts: str = bpy.utils.system_resource("SCRIPTS")  # type: ignore[attr-defined] # not in the stubs
    return code is not None and code.co_filename.startswith(scripts)
