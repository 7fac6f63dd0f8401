"""Long lists as JSON in pieces: Blender's main thread reads one, looks at the clock, and reads the next."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

LARGEST: Final = 32 * 1024
"""Characters of a piece that has more than one element; reading it takes about a quarter of a millisecond."""


def pieces(elements: Iterable[Any], encode: Callable[[Any], str]) -> Iterator[str]:
    """Yield the elements as JSON lists, as many of them together as ``LARGEST`` allows, at least one.

    Args:
        elements: JSON-able values.
        encode: Makes one of them JSON.
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
