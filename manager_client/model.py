"""What the generated models stand on: typed objects that hold exactly what was given.

A model's attributes are those properties that were given, to the constructor or by a Manager; reading one that was not
gives the class's ``None``. So "absent" and ``null`` stay distinct, and what was decoded can be encoded again.
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
    """An enumeration that takes values it does not know, since a Manager may be newer than the client."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = str(value)
        return member


class _Renamed:
    """A property whose JSON name is not its Python name; takes itself out of the class once that is noted."""

    def __init__(self, json_name: str, default: dict[str, None]) -> None:
        self._json_name = json_name
        self._default = default

    def __set_name__(self, owner: type[Model], name: str) -> None:
        owner.__json_names__ = {**owner.__json_names__, name: self._json_name}
        delattr(owner, name)
        for value in self._default.values():
            setattr(owner, name, value)


def field(json_name: str, **default: None) -> Any:
    """Declare a property whose JSON name is another; ``default=None`` when it may be left out."""
    return _Renamed(json_name, default)


@dataclass_transform(kw_only_default=True, field_specifiers=(field,))
class Model:
    """Base of all schemas that are objects.

    Subclasses only annotate their fields; a field with the class value ``None`` may be left out. What is given as
    ``None`` is sent as ``null``, which a Manager refuses for most properties: leave out what has no value.
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
        """Make a model from what ``json.loads`` gave.

        Raises:
            DecodeError: a ValueError that names the schema and the property that is missing or of another type.
        """
        from copy import deepcopy

        from .decoding import decode

        return decode(cls, deepcopy(dict(data))).value

    def to_dict(self) -> dict[str, Any]:
        """Return what is given, unknown properties included, under its JSON names and fit for ``json.dumps``."""
        names = self.__json_names__
        properties = {names.get(name, name): encode(value) for name, value in self.__dict__.items()}
        return {**properties, **self.unknown_properties}

    @property
    def unknown_properties(self) -> dict[str, Any]:
        """What a Manager sent that the definition does not have, as plain JSON values."""
        return getattr(self, "_unknown", {})

    @property
    def problems(self) -> tuple[str, ...]:
        """What had to be left out while decoding, one line each; only the outermost model of an answer has any."""
        return getattr(self, "_problems", ())

    def keep_aside(self, key: str, value: Any) -> None:
        """Note a property that the definition does not have; for the decoder."""
        try:
            self._unknown[key] = value
        except AttributeError:
            self._unknown = {key: value}

    def note_problems(self, problems: list[str]) -> None:
        """Note what had to be left out; for the decoder."""
        self._problems = tuple(problems)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self.__dict__ == other.__dict__ and self.unknown_properties == other.unknown_properties

    __hash__ = None  # type: ignore[assignment]  # mutable

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"


def for_json(value: Any) -> Any:
    """Turn one model or time into what ``json.dumps`` knows, what is in it excepted: its argument ``default``.

    Other objects that have ``to_dict`` may stand in for models, where there are so many that models would be a waste.

    Raises:
        ValueError: a time without a time zone; a Manager could only guess what is meant.
        TypeError: JSON has nothing for it.
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
    """Turn models, enumerations and times into plain JSON values; everything else is returned as it is.

    Raises:
        ValueError: a time without a time zone; a Manager could only guess what is meant.
    """
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, dict):
        return {key: encode(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [encode(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if hasattr(value, "utcoffset"):
        if value.utcoffset() is None:
            raise ValueError(f"{value.isoformat()} has no time zone, which a Manager needs; use .astimezone()")
        return value.isoformat()
    return value
