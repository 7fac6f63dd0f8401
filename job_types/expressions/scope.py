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


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Placeholder in ``Scope.values`` for a value of Blender that could not be read."""

    reason: str


Plain = str | int | float | bool | tuple[float, ...] | frozenset[str] | Unreadable | None
"""A value of Blender as expressions read it."""


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

    __slots__ = ("_work", "scope")

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
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

    def chain(self, chain: str) -> Any:
        """Return the value of Blender that ``chain`` names."""
        return self._given(self.scope.values, chain, chain, "{name} could not be read from Blender")

    def setting(self, key: str) -> Any:
        """Return the value of another setting of the job type."""
        return self._given(self.scope.settings, key, f"settings.{key}", "{name} is not a setting of this job type")

    def _given(self, values: Mapping[str, Any], key: str, name: str, when_absent: str) -> Any:
        if key not in values:
            raise ExpressionFailed(say(when_absent, name=name))
        value = values[key]
        if isinstance(value, Unreadable):
            raise ExpressionFailed(say("{name}: {reason}", name=name, reason=fixed(value.reason)))
        if type(value) not in _SCALARS and not _is_flat(value):
            raise ExpressionFailed(
                say("{name} is not a plain value but a {kind}", name=name, kind=type(value).__name__)
            )
        return self.keep(value)


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
