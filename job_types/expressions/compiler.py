"""Compiler of expressions: it compiles allowed constructs, and refuses all others by name.

Each allowed construct has one method here that turns it into a step, a function of the ``Run``. A construct without
such a method cannot run.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from ...core.text import Text, fixed, say
from . import allowed_calls, limits, path_functions
from .arithmetic import BINARY, COMPARE, UNARY
from .errors import ExpressionFailed, ExpressionRefused
from .parser import syntax_tree
from .scope import Run

Step = Callable[[Run], Any]

CONTEXT: Final = frozenset(
    {"active_object", "collection", "engine", "mode", "object", "scene", "view_layer", "workspace"}
)
"""Members of ``bpy.context`` that can be read. Others have private data: the clipboard is in ``window_manager``, keys
of other add-ons are in ``preferences``."""

_CONVERSIONS: Final[dict[int, Callable[[Any], Any]]] = {-1: lambda value: value, 115: str, 114: repr, 97: ascii}

_WORDS: Final[dict[type[ast.AST], str]] = {
    ast.Await: "await",
    ast.DictComp: "a comprehension",
    ast.GeneratorExp: "a comprehension",
    ast.Lambda: "lambda",
    ast.ListComp: "a comprehension",
    ast.NamedExpr: "the assignment :=",
    ast.SetComp: "a comprehension",
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


_PRIVATE: Final = "the private attribute {name} must not be used"


def _not_used(what: str) -> Text:
    return say("{what} must not be used", what=what)


def parse(text: object) -> Expression:
    """Compile an expression without running it.

    Raises:
        ExpressionRefused: It is not a Python expression, too long or too deep, or has a construct that is not allowed.
    """
    tree = syntax_tree(text)
    compiler = _Compiler()
    step = compiler.step(tree)
    return Expression(str(text), frozenset(compiler.chains), frozenset(compiler.settings), step)


class _Compiler:
    def __init__(self) -> None:
        self.chains: set[str] = set()
        self.settings: set[str] = set()
        self._compile: dict[type[ast.AST], Callable[[Any], Step]] = {
            ast.Attribute: self._attribute,
            ast.BinOp: self._binary,
            ast.BoolOp: self._boolean,
            ast.Call: self._call,
            ast.Compare: self._compare,
            ast.Constant: self._constant,
            ast.Dict: self._dict,
            ast.FormattedValue: self._formatted_value,
            ast.IfExp: self._conditional,
            ast.JoinedStr: self._joined_text,
            ast.List: lambda node: self._display(node, list),
            ast.Name: self._name,
            ast.Set: lambda node: self._display(node, set),
            ast.Slice: self._slice,
            ast.Subscript: self._subscript,
            ast.Tuple: lambda node: self._display(node, tuple),
            ast.UnaryOp: self._unary,
        }

    def step(self, node: ast.AST) -> Step:
        compile_node = self._compile.get(type(node))
        if compile_node is None:
            raise ExpressionRefused(_not_used(fixed(_WORDS.get(type(node), type(node).__name__))))
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
        if node.id == "jobname":
            return lambda run: run.keep(run.scope.jobname)
        if node.id in allowed_calls.FUNCTIONS:
            raise ExpressionRefused(say("{name} can only be called", name=node.id))
        if node.id in {"bpy", "C", "settings"}:
            raise ExpressionRefused(say("{name} alone is not a value", name=node.id))
        raise ExpressionRefused(say("the name {name} must not be used", name=node.id))

    def _attribute(self, node: ast.Attribute) -> Step:
        if node.attr.startswith("_"):
            raise ExpressionRefused(say(_PRIVATE, name=node.attr))
        names = _dotted(node)
        if names[:1] in (["bpy"], ["C"]):
            return self._chain(names)
        if len(names) == 2 and names[0] == "settings":
            key = names[1]
            self.settings.add(key)
            return lambda run: run.setting(key)
        if node.attr not in path_functions.ATTRIBUTES:
            raise ExpressionRefused(say("the attribute {name} must not be used", name=node.attr))
        value = self.step(node.value)
        return lambda run: run.keep(allowed_calls.attribute(value(run), node.attr))

    def _chain(self, names: list[str]) -> Step:
        for name in names:
            if name.startswith("_"):
                raise ExpressionRefused(say(_PRIVATE, name=name))
        if names[:2] == ["bpy", "context"]:
            names = ["C", *names[2:]]
        if names[:2] == ["C", "blend_data"]:
            names = ["bpy", "data", *names[2:]]
        chain = ".".join(names)
        if names[0] == "bpy" and names[1] != "data":
            raise ExpressionRefused(_not_used(".".join(names[:2])))
        if names[0] == "C" and names[1:] and names[1] not in CONTEXT:
            raise ExpressionRefused(say("{name} must not be read", name=".".join(names[:2])))
        if len(names) < 2 or chain == "bpy.data":
            raise ExpressionRefused(say("{name} alone is not a value", name=chain))
        self.chains.add(chain)
        return lambda run: run.chain(chain)

    def _call(self, node: ast.Call) -> Step:
        if node.keywords:
            raise ExpressionRefused(_not_used(say("an argument by keyword")))
        if isinstance(node.func, ast.Name):
            call = allowed_calls.FUNCTIONS.get(node.func.id)
            if call is None:
                raise ExpressionRefused(say("{name}() must not be called", name=node.func.id))
            arguments = self._steps(node.args)
        elif isinstance(node.func, ast.Attribute):
            call, arguments = self._method(node.func, node.args)
        else:
            raise ExpressionRefused(say("only named functions and methods can be called"))
        return lambda run: run.keep(call(run, *[argument(run) for argument in arguments]))

    def _method(self, function: ast.Attribute, arguments: list[ast.expr]) -> tuple[allowed_calls.Call, list[Step]]:
        dotted = ".".join(_dotted(function))
        if dotted in allowed_calls.FUNCTIONS:
            return allowed_calls.FUNCTIONS[dotted], self._steps(arguments)
        receiver = self.step(function.value)
        return allowed_calls.method(function.attr), [receiver, *self._steps(arguments)]

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
        operand = self.step(node.operand)
        return lambda run: run.keep(compute(operand(run)))

    def _boolean(self, node: ast.BoolOp) -> Step:
        steps = self._steps(node.values)
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
        first, *others = self._steps((node.left, *node.comparators))
        pairs = list(zip([COMPARE[type(op)] for op in node.ops], others, strict=True))

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

    def _conditional(self, node: ast.IfExp) -> Step:
        test, then, otherwise = self._steps((node.test, node.body, node.orelse))
        return lambda run: then(run) if test(run) else otherwise(run)

    def _display(self, node: ast.List | ast.Tuple | ast.Set, make: Callable[[list[Any]], Any]) -> Step:
        items = self._steps(node.elts)
        return lambda run: run.keep(make([item(run) for item in items]))

    def _dict(self, node: ast.Dict) -> Step:
        if None in node.keys:
            raise ExpressionRefused(_not_used(say("the star **")))
        pairs = list(zip(self._steps(key for key in node.keys if key), self._steps(node.values), strict=True))
        return lambda run: run.keep({key(run): value(run) for key, value in pairs})

    def _subscript(self, node: ast.Subscript) -> Step:
        value, index = self._steps((node.value, node.slice))
        return lambda run: run.keep(value(run)[index(run)])

    def _slice(self, node: ast.Slice) -> Step:
        bounds = [self.step(bound) if bound else None for bound in (node.lower, node.upper, node.step)]
        return lambda run: slice(*[bound(run) if bound else None for bound in bounds])

    def _joined_text(self, node: ast.JoinedStr) -> Step:
        parts = self._steps(node.values)
        return lambda run: run.keep("".join([part(run) for part in parts]))

    def _formatted_value(self, node: ast.FormattedValue) -> Step:
        convert = _CONVERSIONS[node.conversion]
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
