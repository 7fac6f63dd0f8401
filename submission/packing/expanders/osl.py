"""OSL shaders: the files that they include."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from .expansion import TooLongError

MOST_BYTES: Final = 1 << 22
"""Bytes of a file that are looked through."""
_BLENDERS: Final = re.compile(
    r"node_\w+\.h|std(osl|cycles)\.h|oslutil\.h|(vector|color)[24]\.h|matrix33\.h|int_vector_types\.h"
)
"""Files that come with Blender (tried with 4.2 to 5.2), which a shader includes from anywhere."""
_PART: Final = re.compile(
    rb"/\*.*?(?:\*/|\Z)|//[^\n]*"
    rb'|^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)'
    rb'|"(?:[^"\\\n]|\\.)*"',
    re.DOTALL | re.MULTILINE,
)
"""A comment, an include, a text: whatever comes first hides the others in it."""


def paths(file: BinaryIO, look: Callable[[], object]) -> Iterator[tuple[str, bool]]:
    """The paths that a shader includes, and whether each has to be found beside it.

    Cycles compiles a shader where it renders, unless what was compiled before is younger than the shader: on a farm no
    time of a file is what it was. So what is included belongs to the shader.

    Args:
        file: Open for reading at its start.
        look: Called now and then; may raise to end this.

    Raises:
        TooLongError: It is longer than any shader.
        OSError: It can't be read.
    """
    look()
    content = bytearray()
    while more := file.read(MOST_BYTES + 1 - len(content)):
        content += more
        if len(content) > MOST_BYTES:
            raise TooLongError
    for part in _PART.finditer(bytes(content)):
        if part[1]:
            written = os.fsdecode(part[1])
            yield written, not _BLENDERS.fullmatch(written)
        elif part[2]:
            yield os.fsdecode(part[2]), False
