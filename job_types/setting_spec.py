"""One setting of a job type: its declaration and its allowed values."""

from __future__ import annotations

import json
import math
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final

from ..core.text import say

if TYPE_CHECKING:
    from .expressions import Expression

ZEROS: Final[dict[str, Any]] = {"string": "", "int32": 0, "float": 0.0, "bool": False}
"""Known types, each with the value sent for a setting without one, because job scripts expect a value."""

PATH_SUBTYPES: Final = frozenset({"file_path", "dir_path", "hashed_file_path"})

INT32_MIN: Final = -(2**31)
INT32_MAX: Final = 2**31 - 1
MAX_TEXT: Final = 16_384
"""Characters of a text value."""
MAX_DEPTH: Final = 20
"""Levels of lists within lists in a value of an unknown type."""


class SettingValueError(ValueError):
    """A value does not suit its setting; the message says why."""


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One setting of a job type, made safe: its problems are corrected and reported in ``notice``."""

    key: str
    """The name under which it is stored and sent. Any text: "", ``my-key``, ``class``."""
    type: str
    """``string``, ``int32``, ``float``, ``bool``, or one that this version does not know."""
    subtype: str = ""
    """``file_path``, ``dir_path``, ``file_name``, ``hashed_file_path`` or ""."""
    choices: tuple[str, ...] = ()
    """The only allowed values, as unique texts that suit the type; empty = any value."""
    propargs: Mapping[str, Any] = field(default_factory=dict)
    """Arguments for Blender's property, all valid for this type: min, max, soft_min, soft_max, step, precision,
    subtype, unit."""
    label: str = ""
    description: str = ""
    default: Any = None
    """A value that suits type, choices, minimum and maximum, or None."""
    required: bool = False
    editable: bool = True
    """False: computed and shown."""
    visible: str = "visible"
    """``visible`` (form and web), ``submission`` (form only), ``web``, ``hidden``."""
    eval: str = ""
    """The expression for the value, "" if there is none or it is refused."""
    eval_description: str = ""
    """Label of the expression's value, for the artist: "Scene frame range"."""
    has_auto_toggle: bool = False
    """Whether the artist chooses between the expression and a value of their own."""
    notice: str = ""
    """Parts of the setting that were left out or changed, for the artist; "" for none."""
    refused: str = ""
    """Why its expression is not run, "" if it has none or one that is allowed."""
    expression: Expression | None = field(default=None, repr=False, compare=False)

    @property
    def is_known_type(self) -> bool:
        return self.type in ZEROS

    @property
    def in_form(self) -> bool:
        """Whether the submission form shows it."""
        return self.visible in {"visible", "submission"}

    @property
    def is_path(self) -> bool:
        return self.type == "string" and self.subtype in PATH_SUBTYPES

    @property
    def is_blendfile(self) -> bool:
        """Whether the submission fills it with the path of the .blend on the farm."""
        return self.key == "blendfile" and self.type == "string"

    def computed_when(self, auto: bool) -> bool:
        """Return whether the expression gives the value when its toggle is ``auto``.

        A setting that the form does not show has no toggle either, but a script may set its value.
        """
        if self.expression is None or self.is_blendfile:
            return False
        return not self.editable or (auto and (self.has_auto_toggle or not self.in_form))

    @property
    def why_fixed(self) -> str:
        """Why its value cannot be set, "" if it can."""
        if self.is_blendfile:
            return "the submission sets it to the path of the file on the farm"
        return "" if self.editable else "it is always computed"

    @property
    def zero(self) -> Any:
        """The value of its type that means none."""
        return ZEROS.get(self.type, "")

    @property
    def initial(self) -> Any:
        """The initial value: the default, else the first choice, else the allowed value nearest zero."""
        if self.default is not None:
            return self.default
        if self.choices:
            return self.coerce(self.choices[0])
        return self.clamp(self.zero)

    def clamp(self, value: Any) -> Any:
        """Return a number moved into the range of minimum and maximum, any other value unchanged."""
        if self.type not in {"int32", "float"}:
            return value
        value = max(value, self.propargs.get("min", value))
        return min(value, self.propargs.get("max", value))

    def coerce(self, value: Any) -> Any:
        """Convert ``value`` to a JSON value of this setting's type. Range and choices are not checked.

        The Manager does not keep the kind of a number (``24.0`` returns as ``24``), so that only its value matters.
        Paths become text.

        Raises:
            SettingValueError: It is not a value of that type.
        """
        match self.type:
            case "string":
                return _to_text(value)
            case "int32":
                return _to_int32(value)
            case "float":
                return _to_float(value)
            case "bool":
                return _to_bool(value)
            case _:
                return _to_json(value)

    def from_text(self, text: str) -> Any:
        """Return what a typed text means: itself, or for an unknown type the JSON that it is, if any."""
        if self.is_known_type:
            return text
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text

    def objection(self, value: Any) -> str:
        """Return why a value of the right type is not allowed, or "". The Manager checks none of this."""
        if self.choices and value not in [self.coerce(choice) for choice in self.choices]:
            return say("{value} is not one of its choices", value=_shown(value))
        if self.clamp(value) != value:
            if value < self.propargs.get("min", value):
                return say("{value} is below the minimum, {limit}", value=value, limit=self.propargs["min"])
            return say("{value} is above the maximum, {limit}", value=value, limit=self.propargs["max"])
        return ""


def _to_text(value: Any) -> str:
    if isinstance(value, PurePath):
        value = str(value)
    if isinstance(value, bool | int | float):
        value = str(value)
    if not isinstance(value, str):
        raise SettingValueError(say("{value} is not text", value=_shown(value)))
    if len(value) > MAX_TEXT:
        raise SettingValueError(say("the text is longer than {most} characters", most=MAX_TEXT))
    if not is_storable(value):
        raise SettingValueError(say("{value} has characters that cannot be sent", value=_shown(value)))
    return value


def _to_int32(value: Any) -> int:
    number = _to_number(value)
    if isinstance(number, float) and not number.is_integer():
        raise SettingValueError(say("{value} is not a whole number", value=_shown(value)))
    if not INT32_MIN <= number <= INT32_MAX:
        beyond = "{value} is beyond the range of whole numbers, {least} to {most}"
        raise SettingValueError(say(beyond, value=_shown(value), least=INT32_MIN, most=INT32_MAX))
    return int(number)


def _to_float(value: Any) -> float:
    try:
        number = float(_to_number(value))
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise SettingValueError(say("{value} is not a finite number", value=_shown(value)))
    return number


def _to_bool(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float) and value in {0, 1}:
        return bool(value)
    if isinstance(value, str) and value.lower() in {"true", "false", "1", "0"}:
        return value.lower() in {"true", "1"}
    raise SettingValueError(say("{value} is neither true nor false", value=_shown(value)))


def _to_number(value: Any) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and len(value) <= 100:
        for convert in (int, float):
            try:
                return convert(value)
            except ValueError:
                continue
    raise SettingValueError(say("{value} is not a number", value=_shown(value)))


def _to_json(value: Any, depth: int = MAX_DEPTH) -> Any:
    """Return a value for an unknown type unchanged, if JSON has a form for it."""
    if isinstance(value, PurePath):
        return str(value)
    if isinstance(value, list | tuple) and depth:
        return [_to_json(item, depth - 1) for item in value]
    if isinstance(value, dict) and depth and all(isinstance(key, str) for key in value):
        return {key: _to_json(item, depth - 1) for key, item in value.items()}
    if value is None or isinstance(value, str | bool | int) or (isinstance(value, float) and math.isfinite(value)):
        return value
    raise SettingValueError(say("{value} cannot be sent", value=_shown(value)))


def is_storable(text: str) -> bool:
    """Return whether Blender and JSON can store the text: no half of a surrogate pair, no NUL."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _shown(value: Any) -> str:
    """Return a value for a message: on one line, short, escaped."""
    return reprlib.repr(value)
