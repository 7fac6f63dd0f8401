"""The functions, methods and attributes that an expression may use; there are no others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any, Final

from ...core.text import say
from . import limits
from . import path_functions as paths
from . import text_methods as texts
from .errors import ExpressionFailed, ExpressionRefused
from .scope import Run

Call = Callable[..., Any]


def _plain(function: Callable[..., Any]) -> Call:
    """A function that needs nothing of the run."""

    def call(_run: Run, *arguments: Any) -> Any:
        return function(*arguments)

    return call


FUNCTIONS: Final[dict[str, Call]] = {
    "Path": paths.make_path,
    "abspath": paths.abspath,
    "bpy.path.abspath": paths.blender_abspath,
    "bpy.path.basename": paths.basename,
    "float": _plain(float),
    "int": _plain(texts.to_int),
    "last_n_dir_parts": paths.last_n_dir_parts,
    "len": _plain(len),
    "max": _plain(max),
    "min": _plain(min),
    "round": _plain(texts.to_rounded),
    "str": _plain(str),
}


def method(name: str) -> Call:
    """The call of a method of texts or paths; which of them is found when it runs.

    Raises:
        ExpressionRefused: Neither has a method of that name that may be called.
    """
    if name not in texts.METHODS and name not in paths.METHODS:
        raise ExpressionRefused(say("the method {name}() must not be called", name=name))

    def call(run: Run, receiver: Any, *arguments: Any) -> Any:
        if type(receiver) is str and name in texts.METHODS:
            if name in texts.SEARCHES and arguments:
                run.spend(limits.searching(receiver, arguments[0]))
            return texts.METHODS[name](receiver, *arguments)
        if isinstance(receiver, PurePath) and name in paths.METHODS:
            return paths.METHODS[name](receiver, *arguments)
        raise ExpressionFailed(say("{kind} has no method {name}()", kind=type(receiver).__name__, name=name))

    return call


def attribute(value: Any, name: str) -> Any:
    """An attribute of a path."""
    if not isinstance(value, PurePath):
        raise ExpressionFailed(say("{kind} has no attribute {name}", kind=type(value).__name__, name=name))
    return paths.ATTRIBUTES[name](value)
