"""Long lists as JSON in pieces: Blender's main thread can check its time budget after each one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

LARGEST: Final = 32 * 1024
"""Most characters of a piece with more than one element; parsing it takes about a quarter of a millisecond."""


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
