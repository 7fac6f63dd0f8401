"""MaterialX documents: the textures, shaders and other documents that they refer to."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final
from xml.sax.saxutils import unescape

from .expansion import TooLongError

MOST_BYTES: Final = 1 << 22
"""Largest file that is scanned, in bytes."""
_LOOK_EVERY = 1000
"""Elements between two calls of ``look``."""
_ELEMENT: Final = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(/?)([A-Za-z_][\w:.-]*+)((?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)(>?)", re.DOTALL
)
"""A comment, or a start or end tag; one without an end counts for nothing. Nothing is read twice, whatever is in it."""
_ATTRIBUTE: Final = re.compile(rb"(?<![\w:.-])([\w:.-]++)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')")
_QUOTES: Final = {"&quot;": '"', "&apos;": "'"}


def paths(file: BinaryIO, look: Callable[[], object]) -> Iterator[tuple[str, bool]]:
    """Yield the paths in a MaterialX document, all of them certain: included documents, textures and shader code.

    Args:
        file: Open for reading at its start.
        look: Called regularly; may raise to stop.

    Raises:
        TooLongError: It is too large for such a document.
        OSError: It cannot be read.
    """
    content = bytearray()
    while more := file.read(MOST_BYTES + 1 - len(content)):
        look()
        content += more
        if len(content) > MOST_BYTES:
            raise TooLongError
    prefixes = [""]
    for number, element in enumerate(_ELEMENT.finditer(bytes(content))):
        if number % _LOOK_EVERY == 0:
            look()
        if not element[4]:  # a comment, or no tag
            continue
        if element[1]:
            if len(prefixes) > 1:
                prefixes.pop()
            continue
        values = {_text(each[1]): _text(each[2] or each[3] or b"") for each in _ATTRIBUTE.finditer(element[3])}
        prefix = values.get("fileprefix", prefixes[-1])
        yield from ((path, True) for path in _named(_text(element[2]), values, prefix) if path)
        if not element[3].rstrip().endswith(b"/"):
            prefixes.append(prefix)


def _named(element: str, values: dict[str, str], prefix: str) -> Iterator[str]:
    """Yield the files that an element refers to."""
    if element.rpartition(":")[2] == "include":
        yield values.get("href", "")
    if values.get("type") == "filename" and values.get("value"):
        yield prefix + values["value"]
    if element == "implementation":
        yield values.get("file", "")


def _text(raw: bytes) -> str:
    return unescape(os.fsdecode(raw), _QUOTES)
