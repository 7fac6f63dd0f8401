"""Text methods of expressions; the size of a result is checked before it is created."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from . import limits, text_formats


def _replace(text: str, old: str, new: str, count: int = -1) -> str:
    found = text.count(old)
    if count >= 0:
        found = min(found, count)
    limits.check_text(len(text) + found * (len(new) - len(old)))
    return text.replace(old, new, count)


def _join(text: str, parts: Any) -> str:
    texts = list(parts)
    limits.check_text(sum(map(len, texts)) + len(text) * len(texts))
    return text.join(texts)


def _padded(method: Callable[..., str]) -> Callable[..., str]:
    def pad(text: str, width: int, *fill: str) -> str:
        limits.check_text(width)
        return method(text, width, *fill)

    return pad


def _split(method: Callable[..., list[str]]) -> Callable[..., list[str]]:
    def split(text: str, *arguments: Any) -> list[str]:
        parts = method(text, *arguments)
        limits.check_items(len(parts))
        return parts

    return split


SEARCHES: Final = frozenset(
    {
        *("count", "find", "index", "partition", "replace", "split", "strip", "lstrip", "rstrip"),
        *("rfind", "rindex", "rpartition", "rsplit"),
    }
)
"""Methods that search for their first argument: backwards, or for a set of characters, in a time proportional to the
product of both lengths."""

METHODS: Final[dict[str, Callable[..., Any]]] = {
    "capitalize": str.capitalize,
    "casefold": str.casefold,
    "center": _padded(str.center),
    "count": str.count,
    "endswith": str.endswith,
    "find": str.find,
    "format": text_formats.named,
    "index": str.index,
    "isalnum": str.isalnum,
    "isalpha": str.isalpha,
    "isdecimal": str.isdecimal,
    "isdigit": str.isdigit,
    "islower": str.islower,
    "isnumeric": str.isnumeric,
    "isspace": str.isspace,
    "isupper": str.isupper,
    "join": _join,
    "ljust": _padded(str.ljust),
    "lower": str.lower,
    "lstrip": str.lstrip,
    "partition": str.partition,
    "removeprefix": str.removeprefix,
    "removesuffix": str.removesuffix,
    "replace": _replace,
    "rfind": str.rfind,
    "rindex": str.rindex,
    "rjust": _padded(str.rjust),
    "rpartition": str.rpartition,
    "rsplit": _split(str.rsplit),
    "rstrip": str.rstrip,
    "split": _split(str.split),
    "splitlines": _split(str.splitlines),
    "startswith": str.startswith,
    "strip": str.strip,
    "swapcase": str.swapcase,
    "title": str.title,
    "upper": str.upper,
    "zfill": _padded(str.zfill),
}
"""``format_map`` is left out because it reads attributes; ``encode`` because it returns bytes."""
