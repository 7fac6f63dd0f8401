"""USD files: the paths of their layers, references, payloads, clips and textures."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from . import usd_crate, usd_text

LAYERS: Final = frozenset({".usd", ".usda", ".usdc"})
"""Extensions of files that refer to others; a .usdz contains all of its files."""
LONGEST_PATH: Final = 1024
_ARGUMENTS: Final = ":SDF_FORMAT_ARGS:"
_PACKAGE: Final = re.compile(r"(.*\.usdz)\[.*\]", re.IGNORECASE | re.DOTALL)
_PATH_IN_TOKEN: Final = re.compile(
    r"[^\x00-\x1f]*\.(usd[acz]?|abc|vdb|mtlx|exr|hdr|png|jpe?g|tiff?|tx|tex|tga|bmp|dds|webp|jp2|dpx|cin|psd|ptx|rat|"
    r"pic|gif|ies|osl|oso|wav|mp3|m4a|flac|ogg|aiff?|mp4|mov)(\[.*\]|:SDF_FORMAT_ARGS:.*)?",
    re.IGNORECASE,
)
"""Matches strings that look like paths: a binary file does not mark which of its strings are paths."""


def paths(file: BinaryIO, look: Callable[[], object]) -> Iterator[tuple[str, bool]]:
    """Yield the paths in a USD file, and whether each certainly is one.

    Args:
        file: Open for reading at its start, without buffer.
        look: Called regularly; may raise to stop.

    Raises:
        TooLongError: It is too large to scan completely.
        ValueError: It is not a USD file, or damaged.
        OSError: It cannot be read.
    """
    start = file.read(len(usd_crate.MAGIC))
    file.seek(0)
    if start == usd_crate.MAGIC:
        for token in usd_crate.texts(file, LONGEST_PATH, look):
            text = os.fsdecode(token)
            if _PATH_IN_TOKEN.fullmatch(text):
                path = _plain(text)
                yield path, "/" in path
    elif start.startswith(usd_text.MAGICS):
        for asset in usd_text.assets(file, look):
            yield _plain(os.fsdecode(asset)), True
    elif start and not start.startswith(b"PK"):
        raise ValueError("it has no USD header")


def _plain(written: str) -> str:
    """Return the path of the file, without reader arguments or the path inside a package."""
    path = written.split(_ARGUMENTS, maxsplit=1)[0]
    package = _PACKAGE.fullmatch(path)
    return package[1] if package else path
