"""Path functions of expressions. They compute with texts and never access the disk."""

from __future__ import annotations

import ntpath
import operator
import posixpath
import re
from collections.abc import Callable
from pathlib import PurePath, PureWindowsPath
from types import ModuleType
from typing import Any, Final

from ...core.text import say
from . import limits
from .errors import ExpressionFailed
from .scope import Run, Scope

MAX_PARENTS: Final = 256

_UNCLEAN: Final = re.compile(r"[\x00-,./:-@\[-^`{-\xfe]")


def make_path(run: Run, *parts: Any) -> PurePath:
    """Return a pure path of this platform: ``Path(...)``."""
    limits.check_text(sum(len(_text(part)) + 1 for part in parts))
    return run.scope.flavour(*parts)


def blender_abspath(run: Run, path: Any) -> str:
    """Replace ``//`` by the folder of the .blend: ``bpy.path.abspath``."""
    return _from_blend(_plain_text(path), run.scope)


def abspath(run: Run, path: Any) -> PurePath:
    """Resolve ``//`` and ``..``; a path stays relative if it was, or if the .blend was never saved."""
    return run.scope.flavour(resolve(_text(path), run.scope))


def basename(run: Run, path: Any) -> str:
    """Return the last part of a path, also of ``//file``: ``bpy.path.basename``."""
    return str(_rules(run.scope).basename(_plain_text(path).removeprefix("//")))


def clean_name(_run: Run, name: Any, *, replace: str = "_") -> str:
    """Replace spaces, marks and the letters U+0080 to U+00FE, as Blender does: ``bpy.path.clean_name``."""
    if type(replace) is not str or len(replace) != 1 or ord(replace) > 255:
        raise ExpressionFailed(say("clean_name() replaces by a single character"))
    return _UNCLEAN.sub(lambda _found: replace, _plain_text(name))


def ensure_ext(_run: Run, path: Any, extension: Any, *, case_sensitive: Any = False) -> str:
    """Add an extension that is not there yet: ``bpy.path.ensure_ext``."""
    name, ending = _plain_text(path), _plain_text(extension)
    has = name.endswith(ending) if case_sensitive else name[-len(ending) :].lower().endswith(ending.lower())
    return name if has else name + ending


def last_n_dir_parts(run: Run, count: Any, path: Any = None) -> PurePath:
    """Return the last ``count`` folders above a file, by default the .blend, as a relative path without drive."""
    if type(count) is not int:
        raise ExpressionFailed(say("last_n_dir_parts() needs a whole number"))
    folder = run.scope.flavour(run.scope.blend_path if path is None else _text(path)).parent
    names = folder.parts[1:] if folder.anchor else folder.parts
    return run.scope.flavour(*names[-count:]) if count > 0 else run.scope.flavour()


def resolve(path: str, scope: Scope) -> str:
    """Resolve ``//`` and ``..`` in ``path``; an empty path stays empty."""
    if not path:
        return ""
    resolved = _from_blend(path, scope)
    return str(_rules(scope).normpath(resolved)) if resolved else ""


def _from_blend(path: str, scope: Scope) -> str:
    if not path.startswith("//"):
        return path
    rules = _rules(scope)
    return str(rules.join(rules.dirname(scope.blend_path), path[2:]))


def _rules(scope: Scope) -> ModuleType:
    return ntpath if issubclass(scope.flavour, PureWindowsPath) else posixpath


def _text(path: Any) -> str:
    if type(path) is not str and not isinstance(path, PurePath):
        raise ExpressionFailed(say("a path must be text, not {kind}", kind=type(path).__name__))
    return str(path)


def _plain_text(path: Any) -> str:
    """Refuse a ``Path``, which Blender's own functions do not accept."""
    if type(path) is not str:
        raise ExpressionFailed(say("bpy.path needs text, not {kind}", kind=type(path).__name__))
    return path


def _parents(path: PurePath) -> tuple[PurePath, ...]:
    if len(path.parts) > MAX_PARENTS:
        raise ExpressionFailed(say("the path has more than {most} folders", most=MAX_PARENTS))
    return tuple(path.parents)


def _joinpath(path: PurePath, *parts: Any) -> PurePath:
    limits.check_text(len(str(path)) + sum(len(_text(part)) + 1 for part in parts))
    return path.joinpath(*parts)


def _relative_to(path: PurePath, other: Any) -> PurePath:
    below = _below(path, other)
    if below is None:
        raise ExpressionFailed(say("the path is not inside of the other path"))
    return type(path)("/".join(below))


def _is_relative_to(path: PurePath, other: Any) -> bool:
    return _below(path, other) is not None


def _below(path: PurePath, other: Any) -> tuple[str, ...] | None:
    """Return the parts of ``path`` after those of ``other``, or None if it does not begin with them.

    Python's own methods, from 3.12 on, compare each parent of one path with each of the other, which is slow.
    """
    parts, first = path.parts, type(path)(_text(other)).parts
    fold = str.lower if isinstance(path, PureWindowsPath) else str
    begins = [*map(fold, parts[: len(first)])] == [*map(fold, first)] if first else not path.anchor
    return parts[len(first) :] if begins else None


ATTRIBUTES: Final[dict[str, Callable[[PurePath], Any]]] = {
    "anchor": operator.attrgetter("anchor"),
    "drive": operator.attrgetter("drive"),
    "name": operator.attrgetter("name"),
    "parent": operator.attrgetter("parent"),
    "parents": _parents,
    "parts": operator.attrgetter("parts"),
    "root": operator.attrgetter("root"),
    "stem": operator.attrgetter("stem"),
    "suffix": operator.attrgetter("suffix"),
    "suffixes": operator.attrgetter("suffixes"),
}

METHODS: Final[dict[str, Callable[..., Any]]] = {
    "as_posix": PurePath.as_posix,
    "is_absolute": PurePath.is_absolute,
    "is_relative_to": _is_relative_to,
    "joinpath": _joinpath,
    "relative_to": _relative_to,
    "with_name": PurePath.with_name,
    "with_stem": PurePath.with_stem,
    "with_suffix": PurePath.with_suffix,
}
