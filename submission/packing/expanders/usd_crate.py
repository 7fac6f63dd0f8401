"""Binary USD files: the texts in them, some of which are paths of other files."""

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
"""Bytes that the texts of a file may have, packed or not."""

_HEADER: Final = struct.Struct("<8s8Bq")
"""Magic, version, place of the table of contents."""
_COUNT: Final = struct.Struct("<Q")
_SECTION: Final = struct.Struct("<16sqq")
"""Name, start, size."""
_TOKENS: Final = struct.Struct("<QQQ")
"""How many, bytes unpacked, bytes packed."""
_CHUNK: Final = struct.Struct("<i")
_MOST_SECTIONS = 64
_FIRST_PACKED = (0, 4, 0)
"""The version since which texts are packed."""
_LOOK_EVERY = 1000
"""Texts between two looks whether to go on."""


def texts(file: BinaryIO, longest: int, look: Callable[[], object]) -> Iterator[bytes]:
    """The texts of a binary USD file: names, types, and the paths of the files that it refers to.

    The layout is that of OpenUSD's crate files: a header, a table of contents at its end, and in the section ``TOKENS``
    all texts one after the other, ended by zeros and since version 0.4 packed with LZ4.

    Args:
        file: Open for reading, without buffer or with one.
        longest: Bytes of a text above which it is left out, as those below five are.
        look: Called now and then; may raise to end this.

    Raises:
        TooLongError: There are more texts than are looked through.
        ValueError: It is broken.
        OSError: It can't be read.
    """
    whole = file.seek(0, os.SEEK_END)
    magic, *version, contents = _HEADER.unpack(_read(file, 0, _HEADER.size, whole))
    if magic != MAGIC:
        raise ValueError("it does not begin as one")
    start, size = _section(file, contents, whole)
    if tuple(version[:3]) < _FIRST_PACKED:
        (_, length) = struct.unpack("<QQ", _read(file, start, 16, whole))
        together = _read(file, start + 16, length, whole)
    else:
        _, length, packed = _TOKENS.unpack(_read(file, start, _TOKENS.size, whole))
        if packed > size:
            raise ValueError("its texts are longer than their section")
        if length > MOST_BYTES:
            raise TooLongError
        together = _unpack_chunks(_read(file, start + _TOKENS.size, packed, whole), length, look)
    for number, text in enumerate(re.finditer(rb"(?<![^\0])[^\0]{5,%d}(?![^\0])" % longest, together)):
        if number % _LOOK_EVERY == 0:
            look()
        yield text[0]


def _section(file: BinaryIO, contents: int, whole: int) -> tuple[int, int]:
    """Start and size of the section of texts."""
    (count,) = _COUNT.unpack(_read(file, contents, _COUNT.size, whole))
    if count > _MOST_SECTIONS:
        raise ValueError("its table of contents is too long")
    table = _read(file, contents + _COUNT.size, count * _SECTION.size, whole)
    for name, start, size in _SECTION.iter_unpack(table):
        if name.rstrip(b"\0") == b"TOKENS":
            return start, size
    raise ValueError("it has no texts")


def _unpack_chunks(packed: bytes, length: int, look: Callable[[], object]) -> bytes:
    """Unpack what OpenUSD has packed: the number of chunks, each with its size before it; 0 = one without."""
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
