"""Values that an expression can read, and the limits of one evaluation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from ...core.text import fixed, say
from . import limits
from .errors import ExpressionFailed

_SCALARS = (str, int, float, bool, type(None))
_CONTAINERS = (list, tuple, set, frozenset, dict)


_NATIVE = type(PurePath())
_ABSENT = object()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Placeholder in ``Scope.values`` for a value of Blender that could not be read."""

    reason: str


@dataclass(frozen=True, slots=True)
class Reference:
    """Placeholder for data of Blender that is not a plain value, such as a camera. It can be compared, and is true."""

    kind: str
    identity: int


@dataclass(frozen=True, slots=True)
class Elements:
    """Placeholder for a collection of Blender, such as the scenes of a file. It is true if it has elements."""

    kind: str
    count: int

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True, slots=True)
class Element:
    """Value of a comprehension's variable that stands for one element of a collection of Blender."""

    index: int


Plain = str | int | float | bool | tuple[Any, ...] | frozenset[str] | Unreadable | Reference | Elements | None
"""A value of Blender as expressions read it; for a chain with ``[...]`` a tuple of values."""


@dataclass(frozen=True, slots=True)
class Scope:
    """All values that an evaluation can read."""

    values: Mapping[str, Any] = field(default_factory=dict)
    """Attribute chain (as in ``Expression.chains``) to plain value or ``Unreadable``."""
    jobname: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    """Values of the job type's settings by key; ``Unreadable`` for one that has a problem."""
    blend_path: str = ""
    """Absolute path of the .blend, "" if it was never saved. ``//`` is its folder."""
    flavour: type[PurePath] = _NATIVE
    """Rules of paths: this platform's."""


class Run:
    """One evaluation: its scope and its remaining work."""

    __slots__ = ("_work", "scope", "variables")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.variables: dict[int, Any] = {}
        """Values of the variables of comprehensions, by slot."""
        self._work = limits.MAX_WORK

    def keep(self, value: Any) -> Any:
        """Check the type and size of a result, and return it.

        Raises:
            ExpressionFailed: It is too large, or of a type that expressions may not have.
        """
        self.spend(_size(value))
        return value

    def spend(self, work: int) -> None:
        """Subtract from the remaining work, also for operations with a small result.

        Args:
            work: Characters or items that could be created in the same time.

        Raises:
            ExpressionFailed: No work remains.
        """
        self._work -= work
        if self._work < 0:
            raise ExpressionFailed(say("it takes too much work to compute"))

    def chain(self, chain: str, *indexes: int) -> Any:
        """Return the value of Blender that ``chain`` names.

        Args:
            chain: An attribute chain.
            indexes: For each ``[...]`` in it, which element.
        """
        value = self.scope.values.get(chain, _ABSENT)
        for index in indexes:
            if isinstance(value, tuple):
                value = value[index]
        if isinstance(value, Reference | Elements):
            self.spend(1)
            return value
        if value is _ABSENT:
            raise ExpressionFailed(say("{name} could not be read from Blender", name=chain))
        return self._given(value, chain)

    def setting(self, key: str) -> Any:
        """Return the value of another setting of the job type."""
        if key not in self.scope.settings:
            raise ExpressionFailed(say("{name} is not a setting of this job type", name=f"settings.{key}"))
        return self._given(self.scope.settings[key], f"settings.{key}")

    def _given(self, value: Any, name: str) -> Any:
        if isinstance(value, Unreadable):
            raise ExpressionFailed(say("{name}: {reason}", name=name, reason=fixed(value.reason)))
        if type(value) not in _SCALARS and not _is_flat(value):
            raise ExpressionFailed(
                say("{name} is not a plain value but a {kind}", name=name, kind=type(value).__name__)
            )
        return self.keep(value)


def plain(value: Any) -> Any:
    """Return a value that is plain, and refuse data of Blender that is not.

    Raises:
        ExpressionFailed: It is a data-block, a collection or the like.
    """
    if isinstance(value, Reference | Elements | Element):
        kind = getattr(value, "kind", type(value).__name__)
        raise ExpressionFailed(say("a {kind} of Blender is not a plain value: read one of its properties", kind=kind))
    return value


def _is_flat(value: Any) -> bool:
    """Return whether it is a vector, colour or set of flags: a container of plain values."""
    if type(value) not in (list, tuple, set, frozenset):
        return False
    limits.check_items(len(value))
    return all(type(item) in _SCALARS for item in value)


def _size_within(item: Any) -> int:
    """Return the size of an item; nested containers were counted when they were created."""
    return 1 + len(str(item)) if isinstance(item, str | PurePath) else 1


def _size(value: Any) -> int:
    kind = type(value)
    if kind is str:
        limits.check_text(len(value))
        return len(value) + 1
    if kind is int:
        limits.check_bits(value.bit_length())
        return 1
    if kind in _SCALARS:
        return 1
    if kind in _CONTAINERS:
        limits.check_items(len(value))
        return 1 + sum(map(_size_within, value))
    if isinstance(value, PurePath):
        length = len(str(value))
        limits.check_text(length)
        return length + 1
    raise ExpressionFailed(say("a {kind} cannot be used here", kind=kind.__name__))
