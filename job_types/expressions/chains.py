"""Chains: the values of Blender that an expression reads, each as a text.

A chain looks like the Python that reads the value: ``C.scene.frame_start``, ``C.scene.view_layers[0].name``,
``C.scene.get('shot')``. Two forms read many values: ``C.scene.view_layers[...].name`` is the name of each layer, and
``bpy.data.scenes.keys()`` lists all names.
"""

from __future__ import annotations

import ast
import functools
from dataclasses import dataclass
from enum import Enum
from typing import Final


class Many(Enum):
    """Steps to many values."""

    EACH = "[...]"
    """To each element of a collection."""
    KEYS = ".keys()"
    """To the names of a collection's elements."""


@dataclass(frozen=True, slots=True)
class Item:
    """``[key]``: an element of a collection, a custom property, or a part of a text or vector."""

    key: str | int


@dataclass(frozen=True, slots=True)
class Get:
    """``.get(key)``: an element or a custom property, or None."""

    key: str


Step = str | Item | Get | Many
"""A text is the name of an attribute."""

MAX_STEPS: Final = 50
"""Steps of one chain; existing ones have about five."""


def chain_of(steps: tuple[Step, ...]) -> str:
    """Return the text of a chain; the first step is ``C`` or ``bpy``."""
    return str(steps[0]) + "".join(map(_written, steps[1:]))


def _written(step: Step) -> str:
    match step:
        case str():
            return f".{step}"
        case Item(key):
            return f"[{key!r}]"
        case Get(key):
            return f".get({key!r})"
        case Many():
            return step.value


@functools.lru_cache(maxsize=1024)
def steps_of(chain: str) -> tuple[Step, ...]:
    """Return the steps of a chain that ``chain_of`` has made.

    Raises:
        ValueError: It is none.
    """
    steps: list[Step] = []
    node = ast.parse(chain, mode="eval").body
    while not isinstance(node, ast.Name):
        match node:
            case ast.Attribute(value=owner, attr=name):
                steps.append(name)
            case ast.Subscript(value=owner, slice=key):
                literal = ast.literal_eval(key)
                steps.append(Many.EACH if literal is ... else Item(literal))
            case ast.Call(func=ast.Attribute(value=owner, attr="get"), args=[ast.Constant(value=str(key))]):
                steps.append(Get(key))
            case ast.Call(func=ast.Attribute(value=owner, attr="keys"), args=[]):
                steps.append(Many.KEYS)
            case _:
                raise ValueError(chain)
        node = owner
    return (node.id, *reversed(steps))
