"""All functions, methods and attributes that an expression may use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any, Final

from ...core.text import say
from . import limits, path_functions, text_methods
from .errors import ExpressionFailed, ExpressionRefused
from .scope import Run

Call = Callable[..., Any]


def _plain(function: Callable[..., Any]) -> Call:
    """Wrap a function that does not need the run."""

    def call(_run: Run, *arguments: Any) -> Any:
        return function(*arguments)

    return call


FUNCTIONS: Final[dict[str, Call]] = {
    "Path": path_functions.make_path,
    "abspath": path_functions.abspath,
    "bpy.path.abspath": path_functions.blender_abspath,
    "bpy.path.basename": path_functions.basename,
    "float": _plain(float),
    "int": _plain(text_methods.to_int),
    "last_n_dir_parts": path_functions.last_n_dir_parts,
    "len": _plain(len),
    "max": _plain(max),
    "min": _plain(min),
    "round": _plain(text_methods.to_rounded),
    "str": _plain(str),
}


def method(name: str) -> Call:
    """Return the call of a method of texts or paths, which are distinguished at run time.

    Raises:
        ExpressionRefused: Neither has a method of that name that is allowed.
    """
    if name not in text_methods.METHODS and name not in path_functions.METHODS:
        raise ExpressionRefused(say("the method {name}() must not be called", name=name))

    def call(run: Run, receiver: Any, *arguments: Any) -> Any:
        if type(receiver) is str and name in text_methods.METHODS:
            if name in text_methods.SEARCHES and arguments:
                run.spend(limits.searching(receiver, arguments[0]))
            return text_methods.METHODS[name](receiver, *arguments)
        if isinstance(receiver, PurePath) and name in path_functions.METHODS:
            return path_functions.METHODS[name](receiver, *arguments)
        raise ExpressionFailed(say("{kind} has no method {name}()", kind=type(receiver).__name__, name=name))

    return call


def attribute(value: Any, name: str) -> Any:
    """Return an attribute of a path."""
    if not isinstance(value, PurePath):
        raise ExpressionFailed(say("{kind} has no attribute {name}", kind=type(value).__name__, name=name))
    return path_functions.ATTRIBUTES[name](value)
