"""Text USD files: the paths in them, which are written between ``@``."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, cast

from .expansion import TooLongError

MAGICS: Final = (b"#usda", b"#sdf")
MOST_BYTES: Final = 1 << 29
"""Largest file that is scanned, in bytes."""
_PIECE: Final = 1 << 20
_LONGEST_LINE: Final = 1 << 26

_PART: Final = re.compile(
    rb'"""|\'\'\'|"(?:[^"\\\n]|\\.)*"?|\'(?:[^\'\\\n]|\\.)*\'?'
    rb"|@@@(?:\\@@@|[^\n])*?(?:@@@|$)|@[^@\n]*@?"
    rb"|#[^\n]*"
)
"""The relevant parts of a line: strings, paths and comments; an unclosed part extends to the end of the line."""
_TEMPLATE: Final = re.compile(rb"templateAssetPath\s*=\s*\Z")
_WORTH_A_LOOK: Final = (b"@", b'"""', b"'''", b"templateAssetPath")


def assets(file: BinaryIO, look: Callable[[], object]) -> Iterator[bytes]:
    """Yield the paths in a text USD file as they are written, including templates of clips.

    Args:
        file: Open for reading at its start, without buffer.
        look: Called regularly; may raise to stop.

    Raises:
        TooLongError: It is too large to scan completely.
        OSError: It cannot be read.
    """
    buffered = io.BufferedReader(cast("io.RawIOBase", file), _PIECE)
    try:
        yield from _of_lines(cast("BinaryIO", buffered), look)
    finally:
        buffered.detach()  # the caller closes the file


def _of_lines(file: BinaryIO, look: Callable[[], object]) -> Iterator[bytes]:
    closing = b""
    done = 0
    while line := file.readline(_PIECE):
        look()
        done += len(line)
        if not closing and not any(sign in line for sign in _WORTH_A_LOOK):
            continue
        while b"@" in line and not line.endswith(b"\n") and len(line) < _LONGEST_LINE:
            more = file.readline(_PIECE)
            if not more:
                break
            line += more
            done += len(more)
        if done > MOST_BYTES:
            raise TooLongError
        found, closing = _of_line(line, closing)
        yield from found


def _of_line(line: bytes, closing: bytes) -> tuple[list[bytes], bytes]:
    """Return the paths in a line, and the closing quotes of a multi-line string that is open at its end."""
    found: list[bytes] = []
    at = 0
    while True:
        if closing:
            at = line.find(closing, at)
            if at < 0:
                return found, closing
            at += len(closing)
            closing = b""
        part = _PART.search(line, at)
        if part is None:
            return found, b""
        text = part[0]
        at = part.end()
        if text in {b'"""', b"'''"}:
            closing = text
        elif text.startswith(b"@@@") and text.endswith(b"@@@") and len(text) >= 6:
            found.append(text[3:-3].replace(b"\\@@@", b"@@@"))
        elif (text.startswith(b"@") and text.endswith(b"@") and len(text) >= 3) or (
            text[:1] in {b'"', b"'"} and _TEMPLATE.search(line, max(0, part.start() - 40), part.start())
        ):
            found.append(text[1:-1])
