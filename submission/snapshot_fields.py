"""Readers for the parts of a message, which check types and name the invalid part."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

T = TypeVar("T")
Reader = Callable[[object, str], Any]

_KINDS = {str: "text", int: "a whole number", bool: "true or false", dict: "an object", list: "a list"}


class SnapshotError(ValueError):
    """A message is not a snapshot; the text names the invalid part."""


def part(parts: Mapping[str, Any], name: str, where: str) -> object:
    if name not in parts:
        raise SnapshotError(f'{where}: "{name}" is missing')
    return parts[name]


def _exactly(kind: type[T]) -> Callable[[object, str], T]:
    """Return a reader for values of one type; ``True`` is not a number."""

    def read(value: object, where: str) -> T:
        if type(value) is not kind:
            raise SnapshotError(f"{where}: {_KINDS[kind]} expected, not {value!r:.80}")
        return value

    return read


text = _exactly(str)
number = _exactly(int)
flag = _exactly(bool)
a_list: Callable[[object, str], list[Any]] = _exactly(list)


def an_object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise SnapshotError(f"{where}: an object expected, not {value!r:.80}")
    return dict(value)


def record(
    kind: type[T], needed: Mapping[str, Reader], optional: Mapping[str, Reader] | None = None
) -> Callable[..., T]:
    """Return a reader of an object with these parts; an optional part that is missing has the default of ``kind``."""

    def read(value: object, where: str) -> T:
        parts = an_object(value, where)
        found = {name: reader(part(parts, name, where), f"{where}.{name}") for name, reader in needed.items()}
        for name, reader in (optional or {}).items():
            if name in parts:
                found[name] = reader(parts[name], f"{where}.{name}")
        return kind(**found)

    return read


def texts(value: object, where: str) -> dict[str, str]:
    return {key: text(item, f"{where}.{key}") for key, item in an_object(value, where).items()}


def one_of(names: tuple[str, ...]) -> Callable[[object, str], str]:
    def read(value: object, where: str) -> str:
        if value not in names:
            raise SnapshotError(f"{where}: one of {', '.join(names)} expected, not {value!r:.80}")
        return str(value)

    return read


def list_of_texts(value: object, where: str) -> tuple[str, ...]:
    return tuple(text(item, f"{where}[{index}]") for index, item in enumerate(as_list(value, where)))


def runs(value: object, where: str) -> tuple[tuple[int, int], ...]:
    """Return pairs of first and last, such as runs of frames."""
    pairs = [as_list(pair, where) for pair in as_list(value, where)]
    if any(len(pair) != 2 for pair in pairs):
        raise SnapshotError(f"{where}: pairs of first and last expected, not {value!r:.80}")
    return tuple((number(first, where), number(last, where)) for first, last in pairs)


def as_list(value: object, where: str) -> list[Any]:
    """Return a list; a value that was not parsed from JSON is a tuple."""
    return list(value) if isinstance(value, tuple) else a_list(value, where)
