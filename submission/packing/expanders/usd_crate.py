"""Binary USD files: their strings, some of which are paths of other files."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from .expansion import TooLongError
from .lz4 import unpack

MAGIC: Final = b"PXR-USDC"
MOST_BYTES: Final = 1 << 25
"""Maximum size of the strings of a file, compressed or not."""

_HEADER: Final = struct.Struct("<8s8Bq")
"""Magic, version, position of the table of contents."""
_COUNT: Final = struct.Struct("<Q")
_SECTION: Final = struct.Struct("<16sqq")
"""Name, start, size."""
_TOKENS: Final = struct.Struct("<QQQ")
"""Number of strings, size uncompressed, size compressed."""
_CHUNK: Final = struct.Struct("<i")
_MOST_SECTIONS = 64
_FIRST_PACKED = (0, 4, 0)
"""The first version with compressed strings."""
_LOOK_EVERY = 1000
"""Strings between two calls of ``look``."""


def texts(file: BinaryIO, longest: int, look: Callable[[], object]) -> Iterator[bytes]:
    """Yield the strings of a binary USD file: names, types, and the paths of the files that it refers to.

    The layout is that of OpenUSD's crate files: a header, a table of contents at the end, and a section ``TOKENS``
    with all strings, each terminated by a zero byte, compressed with LZ4 since version 0.4.

    Args:
        file: Open for reading, with or without buffer.
        longest: Strings with more bytes are left out, and so are those with fewer than five.
        look: Called regularly; may raise to stop.

    Raises:
        TooLongError: There are too many strings.
        ValueError: It is damaged.
        OSError: It cannot be read.
    """
    whole = file.seek(0, os.SEEK_END)
    magic, *version, contents = _HEADER.unpack(_read(file, 0, _HEADER.size, whole))
    if magic != MAGIC:
        raise ValueError("it has no USD header")
    start, size = _section(file, contents, whole)
    if tuple(version[:3]) < _FIRST_PACKED:
        (_, length) = struct.unpack("<QQ", _read(file, start, 16, whole))
        together = _read(file, start + 16, length, whole)
    else:
        _, length, packed = _TOKENS.unpack(_read(file, start, _TOKENS.size, whole))
        if packed > size:
            raise ValueError("its strings are longer than their section")
        if length > MOST_BYTES:
            raise TooLongError
        together = _unpack_chunks(_read(file, start + _TOKENS.size, packed, whole), length, look)
    for number, text in enumerate(re.finditer(rb"(?<![^\0])[^\0]{5,%d}(?![^\0])" % longest, together)):
        if number % _LOOK_EVERY == 0:
            look()
        yield text[0]


def _section(file: BinaryIO, contents: int, whole: int) -> tuple[int, int]:
    """Return the start and size of the section of strings."""
    (count,) = _COUNT.unpack(_read(file, contents, _COUNT.size, whole))
    if count > _MOST_SECTIONS:
        raise ValueError("its table of contents is too long")
    table = _read(file, contents + _COUNT.size, count * _SECTION.size, whole)
    for name, start, size in _SECTION.iter_unpack(table):
        if name.rstrip(b"\0") == b"TOKENS":
            return start, size
    raise ValueError("it has no strings")


def _unpack_chunks(packed: bytes, length: int, look: Callable[[], object]) -> bytes:
    """Decompress chunks: first their number, then each with its size before it; 0 = one chunk without a size."""
    if not packed:
        return b""
    if packed[0] == 0:
        return unpack(packed[1:], length, look)
    out, at = b"", 1
    for _ in range(packed[0]):
        if at + _CHUNK.size > len(packed):
            raise ValueError("it ends too early")
        (size,) = _CHUNK.unpack_from(packed, at)
        at += _CHUNK.size
        if size < 0 or at + size > len(packed):
            raise ValueError("it ends too early")
        out += unpack(packed[at : at + size], length - len(out), look)
        at += size
    return out


def _read(file: BinaryIO, start: int, length: int, whole: int) -> bytes:
    if length > MOST_BYTES:
        raise TooLongError
    if start < 0 or start + length > whole:
        raise ValueError("it ends too early")
    file.seek(start)
    data = bytearray()
    while len(data) < length:
        more = file.read(length - len(data))
        if not more:
            raise ValueError("it ends too early")
        data += more
    return bytes(data)
