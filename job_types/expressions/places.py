"""Places in Blender's data that an expression names, found while it is compiled."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from ...core.text import Text, say
from .chains import MAX_STEPS, Get, Item, Many, Step, chain_of
from .errors import ExpressionFailed, ExpressionRefused
from .scope import Element, Run

Compiled = Callable[[Run], Any]

CONTEXT: Final = frozenset(
    {"active_object", "collection", "engine", "mode", "object", "scene", "view_layer", "workspace"}
)
"""Members of ``bpy.context`` that can be read. Others have private data: the clipboard is in ``window_manager``, keys
of other add-ons are in ``preferences``."""

APP: Final = frozenset({"version", "version_cycle", "version_file", "version_string"})
"""Members of ``bpy.app`` that can be read. Others name paths of this machine."""

PRIVATE: Final = "the private attribute {name} must not be used"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in Blender's data; ``indexes`` choose one element of each ``[...]`` of the chain."""

    steps: tuple[Step, ...]
    indexes: tuple[Compiled, ...] = ()

    def then(self, step: Step, *indexes: Compiled) -> Place:
        """Return the place that is a step further."""
        return Place((*self.steps, step), (*self.indexes, *indexes))


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a comprehension."""

    slot: int
    """Its key in ``Run.variables``."""
    place: Place | None
    """The collection whose elements it is for, None if it has plain values."""


class Places:
    """Finds places in a syntax tree, and remembers the chains that have to be read."""

    def __init__(self, compile_index: Callable[[ast.expr], Compiled]) -> None:
        self.chains: set[str] = set()
        self.variables: dict[str, Variable] = {}
        """Variables of the comprehensions around the current node."""
        self._compile_index = compile_index
        self._indexes: dict[ast.expr, Compiled] = {}
        """Computed indexes by node: a node is looked at more than once, but compiled once."""

    def find(self, node: ast.expr) -> Place | None:
        """Return the place that ``node`` names, None if it is something else.

        Raises:
            ExpressionRefused: It is a private attribute.
        """
        match node:
            case ast.Name(id=name):
                return self._named(name)
            case ast.Attribute(value=owner, attr=name):
                place = self.find(owner)
                if place is None:
                    return None
                if name.startswith("_"):
                    raise ExpressionRefused(say(PRIVATE, name=name))
                return place.then(name)
            case ast.Subscript(value=owner, slice=key) if not isinstance(key, ast.Slice):
                place = self.find(owner)
                return place and self._item(place, key)
            case ast.Call(
                func=ast.Attribute(value=owner, attr="get"), args=[ast.Constant(value=str(key))], keywords=[]
            ):
                place = self.find(owner)
                return place and place.then(Get(key))
        return None

    def read(self, place: Place) -> Compiled:
        """Return what reads the value of a place, or of one element of a place with ``[...]``.

        Raises:
            ExpressionRefused: It must not be read.
        """
        chain = self._checked(place)
        indexes = place.indexes
        if not indexes:
            return lambda run: run.chain(chain)
        return lambda run: run.chain(chain, *[index(run) for index in indexes])

    def _named(self, name: str) -> Place | None:
        variable = self.variables.get(name)
        if variable is None:
            return Place((name,)) if name in {"bpy", "C"} else None
        return element(name, variable.slot, variable.place) if variable.place else None

    def _item(self, place: Place, key: ast.expr) -> Place:
        if is_constant(key):
            return place.then(Item(ast.literal_eval(key)))
        if key not in self._indexes:
            self._indexes[key] = self._computed_index(place, self._compile_index(key))
        return place.then(Many.EACH, self._indexes[key])

    def _computed_index(self, place: Place, key: Compiled) -> Compiled:
        names, elements = self.read(place.then(Many.KEYS)), self.read(place)

        def index(run: Run) -> int:
            wanted = key(run)
            if type(wanted) is str:
                return int(names(run).index(wanted))
            if type(wanted) is not int:
                raise ExpressionFailed(say("an index must be a number or a name"))
            return range(elements(run).count)[wanted]

        return index

    def _checked(self, place: Place) -> str:
        steps = place.steps
        if steps[:2] == ("bpy", "context"):
            steps = ("C", *steps[2:])
        if steps[:2] == ("C", "blend_data"):
            steps = ("bpy", "data", *steps[2:])
        chain = chain_of(steps)
        if len(steps) < 2 or chain in {"bpy.data", "bpy.app"}:
            raise ExpressionRefused(say("{name} alone is not a value", name=chain))
        beginning = chain_of(steps[:2])
        if steps[0] == "C" and steps[1] not in CONTEXT:
            raise ExpressionRefused(say("{name} must not be read", name=beginning))
        if steps[:2] == ("bpy", "app") and steps[2] not in APP:
            raise ExpressionRefused(say("{name} must not be read", name=chain_of(steps[:3])))
        if steps[0] == "bpy" and steps[1] not in {"app", "data"}:
            raise ExpressionRefused(not_used(beginning))
        if len(steps) > MAX_STEPS:
            raise ExpressionRefused(say("{name} ... has more than {most} steps", name=beginning, most=MAX_STEPS))
        self.chains.add(chain)
        return chain


def element(name: str, slot: int, collection: Place) -> Place:
    """Return the element of a collection that a variable stands for."""

    def index(run: Run) -> int:
        value = run.variables[slot]
        if not isinstance(value, Element):
            raise ExpressionFailed(say("{name} is not an element of a collection of Blender", name=name))
        return value.index

    return collection.then(Many.EACH, index)


def is_constant(key: ast.expr) -> bool:
    """Return whether the brackets hold a text or a whole number, which may be negative."""
    if isinstance(key, ast.UnaryOp) and isinstance(key.op, ast.USub):
        key = key.operand
        return isinstance(key, ast.Constant) and type(key.value) is int
    return isinstance(key, ast.Constant) and type(key.value) in (str, int)


def not_used(what: str) -> Text:
    """Return the reason for a construct that is refused."""
    return say("{what} must not be used", what=what)
