"""Arguments of a job type for Blender's properties, reduced to those that Blender accepts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from ..core.display_text import one_line
from ..core.text import say
from .setting_spec import SettingSpec, SettingValueError

_BOTH: Final = frozenset({"NONE", "POWER", "TEMPERATURE", "TIME", "TIME_ABSOLUTE"})
_NUMBER_SUBTYPES: Final = _BOTH | {"ANGLE", "DISTANCE", "DISTANCE_CAMERA", "FACTOR", "PERCENTAGE", "PIXEL", "UNSIGNED"}
_UNITS: Final = _BOTH | {"ACCELERATION", "AREA", "CAMERA", "LENGTH", "MASS", "ROTATION", "VELOCITY", "VOLUME"}
_LIMITS: Final = ("min", "max", "soft_min", "soft_max")
_FLOAT_MAX: Final = 3.4e38
"""About the largest number in Blender's single precision."""


def read_propargs(raw: Any, kind: str, notice: Callable[[str], None]) -> Mapping[str, Any]:
    """Return the arguments that suit a setting of type ``kind``; report the others in one notice. Never raises."""
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        notice(say("its propargs are not an object and are ignored"))
        return {}
    read: dict[str, Any] = {}
    ignored: list[str] = []
    for name, value in raw.items():
        fit = _fitting(name, value, kind)
        if fit is None:
            ignored.append(one_line(name, 40) or "?")
        else:
            read[name] = fit
    for low, high in (("min", "max"), ("soft_min", "soft_max")):
        if low in read and high in read and read[low] > read[high]:
            ignored += [low, high]
            del read[low], read[high]
    if ignored:
        notice(say("unsupported propargs were ignored: {names}", names=", ".join(ignored[:10])))
    return read


def _fitting(name: Any, value: Any, kind: str) -> Any:
    """Return the value if Blender accepts it, otherwise None."""
    if kind == "string":
        return value if name == "subtype" and value in ("FILE_NAME", "NONE", "PASSWORD") else None
    if kind not in {"int32", "float"}:
        return None
    if name in _LIMITS:
        return _limit(value, kind)
    if name == "step":
        return _whole(value, 1, 100)
    if name == "precision":
        return _whole(value, 0, 6) if kind == "float" else None
    if name == "subtype":
        return value if isinstance(value, str) and value in _NUMBER_SUBTYPES else None
    if name == "unit":
        return value if isinstance(value, str) and value in _UNITS and kind == "float" else None
    return None


def _limit(value: Any, kind: str) -> int | float | None:
    if isinstance(value, str):
        return None
    try:
        number: int | float = SettingSpec("", kind).coerce(value)
    except SettingValueError:
        return None
    return number if abs(number) <= _FLOAT_MAX else None


def _whole(value: Any, low: int, high: int) -> int | None:
    number = _limit(value, "int32")
    return int(number) if number is not None and low <= number <= high else None
