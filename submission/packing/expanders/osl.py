"""OSL shaders: the files that they include, and the paths in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from ... import shader_text
from .expansion import TooLongError


def paths(file: BinaryIO, look: Callable[[], object]) -> Iterator[tuple[str, bool]]:
    """Yield the paths in a shader: its includes, each with whether it must be in its folder, and absolute constants.

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
    while more := file.read(shader_text.MOST_BYTES + 1 - len(content)):
        content += more
        if len(content) > shader_text.MOST_BYTES:
            raise TooLongError
    yield from ((found.path, found.is_sure) for found in shader_text.paths(bytes(content)))
