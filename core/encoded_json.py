"""JSON in pieces: encoding or parsing a large value all at once would block Blender for too long."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

LARGEST: Final = 32 * 1024
"""Most characters of a piece with more than one element; parsing it takes about a quarter of a millisecond."""

_TOKEN: Final = uuid.uuid4().hex
"""Placeholder for a pre-encoded text while the rest is encoded; no other text contains it."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A value as ASCII JSON, which ``dumps`` inserts in place of the object."""

    text: str


def dumps(value: object) -> str:
    """Return the value as compact ASCII JSON.

    Raises:
        TypeError: The value contains something that JSON can't represent.
    """
    texts: list[str] = []

    def name(part: object) -> Any:
        if not isinstance(part, Encoded):
            raise TypeError(f"Object of type {type(part).__name__} is not JSON serializable")
        texts.append(part.text)
        return f"{_TOKEN}{len(texts) - 1}"

    line = json.dumps(value, separators=(",", ":"), default=name)
    for index, text in enumerate(texts):
        line = line.replace(f'"{_TOKEN}{index}"', text, 1)
    return line


def pieces(elements: Iterable[Any], encode: Callable[[Any], str]) -> Iterator[str]:
    """Yield the elements as JSON lists, each with as many elements as ``LARGEST`` allows, at least one.

    Args:
        elements: JSON-able values.
        encode: Encodes one element as JSON.
    """
    together: list[str] = []
    size = 0
    for element in elements:
        text = encode(element)
        if together and size + len(text) > LARGEST:
            yield f"[{','.join(together)}]"
            together, size = [], 0
        together.append(text)
        size += len(text)
    if together:
        yield f"[{','.join(together)}]"
