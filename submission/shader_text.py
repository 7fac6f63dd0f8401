"""OSL shaders: the includes and the absolute paths in their source."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MOST_BYTES: Final = 1 << 22
"""Largest source that is scanned, in bytes."""
_BLENDERS: Final = re.compile(
    r"node_\w+\.h|std(osl|cycles)\.h|oslutil\.h|(vector|color)[24]\.h|matrix33\.h|int_vector_types\.h"
)
"""Header files that come with Blender (tried with 4.2 to 5.2); a shader can include them from any folder."""
_PART: Final = re.compile(
    rb"/\*.*?(?:\*/|\Z)|//[^\n]*"
    rb'|^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)'
    rb'|"([^"\\\n]*(?:\\.[^"\\\n]*)*)"?',
    re.DOTALL | re.MULTILINE,
)
"""A comment, an include or a string; the first one hides any others inside it. Each matches once it has begun, so
that a source is read once, whatever is in it."""
_ABSOLUTE: Final = re.compile(r"(?:/|\\{2,4}|[A-Za-z]:[/\\])[^\n]*\.\w{1,8}")
"""A constant that is perhaps the path of a texture."""


@dataclass(frozen=True, slots=True)
class ShaderPath:
    """A path in the source of a shader."""

    path: str
    is_include: bool = False
    is_sure: bool = False
    """It must be in the shader's own folder."""


def paths(source: bytes) -> Iterator[ShaderPath]:
    """Yield the files that a shader includes, and the absolute paths in its constants."""
    for part in _PART.finditer(source):
        if part[1]:
            written = os.fsdecode(part[1])
            yield ShaderPath(written, is_include=True, is_sure=not _BLENDERS.fullmatch(written))
        elif part[2]:
            yield ShaderPath(os.fsdecode(part[2]), is_include=True)
        elif part[3] and _ABSOLUTE.fullmatch(written := os.fsdecode(part[3])):
            yield ShaderPath(written)


def constants(source: str) -> list[str]:
    """Return the absolute paths in a text that is used as a shader, each once."""
    found = paths(source[:MOST_BYTES].encode("utf-8", "surrogateescape"))
    return list(dict.fromkeys(each.path for each in found if not each.is_include))
