"""USD files: the paths in them, of layers, references, payloads, clips and textures."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from . import usd_crate, usd_text

LAYERS: Final = frozenset({".usd", ".usda", ".usdc"})
"""Files that refer to others; a .usdz holds all of its own."""
LONGEST_PATH: Final = 1024
_ARGUMENTS: Final = ":SDF_FORMAT_ARGS:"
_PACKAGE: Final = re.compile(r"(.*\.usdz)\[.*\]", re.IGNORECASE | re.DOTALL)
_PATH_IN_TOKEN: Final = re.compile(
    r"[^\x00-\x1f]*\.(usd[acz]?|abc|vdb|mtlx|exr|hdr|png|jpe?g|tiff?|tx|tex|tga|bmp|dds|webp|jp2|dpx|cin|psd|ptx|rat|"
    r"pic|gif|ies|osl|oso|wav|mp3|m4a|flac|ogg|aiff?|mp4|mov)(\[.*\]|:SDF_FORMAT_ARGS:.*)?",
    re.IGNORECASE,
)
"""What a text of a binary file looks like that is the path of another file: the file does not tell them apart."""


def paths(file: BinaryIO, look: Callable[[], object]) -> Iterator[tuple[str, bool]]:
    """The paths in a USD file, and whether each is one for certain.

    Args:
        file: Open for reading at its start, without buffer.
        look: Called now and then; may raise to end this.

    Raises:
        TooLongError: Not all of it was looked through.
        ValueError: It is no USD file, or broken.
        OSError: It can't be read.
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
        raise ValueError("it does not begin as one")


def _plain(written: str) -> str:
    """The path of the file alone, without arguments for its reader or what is meant within a package."""
    path = written.split(_ARGUMENTS, maxsplit=1)[0]
    package = _PACKAGE.fullmatch(path)
    return package[1] if package else path
