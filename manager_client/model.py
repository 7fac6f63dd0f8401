"""Base of the generated models: typed objects that hold exactly the given properties.

A model's attributes are the properties given to the constructor or sent by a Manager; any other reads as the class's
``None``. So "absent" and ``null`` stay distinct, and encoding a decoded model gives the same JSON.
"""

from __future__ import annotations

from enum import StrEnum

TYPE_CHECKING = False  # importing typing for this would double the import time of the client
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Self, dataclass_transform
else:

    def dataclass_transform(**_options: object) -> Callable[[type], type]:
        """Leave the class as it is: only type checkers read the decorator."""
        return lambda cls: cls


class OpenEnum(StrEnum):
    """An enumeration that accepts unknown values, because a Manager may be newer than the client."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = str(value)
        return member


class _Renamed:
    """A property whose JSON name differs from its Python name; records both and removes itself from the class."""

    def __init__(self, json_name: str, default: dict[str, None]) -> None:
        self._json_name = json_name
        self._default = default

    def __set_name__(self, owner: type[Model], name: str) -> None:
        owner.__json_names__ = {**owner.__json_names__, name: self._json_name}
        delattr(owner, name)
        for value in self._default.values():
            setattr(owner, name, value)


def field(json_name: str, **default: None) -> Any:
    """Declare a property with another name in JSON; ``default=None`` makes it optional."""
    return _Renamed(json_name, default)


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
class Model:
    """Base of all schemas that are objects.

    Subclasses only annotate their fields; a field with the class value ``None`` is optional. A property given as
    ``None`` is sent as ``null``, which a Manager rejects for most properties: leave it out instead.
    """

    __slots__ = ("__dict__", "_problems", "_unknown")

    __json_names__: dict[str, str] = {}  # noqa: RUF012 - replaced, never changed
    __decoder__: Callable[[Any, list[str]], Any] | None = None
    __names__: dict[str, str] | None = None
    _problems: tuple[str, ...]
    _unknown: dict[str, Any]

    def __init__(self, **values: Any) -> None:
        known = self.field_names()
        if values.keys() != known.keys():
            if values.keys() - known:
                raise TypeError(f"{type(self).__name__} has no field {', '.join(sorted(values.keys() - known))}")
            missing = [name for name in known if name not in values and not hasattr(type(self), name)]
            if missing:
                raise TypeError(f"{type(self).__name__} needs {', '.join(missing)}")
        self.__dict__.update(values)

    @classmethod
    def field_names(cls) -> dict[str, str]:
        """Return all fields, those of the bases first, with the text of their annotation."""
        names: dict[str, str] | None = cls.__dict__.get("__names__")
        if names is None:
            names = {}
            for part in reversed(cls.__mro__[: cls.__mro__.index(Model)]):
                names.update(part.__annotations__)
            cls.__names__ = names
        return names

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Make a model from plain JSON values.

        Raises:
            DecodeError: a ValueError that names the schema and the property that is missing or of another type.
        """
        from copy import deepcopy

        from .decoding import decode

        return decode(cls, deepcopy(dict(data))).value

    def to_dict(self) -> dict[str, Any]:
        """Return all properties, unknown ones included, as plain JSON values under their JSON names."""
        plain: dict[str, Any] = encode(self)
        return plain

    @property
    def unknown_properties(self) -> dict[str, Any]:
        """Properties that the definition does not have, as plain JSON values."""
        return getattr(self, "_unknown", {})

    @property
    def problems(self) -> tuple[str, ...]:
        """Elements left out while decoding, one line each; only the outermost model of an answer has any."""
        return getattr(self, "_problems", ())

    def keep_aside(self, key: str, value: Any) -> None:
        """Keep a property that the definition does not have; called by the decoder."""
        try:
            self._unknown[key] = value
        except AttributeError:
            self._unknown = {key: value}

    def note_problems(self, problems: list[str]) -> None:
        """Keep what was left out; called by the decoder."""
        self._problems = tuple(problems)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__ and self.unknown_properties == other.unknown_properties

    __hash__ = None  # type: ignore[assignment]  # mutable

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"


def for_json(value: Any) -> Any:
    """Convert one model or time, but not the values in it, for ``json.dumps``: its argument ``default``.

    Other objects with ``to_dict`` are accepted, too, where models would be too slow for their number.

    Raises:
        ValueError: A time has no time zone.
        TypeError: JSON has no form for the value.
    """
    if isinstance(value, Model):
        names = value.__json_names__
        properties = {names.get(name, name): item for name, item in value.__dict__.items()} if names else value.__dict__
        return {**properties, **value.unknown_properties} if value.unknown_properties else properties
    if hasattr(value, "utcoffset"):
        return encode(value)
    if hasattr(value, "to_dict"):
        return value.to_dict()
    raise TypeError(f"a {type(value).__name__} cannot be sent as JSON")


def encode(value: Any) -> Any:
    """Convert models, enumerations and times to plain JSON values; everything else is returned as it is.

    Raises:
        ValueError: A time has no time zone.
    """
    whole = [value]
    todo: list[tuple[Any, Any]] = [(whole, 0)]
    while todo:  # not by recursion: values may be nested as deep as their sender likes
        holder, key = todo.pop()
        plain = holder[key] = _plain(holder[key])
        if isinstance(plain, (dict, list)):
            todo += [(plain, each) for each in (plain if isinstance(plain, dict) else range(len(plain)))]
    return whole[0]


def _plain(value: Any) -> Any:
    """Convert one value; those in it are not converted yet."""
    if isinstance(value, Model):
        names = value.__json_names__
        return {names.get(name, name): each for name, each in value.__dict__.items()} | value.unknown_properties
    if isinstance(value, dict):
        return dict(value)
    if isinstance(value, (list, tuple)):
        return list(value)
    if isinstance(value, StrEnum):
        return value.value
    if hasattr(value, "utcoffset"):
        if value.utcoffset() is None:
            raise ValueError(f"{value.isoformat()} has no time zone, which a Manager needs; use .astimezone()")
        return value.isoformat()
    return value
