"""Decoding of parsed JSON to models, by a plan made once per class.

Tolerant where a Manager may differ from the definition: unknown properties are kept aside; an element of a list or of a
free-keyed object that cannot be decoded is left out and reported. Any other mismatch is a DecodeError.
"""

from __future__ import annotations

import contextlib
import gc
import typing
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from types import NoneType
from typing import Any, Generic, NamedTuple, NoReturn, Protocol, TypeGuard, TypeVar

T = TypeVar("T")
_from_iso = datetime.fromisoformat
Convert = Callable[[Any, list[str]], Any]
"""Takes a JSON value and the list that collects problems; returns the decoded value or raises DecodeError."""

Shape = tuple[list[str | type], list[tuple[str, Convert]]]
"""Keys and value types of the object of a class that was decoded last, and the properties that were converted.

Most elements of a list have the same keys and types, which then need no second check.
"""

MOST_PROBLEMS = 100
"""Most problems reported for one answer, which may have millions."""


class DecodeError(ValueError):
    """A value does not match the definition; the text names schema and property."""


class Decodable(Protocol):
    """The part of ``model.Model`` that the decoder uses; a protocol, because ``model`` imports this module."""

    __json_names__: dict[str, str]
    __decoder__: Convert | None

    @classmethod
    def field_names(cls) -> dict[str, str]: ...
    def keep_aside(self, key: str, value: Any) -> None: ...
    def note_problems(self, problems: list[str]) -> None: ...


class Decoded(NamedTuple, Generic[T]):
    """A decoded value, and one line for each element that was left out."""

    value: T
    problems: tuple[str, ...]


class Step(NamedTuple):
    """How one property is decoded: values of exactly the type ``plain`` are taken as they are."""

    name: str
    plain: type | None
    nullable: bool
    convert: Convert


def decode(annotation: type[T], data: Any) -> Decoded[T]:
    """Decode a result of ``json.loads`` as a model, or a list or dict of models; the result keeps parts of ``data``.

    Raises:
        DecodeError: A value does not match.
    """
    problems: list[str] = []
    plain, nullable, convert = _converter(annotation, getattr(annotation, "__name__", "answer"))
    as_it_is = type(data) is plain or (data is None and nullable)
    with _collector_at_rest():
        value: T = data if as_it_is else convert(data, problems)
    if problems and _is_model(type(value)):
        model: Any = value
        model.note_problems(problems)
    return Decoded(value, tuple(problems))


@contextlib.contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Pause the garbage collector: decoding creates no cycles, so that its searches are wasted time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _converter(annotation: Any, label: str) -> tuple[type | None, bool, Convert]:
    """Return (plain, nullable, convert) of an annotation; ``label`` names the value in reports."""
    arguments = typing.get_args(annotation)
    if NoneType in arguments:
        (inner,) = (argument for argument in arguments if argument is not NoneType)
        plain, _, convert = _converter(inner, label)
        return plain, True, convert
    origin = typing.get_origin(annotation) or annotation
    if origin is list:
        return None, False, _list_of(arguments[0], label)
    if origin is dict and arguments[1] in _FREE:
        return dict, False, _refuse("an object")
    if origin is dict:
        return None, False, _dict_of(arguments[1], label)
    if _is_model(annotation):
        return None, False, _model(annotation)
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return None, False, _enum(annotation)
    return _SIMPLE[annotation]


def _is_model(annotation: Any) -> TypeGuard[type[Decodable]]:
    return hasattr(annotation, "__json_names__")


def _model(cls: type[Decodable]) -> Convert:
    """Return the decoder of a class, made at first use. Two threads may both make one, which is harmless."""
    decoder: Convert | None = cls.__dict__.get("__decoder__")
    if decoder is None:
        decoder = _make_model_decoder(cls)
        cls.__decoder__ = decoder
    return decoder


def _make_model_decoder(cls: type[Decodable]) -> Convert:
    schema = cls.__name__
    hints = typing.get_type_hints(cls, localns={"Any": Any, "datetime": datetime, "Callable": Callable})
    steps: dict[str, Step] = {}
    for name in cls.field_names():
        json_name = cls.__json_names__.get(name, name)
        steps[json_name] = Step(name, *_converter(hints[name], f"{schema}.{json_name}"))
    required = [key for key, step in steps.items() if not hasattr(cls, step.name)]
    new = cls.__new__
    shape: Shape = (["none yet"], [])

    def decode_model(data: Any, problems: list[str]) -> Decodable:
        nonlocal shape
        if type(data) is not dict:
            raise DecodeError(f"expected {schema}, an object, not {_shown(data)}")
        looks, conversions = shape
        model = new(cls)
        key = ""
        try:
            if [*data, *map(type, data.values())] == looks:
                own = model.__dict__ = data
                for key, convert in conversions:
                    own[key] = convert(own[key], problems)
                return model
            found = _shape(data, steps)
            own = model.__dict__
            for key, value in data.items():
                if key not in steps:
                    model.keep_aside(key, value)
                    continue
                name, plain, nullable, convert = steps[key]
                as_it_is = type(value) is plain or (value is None and nullable)
                own[name] = value if as_it_is else convert(value, problems)
        except DecodeError as error:
            raise DecodeError(f"{schema}.{key}: {error}") from None
        missing = [f"{schema}.{key}" for key in required if key not in data]
        if missing:
            raise DecodeError(f"{', '.join(missing)}: required, but missing")
        shape = found or shape
        return model

    return decode_model


def _shape(data: dict[str, Any], steps: dict[str, Step]) -> Shape | None:
    """Return the shape of an object, or None if a property is unknown or has another name in Python."""
    conversions = []
    for key, value in data.items():
        step = steps.get(key)
        if step is None or step.name != key:
            return None
        if type(value) is not step.plain and not (value is None and step.nullable) and step.convert is not _as_it_is:
            conversions.append((key, step.convert))
    return [*data, *map(type, data.values())], conversions


def _list_of(annotation: Any, label: str) -> Convert:
    plain, _, convert = _converter(annotation, label)

    def decode_list(data: Any, problems: list[str]) -> list[Any]:
        if type(data) is not list:
            if data is None:  # an empty list, as Go writes it
                return []
            raise DecodeError(f"expected a list, not {_shown(data)}")
        items: list[Any] = []
        append = items.append
        for index, value in enumerate(data):
            try:
                append(value if type(value) is plain else convert(value, problems))
            except DecodeError as error:
                _report(problems, f"{label}[{index}]: {error}")
        return items

    return decode_list


def _dict_of(annotation: Any, label: str) -> Convert:
    plain, _, convert = _converter(annotation, label)

    def decode_dict(data: Any, problems: list[str]) -> dict[str, Any]:
        if type(data) is not dict:
            raise DecodeError(f"expected an object, not {_shown(data)}")
        items: dict[str, Any] = {}
        for key, value in data.items():
            try:
                items[key] = value if type(value) is plain else convert(value, problems)
            except DecodeError as error:
                _report(problems, f"{label}[{_shown(key)}]: {error}")
        return items

    return decode_dict


def _report(problems: list[str], text: str) -> None:
    if len(problems) < MOST_PROBLEMS:
        problems.append(text)


def _enum(cls: type[StrEnum]) -> Convert:
    members: dict[Any, StrEnum] = {member.value: member for member in cls}

    def decode_enum(value: Any, _problems: list[str]) -> StrEnum:
        try:
            return members[value]
        except (KeyError, TypeError):
            if type(value) is not str:
                raise DecodeError(f"expected text, not {_shown(value)}") from None
            return cls(value)

    return decode_enum


def _time(value: Any, _problems: list[str]) -> datetime:
    try:
        moment = _from_iso(value)
    except (ValueError, TypeError):
        moment = _unusual_time(value)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _unusual_time(text: Any) -> datetime:
    """Read forms of RFC 3339 that ``fromisoformat`` refuses, such as a lower-case ``z``."""
    if type(text) is not str:
        raise DecodeError(f"expected a time as text, not {_shown(text)}")
    from dateutil import parser

    try:
        moment: datetime = parser.isoparse(text)
    except (ValueError, OverflowError):
        raise DecodeError(f"{_shown(text)} is not a time") from None
    return moment


def _whole_number(value: Any, _problems: list[str]) -> int:
    if type(value) is float and value.is_integer():
        return int(value)
    raise DecodeError(f"expected a whole number, not {_shown(value)}")


def _number(value: Any, _problems: list[str]) -> float:
    if type(value) is int:
        return value
    raise DecodeError(f"expected a number, not {_shown(value)}")


def _as_it_is(value: Any, _problems: list[str]) -> Any:
    return value


def _refuse(expected: str) -> Convert:
    def refuse(value: Any, _problems: list[str]) -> NoReturn:
        raise DecodeError(f"expected {expected}, not {_shown(value)}")

    return refuse


def _shown(value: Any) -> str:
    """Return a value as a short text for messages; only the kind of a large one."""
    if value is None:
        return "null"
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    text = repr(value[:60]) + "..." if isinstance(value, str) and len(value) > 60 else repr(value)
    return text if len(text) < 100 else "a huge number"


_FREE = (Any, "Any")
_SIMPLE: dict[Any, tuple[type | None, bool, Convert]] = {
    Any: (None, True, _as_it_is),
    datetime: (None, False, _time),
    str: (str, False, _refuse("text")),
    int: (int, False, _whole_number),
    float: (float, False, _number),
    bool: (bool, False, _refuse("true or false")),
}
