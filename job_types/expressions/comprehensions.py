"""Comprehensions of expressions: loops over plain values, or over elements of collections of Blender.

Each round costs as much work as the parts that are evaluated in it, so that the budget of an evaluation ends any loop.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from ...core.text import say
from . import allowed_calls
from .errors import ExpressionRefused
from .limits import WORK_OF_A_PART, WORK_OF_A_ROUND
from .places import Compiled, Place, Places, Variable, element, not_used
from .scope import Element, Elements, Run, plain

Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp

MAX_LOOPS: Final = 3
"""Most ``for`` clauses of one comprehension."""

_RESERVED: Final = frozenset({"C", "bpy", "jobname", "settings", *allowed_calls.FUNCTIONS})


@dataclass(frozen=True, slots=True)
class _Loop:
    over: Compiled
    slots: tuple[int, ...]
    unpacks: bool
    conditions: tuple[Compiled, ...]
    work: int

    def rounds(self, run: Run) -> Iterator[None]:
        """Set the variables for one round after the other."""
        values = self.over(run)
        if isinstance(values, Elements):
            values = map(Element, range(values.count))
        for value in values:
            run.spend(self.work)
            if self.unpacks:
                run.variables.update(zip(self.slots, plain(value), strict=True))
            else:
                run.variables[self.slots[0]] = value
            if all(condition(run) for condition in self.conditions):
                yield


class Comprehensions:
    """Compiles the comprehensions of one expression."""

    def __init__(self, places: Places, any_step: Callable[[ast.expr], Compiled]) -> None:
        self._places = places
        self._any_step = any_step
        """Compiles a node whose value may also be data of Blender."""
        self._slots = itertools.count()

    def compile(self, node: Comprehension) -> Compiled:
        """Return what computes the list, set or dict; a generator is computed at once, as a list."""
        if len(node.generators) > MAX_LOOPS:
            raise ExpressionRefused(say("more than {most} loops in one comprehension must not be used", most=MAX_LOOPS))
        outer = dict(self._places.variables)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        work = _work(parts)
        try:
            loops = [self._loop(clause) for clause in node.generators]
            results = [self._plain_step(part) for part in parts]
        finally:
            self._places.variables = outer

        def rounds(run: Run, inside: int = 0) -> Iterator[None]:
            if inside == len(loops):
                run.spend(work)
                yield
                return
            for _ in loops[inside].rounds(run):
                yield from rounds(run, inside + 1)

        if isinstance(node, ast.DictComp):
            key, value = results
            return lambda run: run.keep({key(run): value(run) for _ in rounds(run)})
        (result,) = results
        if isinstance(node, ast.SetComp):
            return lambda run: run.keep({result(run) for _ in rounds(run)})
        return lambda run: run.keep([result(run) for _ in rounds(run)])

    def variable(self, name: str) -> Compiled | None:
        """Return what reads a variable, None if there is none of that name."""
        variable = self._places.variables.get(name)
        if variable is None:
            return None
        slot = variable.slot
        if variable.place is None:
            return lambda run: run.keep(run.variables[slot])
        read_element = self._places.read(element(name, slot, variable.place))

        def read(run: Run) -> Any:
            value = run.variables[slot]
            return read_element(run) if isinstance(value, Element) else run.keep(value)

        return read

    def _loop(self, clause: ast.comprehension) -> _Loop:
        if clause.is_async:
            raise ExpressionRefused(not_used("async for"))
        over, place = self._iterated(clause.iter)
        names, unpacks = _names(clause.target)
        slots = tuple(next(self._slots) for _ in names)
        for name, slot in zip(names, slots, strict=True):
            self._places.variables[name] = Variable(slot, None if unpacks else place)
        conditions = tuple(self._any_step(condition) for condition in clause.ifs)
        return _Loop(over, slots, unpacks, conditions, WORK_OF_A_ROUND + _work(clause.ifs))

    def _iterated(self, node: ast.expr) -> tuple[Compiled, Place | None]:
        match node:  # collection.values() has the same elements
            case ast.Call(func=ast.Attribute(value=owner, attr="values"), args=[], keywords=[]):
                node = owner if self._places.find(owner) else node
        place = self._places.find(node)
        return (self._places.read(place), place) if place else (self._plain_step(node), None)

    def _plain_step(self, node: ast.expr) -> Compiled:
        step = self._any_step(node)
        return lambda run: plain(step(run))


def _work(parts: Iterable[ast.expr]) -> int:
    """Return the work of evaluating some parts once."""
    return WORK_OF_A_PART * sum(isinstance(node, ast.expr) for part in parts for node in ast.walk(part))


def _names(target: ast.expr) -> tuple[list[str], bool]:
    """Return the names of the variables, and whether each value is unpacked to them."""
    unpacks = isinstance(target, ast.Tuple | ast.List)
    names = []
    for part in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
        if not isinstance(part, ast.Name):
            raise ExpressionRefused(not_used(say("a variable that is not a name")))
        if part.id.startswith("__") or part.id in _RESERVED or part.id in names:
            raise ExpressionRefused(say("{name} must not be a variable", name=part.id))
        names.append(part.id)
    return names, unpacks
