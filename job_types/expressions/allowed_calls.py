"""All functions, methods and attributes that an expression may use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any, Final

from ...core.text import say
from . import limits, numbers, path_functions, text_methods
from .errors import ExpressionFailed, ExpressionRefused
from .scope import Run

Call = Callable[..., Any]


def _plain(function: Callable[..., Any]) -> Call:
    """Wrap a function that does not need the run."""

    def call(_run: Run, /, *arguments: Any, **keywords: Any) -> Any:
        return function(*arguments, **keywords)

    return call


def _of_items(function: Callable[..., Any]) -> Call:
    """Wrap a function that goes through the items of a value, or a list of values, and may compare them."""

    def call(run: Run, /, *arguments: Any, **keywords: Any) -> Any:
        for argument in arguments:
            if isinstance(argument, str | list | tuple | set | frozenset | dict):
                run.spend(limits.WORK_OF_A_PART * len(argument))
        return function(*arguments, **keywords)

    return call


def _made(kind: type) -> Call:
    """Wrap ``list``, ``set`` or ``tuple``: the number of items is checked before there are any."""

    def make(*arguments: Any) -> Any:
        for argument in arguments:
            limits.check_items(len(argument))
        return kind(*arguments)

    return _of_items(make)


def _sorted(items: Any, *, reverse: bool = False) -> list[Any]:
    limits.check_items(len(items))
    return sorted(items, reverse=reverse)


FUNCTIONS: Final[dict[str, Call]] = {
    "Path": path_functions.make_path,
    "abs": _plain(abs),
    "abspath": path_functions.abspath,
    "all": _of_items(all),
    "any": _of_items(any),
    "bool": _plain(bool),
    "bpy.path.abspath": path_functions.blender_abspath,
    "bpy.path.basename": path_functions.basename,
    "bpy.path.clean_name": path_functions.clean_name,
    "bpy.path.ensure_ext": path_functions.ensure_ext,
    "float": _plain(float),
    "int": _plain(numbers.to_int),
    "last_n_dir_parts": path_functions.last_n_dir_parts,
    "len": _plain(len),
    "list": _made(list),
    "max": _of_items(max),
    "min": _of_items(min),
    "round": _plain(numbers.to_rounded),
    "set": _made(set),
    "sorted": _of_items(_sorted),
    "str": _plain(str),
    "sum": _of_items(numbers.to_sum),
    "tuple": _made(tuple),
}

KEYWORDS: Final[dict[str, frozenset[str]]] = {
    "bpy.path.clean_name": frozenset({"replace"}),
    "bpy.path.ensure_ext": frozenset({"case_sensitive"}),
    "max": frozenset({"default"}),
    "min": frozenset({"default"}),
    "sorted": frozenset({"reverse"}),
}
"""Arguments that may be given by keyword. ``format`` takes any."""

OF_DATA: Final = frozenset({"bool", "len"})
"""Functions whose argument may be data of Blender that is not a plain value: an object, a collection."""

OF_GENERATORS: Final = frozenset({"all", "any", "join", "list", "max", "min", "set", "sorted", "sum", "tuple"})
"""Functions, and a method, whose only argument may be a comprehension without brackets."""


def method(name: str) -> Call:
    """Return the call of a method of texts or paths, which are distinguished at run time.

    Raises:
        ExpressionRefused: Neither has a method of that name that is allowed.
    """
    if name not in text_methods.METHODS and name not in path_functions.METHODS and name != "get":
        raise ExpressionRefused(say("the method {name}() must not be called", name=name))

    def call(run: Run, receiver: Any, /, *arguments: Any, **keywords: Any) -> Any:
        if type(receiver) is str and name in text_methods.METHODS:
            if name in text_methods.SEARCHES and arguments:
                run.spend(limits.searching(receiver, arguments[0]))
            return text_methods.METHODS[name](receiver, *arguments, **keywords)
        if isinstance(receiver, PurePath) and name in path_functions.METHODS:
            return path_functions.METHODS[name](receiver, *arguments)
        if type(receiver) is dict and name == "get":
            return receiver.get(*arguments)
        raise ExpressionFailed(say("{kind} has no method {name}()", kind=type(receiver).__name__, name=name))

    return call


def attribute(value: Any, name: str) -> Any:
    """Return an attribute of a path."""
    if not isinstance(value, PurePath):
        raise ExpressionFailed(say("{kind} has no attribute {name}", kind=type(value).__name__, name=name))
    return path_functions.ATTRIBUTES[name](value)
