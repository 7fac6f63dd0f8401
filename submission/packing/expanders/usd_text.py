"""Readable USD files: the paths in them, which stand between ``@``."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final, cast

from .expansion import TooLongError

MAGICS: Final = (b"#usda", b"#sdf")
MOST_BYTES: Final = 1 << 29
"""Bytes of a file that are looked through."""
_PIECE: Final = 1 << 20
_LONGEST_LINE: Final = 1 << 26

_PART: Final = re.compile(
    rb'"""|\'\'\'|"(?:[^"\\\n]|\\.)*"?|\'(?:[^\'\\\n]|\\.)*\'?'
    rb"|@@@(?:\\@@@|[^\n])*?(?:@@@|$)|@[^@\n]*@?"
    rb"|#[^\n]*"
)
"""What a line is made of, as far as it matters; each alternative takes what is not closed up to the end of the line."""
_TEMPLATE: Final = re.compile(rb"templateAssetPath\s*=\s*\Z")
_WORTH_A_LOOK: Final = (b"@", b'"""', b"'''", b"templateAssetPath")


def assets(file: BinaryIO, look: Callable[[], object]) -> Iterator[bytes]:
    """The paths that a readable USD file holds, as they are written; templates of clips among them.

    Args:
        file: Open for reading at its start, without buffer.
        look: Called now and then; may raise to end this.

    Raises:
        TooLongError: Not all of it was looked through.
        OSError: It can't be read.
    """
    buffered = io.BufferedReader(cast("io.RawIOBase", file), _PIECE)
    try:
        yield from _of_lines(cast("BinaryIO", buffered), look)
    finally:
        buffered.detach()  # the file is the caller's


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
    """The paths in a line, and what closes the text of several lines that it is in at its end, if it is in one."""
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
