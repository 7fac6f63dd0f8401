"""From parsed JSON to models, by a plan that is made once a class.

Tolerant where a Manager may differ from the definition: unknown properties are kept aside, an element of a list or of a
free-keyed object that cannot be decoded is left out and reported. Anything else that does not fit is a DecodeError.
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from datetime import UTC, datetime
from types import NoneType
from typing import Any, Generic, NamedTuple, NoReturn, TypeVar

from .model import Model, OpenEnum

T = TypeVar("T")
Convert = Callable[[Any, list[str]], Any]
"""Takes a JSON value and the list to report to; returns the decoded value or raises DecodeError."""

MOST_PROBLEMS = 100
"""Reported for one answer; an answer may hold millions."""


class DecodeError(ValueError):
    """A value is not what the definition says; the text names schema and property."""


class Decoded(NamedTuple, Generic[T]):
    """A decoded value, and one line for each thing that had to be left out."""

    value: T
    problems: tuple[str, ...]


class Step(NamedTuple):
    """How one property is decoded: values of exactly the type ``plain`` are taken as they are."""

    name: str
    plain: type | None
    nullable: bool
    convert: Convert


def decode(annotation: type[T], data: Any) -> Decoded[T]:
    """Decode what ``json.loads`` gave as a model, or as a list or dict of models.

    Raises:
        DecodeError: names the schema and property.
    """
    problems: list[str] = []
    plain, nullable, convert = _converter(annotation, getattr(annotation, "__name__", "answer"))
    if type(data) is plain or (data is None and nullable):
        return Decoded(data, ())
    value = convert(data, problems)
    if problems and isinstance(value, Model):
        value._problems = tuple(problems)
    return Decoded(value, tuple(problems))


def _converter(annotation: Any, label: str) -> tuple[type | None, bool, Convert]:
    """Return (plain, nullable, convert) of an annotation; ``label`` is where it stands, for reports."""
    arguments = typing.get_args(annotation)
    if NoneType in arguments:
        (inner,) = (argument for argument in arguments if argument is not NoneType)
        plain, _, convert = _converter(inner, label)
        return plain, True, convert
    origin = typing.get_origin(annotation) or annotation
    if origin is list:
        return None, False, _list_of(arguments[0], label)
    if origin is dict:
        if arguments[1] is Any:
            return dict, False, _refuse("an object")
        return None, False, _dict_of(arguments[1], label)
    if annotation is Any:
        return None, True, _as_it_is
    if annotation is datetime:
        return None, False, _time
    if issubclass(annotation, Model):
        return None, False, _model(annotation)
    if issubclass(annotation, OpenEnum):
        return None, False, _enum(annotation)
    return _SCALARS[annotation]


def _model(cls: type[Model]) -> Convert:
    """Return the decoder of a class, making it at first use; two threads may both make one, which does no harm."""
    known = cls.__dict__.get("_decoder")
    if known is None:
        known = staticmethod(_make_model_decoder(cls))
        cls._decoder = known
    function: Convert = known.__func__
    return function


def _make_model_decoder(cls: type[Model]) -> Convert:
    schema = cls.__name__
    hints = typing.get_type_hints(cls, localns={"Any": Any, "datetime": datetime, "Callable": Callable})
    steps: dict[str, Step] = {}
    for name in cls._field_names():
        json_name = cls._json_names.get(name, name)
        steps[json_name] = Step(name, *_converter(hints[name], f"{schema}.{json_name}"))
    required = {name: step.name for name, step in steps.items() if not hasattr(cls, step.name)}
    required_names = frozenset(required.values())
    new, step_of = cls.__new__, steps.get

    def decode_model(data: Any, problems: list[str]) -> Model:
        if type(data) is not dict:
            raise DecodeError(f"expected {schema}, an object, not {_shown(data)}")
        model = new(cls)
        own = model.__dict__
        key = ""
        try:
            for key, value in data.items():
                step = step_of(key)
                if step is None:
                    _keep_aside(model, key, value)
                    continue
                name, plain, nullable, convert = step
                if type(value) is plain or (value is None and nullable):
                    own[name] = value
                else:
                    own[name] = convert(value, problems)
        except DecodeError as error:
            raise DecodeError(f"{schema}.{key}: {error}") from None
        if not own.keys() >= required_names:
            missing = ", ".join(f"{schema}.{name}" for name in required if name not in data)
            raise DecodeError(f"{missing}: required, but missing")
        return model

    return decode_model


def _keep_aside(model: Model, key: str, value: Any) -> None:
    try:
        model._unknown[key] = value
    except AttributeError:
        model._unknown = {key: value}


def _list_of(annotation: Any, label: str) -> Convert:
    plain, _, convert = _converter(annotation, label)

    def decode_list(data: Any, problems: list[str]) -> list[Any]:
        if type(data) is not list:
            if data is None:  # an empty list, as Go writes it
                return []
            raise DecodeError(f"expected a list, not {_shown(data)}")
        items: list[Any] = []
        append = items.append
        for value in data:
            try:
                append(value if type(value) is plain else convert(value, problems))
            except DecodeError as error:
                index = len(items) + sum(text.startswith(f"{label}[") for text in problems)
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


def _enum(cls: type[OpenEnum]) -> Convert:
    members: dict[Any, OpenEnum] = {member.value: member for member in cls}

    def decode_enum(value: Any, _problems: list[str]) -> OpenEnum:
        if type(value) is not str:
            raise DecodeError(f"expected text, not {_shown(value)}")
        return members.get(value) or cls(value)

    return decode_enum


def _time(value: Any, _problems: list[str]) -> datetime:
    if type(value) is not str:
        raise DecodeError(f"expected a time as text, not {_shown(value)}")
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        moment = _unusual_time(value)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _unusual_time(text: str) -> datetime:
    """Read forms of RFC 3339 that ``fromisoformat`` refuses, such as a lower-case ``z``."""
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
    """Return a value short enough for a message; a large one is only named."""
    if value is None:
        return "null"
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    text = repr(value[:60]) + "..." if isinstance(value, str) and len(value) > 60 else repr(value)
    return text if len(text) < 100 else "a huge number"


_SCALARS: dict[Any, tuple[type | None, bool, Convert]] = {
    str: (str, False, _refuse("text")),
    int: (int, False, _whole_number),
    float: (float, False, _number),
    bool: (bool, False, _refuse("true or false")),
}
