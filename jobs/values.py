"""Values in a Manager's answers, read without trust: any may be missing or of another kind."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from ..core.display_text import one_line

_TIME: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)")


def text(value: Any, most: int = 1000) -> str:
    """Return a text as one printable line; "" for anything else."""
    if not isinstance(value, str):
        return ""
    return value if len(value) <= most and value.isprintable() else one_line(value, most)


def number(value: Any) -> int:
    """Return a whole number that is not negative; 0 for anything else."""
    return max(0, value) if isinstance(value, int) and not isinstance(value, bool) else 0


def seconds(value: Any) -> float:
    """Return a time in seconds since 1970; 0 for a zero time, or what is no time."""
    return _seconds(value) if isinstance(value, str) else 0.0


@functools.lru_cache(maxsize=30_000)  # most times are those of the last answer
def _seconds(value: str) -> float:
    found = _TIME.fullmatch(value)
    if found is None:
        return 0.0
    day, fraction, zone = found.groups()
    try:
        moment = datetime.fromisoformat(day + ("+00:00" if zone == "Z" else zone)).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0
    return max(0.0, moment + float(f"0.{fraction or 0}"))


def items(value: Any, key: str = "") -> list[Mapping[str, Any]]:
    """Return the objects of a list, or of the list at a key of an object; [] if there is none."""
    if key:
        value = value.get(key) if isinstance(value, Mapping) else None
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def mapping(value: Any) -> Mapping[str, Any]:
    """Return an object; {} for anything else."""
    return value if isinstance(value, Mapping) else {}
