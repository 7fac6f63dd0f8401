"""OSL shaders: the files that they include."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from .expansion import TooLongError

MOST_BYTES: Final = 1 << 22
"""Largest file that is scanned, in bytes."""
_BLENDERS: Final = re.compile(
    r"node_\w+\.h|std(osl|cycles)\.h|oslutil\.h|(vector|color)[24]\.h|matrix33\.h|int_vector_types\.h"
)
"""Header files that come with Blender (tried with 4.2 to 5.2); a shader can include them from any folder."""
_PART: Final = re.compile(
    rb"/\*.*?(?:\*/|\Z)|//[^\n]*"
    rb'|^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>)'
    rb'|"(?:[^"\\\n]|\\.)*"',
    re.DOTALL | re.MULTILINE,
)
"""A comment, an include or a string; the first one hides any others inside it."""


def paths(file: BinaryIO, look: Callable[[], object]) -> Iterator[tuple[str, bool]]:
    """Yield the paths that a shader includes, and whether each must be resolved from the shader's own folder.

    Workers need the included files: Cycles compiles a shader again unless its compiled file is newer, and uploading
    changes the times of files.

    Args:
        file: Open for reading at its start.
        look: Called once before reading; may raise to stop.

    Raises:
        TooLongError: It is too large for a shader.
        OSError: It cannot be read.
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
