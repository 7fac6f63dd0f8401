"""Compiler of expressions: it compiles allowed constructs, and refuses all others by name.

Each allowed construct has one method here that turns it into a step, a function of the ``Run``. A construct without
such a method cannot run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from ...core.text import fixed, say
from . import allowed_calls, limits, path_functions, text_formats
from .arithmetic import BINARY, COMPARE, UNARY
from .chains import Get, Many
from .comprehensions import Comprehensions
from .errors import ExpressionFailed, ExpressionRefused
from .parser import syntax_tree
from .places import PRIVATE, Place, Places, is_constant, not_used
from .scope import Elements, Reference, Run, plain

Step = Callable[[Run], Any]

_WORDS: Final[dict[type[ast.AST], str]] = {
    ast.Await: "await",
    ast.GeneratorExp: "a comprehension without brackets",
    ast.Lambda: "lambda",
    ast.NamedExpr: "the assignment :=",
    ast.Starred: "the star *",
    ast.Yield: "yield",
    ast.YieldFrom: "yield",
}


@dataclass(frozen=True, slots=True)
class Expression:
    """An allowed expression, ready to be evaluated."""

    text: str
    chains: frozenset[str]
    """Values that it reads from Blender: ``C.scene.frame_start``, ``bpy.data.filepath``. ``bpy.context`` is ``C``."""
    settings: frozenset[str]
    """Keys of the other settings that it reads."""
    step: Step = field(repr=False, compare=False)


def parse(text: object) -> Expression:
    """Compile an expression without running it.

    Raises:
        ExpressionRefused: It is not a Python expression, too long or too deep, or has a construct that is not allowed.
    """
    tree = syntax_tree(text)
    compiler = _Compiler()
    step = compiler.step(tree)
    return Expression(str(text), frozenset(compiler.places.chains), frozenset(compiler.settings), step)


class _Compiler:
    def __init__(self) -> None:
        self.places = Places(self.step)
        self.settings: set[str] = set()
        self._comprehensions = Comprehensions(self.places, self._any)
        self._compile: dict[type[ast.AST], Callable[[Any], Step]] = {
            ast.Attribute: self._attribute,
            ast.BinOp: self._binary,
            ast.BoolOp: self._boolean,
            ast.Call: self._call,
            ast.Compare: self._compare,
            ast.Constant: self._constant,
            ast.Dict: self._dict,
            ast.DictComp: self._comprehensions.compile,
            ast.FormattedValue: self._formatted_value,
            ast.IfExp: self._conditional,
            ast.JoinedStr: self._joined_text,
            ast.List: lambda node: self._display(node, list),
            ast.ListComp: self._comprehensions.compile,
            ast.Name: self._name,
            ast.Set: lambda node: self._display(node, set),
            ast.SetComp: self._comprehensions.compile,
            ast.Slice: self._slice,
            ast.Subscript: self._subscript,
            ast.Tuple: lambda node: self._display(node, tuple),
            ast.UnaryOp: self._unary,
        }

    def step(self, node: ast.AST) -> Step:
        """Return what computes a node to a plain value."""
        compiled = self._any(node)
        return lambda run: plain(compiled(run))

    def _any(self, node: ast.AST) -> Step:
        """Return what computes a node; the value may also be data of Blender, of which only the truth is known."""
        compile_node = self._compile.get(type(node))
        if compile_node is None:
            raise ExpressionRefused(not_used(fixed(_WORDS.get(type(node), type(node).__name__))))
        return compile_node(node)

    def _steps(self, nodes: Iterable[ast.AST]) -> list[Step]:
        return [self.step(node) for node in nodes]

    def _constant(self, node: ast.Constant) -> Step:
        value = node.value
        if type(value) not in (str, int, float, bool, type(None)):
            raise ExpressionRefused(say("a constant of type {kind} must not be used", kind=type(value).__name__))
        if type(value) is int and value.bit_length() > limits.MAX_BITS:
            raise ExpressionRefused(say("it contains a number that is too large"))
        return lambda run: run.keep(value)

    def _name(self, node: ast.Name) -> Step:
        variable = self._comprehensions.variable(node.id)
        if variable is not None:
            return variable
        if node.id == "jobname":
            return lambda run: run.keep(run.scope.jobname)
        if node.id in allowed_calls.FUNCTIONS:
            raise ExpressionRefused(say("{name} can only be called", name=node.id))
        if node.id in {"bpy", "C", "settings"}:
            raise ExpressionRefused(say("{name} alone is not a value", name=node.id))
        raise ExpressionRefused(say("the name {name} must not be used", name=node.id))

    def _attribute(self, node: ast.Attribute) -> Step:
        if node.attr.startswith("_"):
            raise ExpressionRefused(say(PRIVATE, name=node.attr))
        place = self.places.find(node)
        if place is not None:
            return self.places.read(place)
        names = _dotted(node)
        if len(names) == 2 and names[0] == "settings":
            key = names[1]
            self.settings.add(key)
            return lambda run: run.setting(key)
        if node.attr not in path_functions.ATTRIBUTES:
            raise ExpressionRefused(say("the attribute {name} must not be used", name=node.attr))
        value = self.step(node.value)
        return lambda run: run.keep(allowed_calls.attribute(value(run), node.attr))

    def _call(self, node: ast.Call) -> Step:
        if isinstance(node.func, ast.Name):
            name = node.func.id
        elif isinstance(node.func, ast.Attribute):
            name = ".".join(_dotted(node.func))
        else:
            raise ExpressionRefused(say("only named functions and methods can be called"))
        call = allowed_calls.FUNCTIONS.get(name)
        if call is not None:
            return self._called(call, self._arguments(name, node.args), node, allowed_calls.KEYWORDS.get(name, ()))
        if isinstance(node.func, ast.Name):
            raise ExpressionRefused(say("{name}() must not be called", name=name))
        place = self.places.find(node.func.value)
        found = self._looked_up(place, node.func.attr, node) if place is not None else None
        return found or self._method(node.func, node)

    def _called(
        self, call: allowed_calls.Call, arguments: list[Step], node: ast.Call, allowed: Collection[str] | None
    ) -> Step:
        for keyword in node.keywords:
            if keyword.arg is None or (allowed is not None and keyword.arg not in allowed):
                raise ExpressionRefused(not_used(say("an argument by keyword")))
        keywords = {str(keyword.arg): self.step(keyword.value) for keyword in node.keywords}
        return lambda run: run.keep(
            call(
                run,
                *[argument(run) for argument in arguments],
                **{name: argument(run) for name, argument in keywords.items()},
            )
        )

    def _arguments(self, function: str, nodes: list[ast.expr]) -> list[Step]:
        if len(nodes) == 1 and isinstance(nodes[0], ast.GeneratorExp) and function in allowed_calls.OF_GENERATORS:
            return [self._comprehensions.compile(nodes[0])]
        if function in allowed_calls.OF_DATA:
            return [self._any(node) for node in nodes]
        return self._steps(nodes)

    def _looked_up(self, place: Place, method: str, node: ast.Call) -> Step | None:
        """Return what looks up an element or a custom property by name, or lists the names."""
        if node.keywords:
            return None
        match method, node.args:
            case "keys", []:
                names = self.places.read(place.then(Many.KEYS))
                return lambda run: run.keep(list(names(run)))
            case "get", [ast.Constant(value=str(key)), *others] if len(others) < 2:
                value = self.places.read(place.then(Get(key)))
                default = self._any(others[0] if others else ast.Constant(None))

                def get(run: Run) -> Any:
                    found, otherwise = value(run), default(run)
                    return otherwise if found is None else found

                return get
            case "get", _:
                raise ExpressionRefused(say("get() needs a constant text, and at most one value in its place"))
        return None

    def _method(self, function: ast.Attribute, node: ast.Call) -> Step:
        name = function.attr
        if name == "format" and isinstance(function.value, ast.Constant) and isinstance(function.value.value, str):
            try:
                text_formats.check_fields(function.value.value)
            except ExpressionFailed as error:
                raise ExpressionRefused(str(error)) from None
            except ValueError:
                pass  # the reason comes with the evaluation
        receiver = self.step(function.value)
        call = allowed_calls.method(name)
        arguments = self._arguments(name, node.args)
        return self._called(call, [receiver, *arguments], node, None if name == "format" else ())

    def _binary(self, node: ast.BinOp) -> Step:
        compute = BINARY.get(type(node.op))
        if compute is None:
            raise ExpressionRefused(say("the operator {name} must not be used", name=type(node.op).__name__))
        left, right = self._steps((node.left, node.right))
        return lambda run: run.keep(compute(left(run), right(run)))

    def _unary(self, node: ast.UnaryOp) -> Step:
        compute = UNARY.get(type(node.op))
        if compute is None:
            raise ExpressionRefused(say("the operator {name} must not be used", name=type(node.op).__name__))
        operand = self._any(node.operand) if isinstance(node.op, ast.Not) else self.step(node.operand)
        return lambda run: run.keep(compute(operand(run)))

    def _boolean(self, node: ast.BoolOp) -> Step:
        steps = [self._any(value) for value in node.values]
        ends_at = isinstance(node.op, ast.Or)

        def run_boolean(run: Run) -> Any:
            value = None
            for step in steps:
                value = step(run)
                if bool(value) is ends_at:
                    break
            return value

        return run_boolean

    def _compare(self, node: ast.Compare) -> Step:
        operators = [type(op) for op in node.ops]
        first, *others = [
            self._compared(operand, is_searched=operators[index - 1 : index] in ([ast.In], [ast.NotIn]))
            for index, operand in enumerate((node.left, *node.comparators))
        ]
        pairs = list(zip([COMPARE[kind] for kind in operators], others, strict=True))

        def run_compare(run: Run) -> Any:
            left = first(run)
            result = True
            for compute, other in pairs:
                right = other(run)
                run.spend(limits.searching(left, right))
                result = compute(left, right)
                if not result:
                    break
                left = right
            return run.keep(result)

        return run_compare

    def _compared(self, node: ast.expr, *, is_searched: bool) -> Step:
        """Return what computes one side of a comparison; ``in`` looks for a name in a collection of Blender."""
        value, place = self._any(node), self.places.find(node)
        if place is None or not is_searched:
            return value
        names = self.places.read(place.then(Many.KEYS))

        def searched(run: Run) -> Any:
            found = value(run)
            return names(run) if isinstance(found, Reference | Elements) else found

        return searched

    def _conditional(self, node: ast.IfExp) -> Step:
        test, then, otherwise = (self._any(each) for each in (node.test, node.body, node.orelse))
        return lambda run: then(run) if test(run) else otherwise(run)

    def _display(self, node: ast.List | ast.Tuple | ast.Set, make: Callable[[list[Any]], Any]) -> Step:
        items = self._steps(node.elts)
        return lambda run: run.keep(make([item(run) for item in items]))

    def _dict(self, node: ast.Dict) -> Step:
        if None in node.keys:
            raise ExpressionRefused(not_used(say("the star **")))
        pairs = list(zip(self._steps(key for key in node.keys if key), self._steps(node.values), strict=True))
        return lambda run: run.keep({key(run): value(run) for key, value in pairs})

    def _subscript(self, node: ast.Subscript) -> Step:
        if is_constant(node.slice):
            place = self.places.find(node)
            if place is not None:
                return self.places.read(place)
        value, index = self._steps((node.value, node.slice))
        return lambda run: run.keep(value(run)[index(run)])

    def _slice(self, node: ast.Slice) -> Step:
        bounds = [self.step(bound) if bound else None for bound in (node.lower, node.upper, node.step)]
        return lambda run: slice(*[bound(run) if bound else None for bound in bounds])

    def _joined_text(self, node: ast.JoinedStr) -> Step:
        parts = self._steps(node.values)
        return lambda run: run.keep("".join([part(run) for part in parts]))

    def _formatted_value(self, node: ast.FormattedValue) -> Step:
        convert = text_formats.CONVERSIONS[chr(node.conversion) if node.conversion > 0 else None]
        value = self.step(node.value)
        specification = self._format_specification(node.format_spec)

        def run_format(run: Run) -> Any:
            converted = run.keep(convert(value(run)))
            wanted = specification(run)
            limits.check_format(wanted)
            return run.keep(format(converted, wanted))

        return run_format

    def _format_specification(self, node: ast.expr | None) -> Step:
        if node is None:
            return lambda _run: ""
        for part in getattr(node, "values", ()):
            if isinstance(part, ast.Constant):
                try:
                    limits.check_format(str(part.value))
                except ExpressionFailed as error:
                    raise ExpressionRefused(str(error)) from None
        return self.step(node)


def _dotted(node: ast.expr) -> list[str]:
    """Return ``["C", "scene", "name"]`` for ``C.scene.name``; empty for anything but names and dots."""
    names: list[str] = []
    while isinstance(node, ast.Attribute):
        names.append(node.attr)
        node = node.value
    return [node.id, *reversed(names)] if isinstance(node, ast.Name) else []
