"""Finds libraries that refer to other libraries in a way that Blender does not tell.

Blender has one path for each library, however many files refer to it: the shot may do so relatively, and another
library by an absolute path that leads nowhere on the farm. What stands in there shows only in the file itself.
"""

from __future__ import annotations

import contextlib
import gzip
import importlib
import os
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from ..packing.placed_reference import led_to
from .required_changes import LIBRARY, Change, other_libraries, packed_references

if TYPE_CHECKING:
    from ...core.cancel import CancelToken
    from ..local_files.file_sources import Sources
    from ..packing.plan import Pack

_BLOCK_BYTES: Final = 1 << 20
_LONGEST: Final = 1024
"""Bytes that Blender has for a path."""
_BETWEEN: Final = 64
"""Bytes that other fields can take between a path and the note of what it led to; 24 in Blender 4.2."""
_END: Final = b".blend\0"
_ZSTANDARD: Final = b"\x28\xb5\x2f\xfd"
_GZIP: Final = b"\x1f\x8b"


def candidates(pack: Pack, changes: list[Change]) -> Iterator[Change]:
    """The libraries that may hide something, each with what would have to be changed in it."""
    known = {change.file.path_in_pack for change in changes}
    places = {placed.target_place for placed in pack.references if placed.asset.kind == LIBRARY}
    for file in pack.files[1:]:
        if file.path_in_pack in places and file.path_in_pack not in known:
            others = other_libraries(pack, file.source)
            if others:
                yield Change(file, file.source, libraries=others, packed=packed_references(pack))


def holds_such_paths(change: Change, sources: Sources, cancel: CancelToken) -> bool:
    """Look into a library for paths of other ones that would lead nowhere on the farm.

    Where this Python can't decompress it, it is taken for one that does: Blender can look.

    Raises:
        OSError: It can't be read.
        Cancelled: The user said stop.
    """
    terms = tuple(_terms(change))
    if not _can_be_read(change.file.source, sources):
        return True
    tail = b""
    for block in _plain(sources.open(change.file.source), cancel):
        content = tail + block
        at = content.find(_END)
        while at >= 0:
            end = at + len(_END) - 1
            text = _comparable(content[max(0, at - _LONGEST) : end])
            if any(text.endswith(term) and not _is_a_note(content, end - len(term)) for term in terms):
                return True
            at = content.find(_END, at + 1)
        tail = content[-2 * _LONGEST - _BETWEEN - len(_END) :]
    return False


def _is_a_note(content: bytes, begin: int) -> bool:
    """Whether this is where Blender before 4.4 notes what a relative path led to when the file was saved.

    The path is a field just before it in the same structure. The note is made anew whenever the file is opened.
    """
    starts = (begin - _LONGEST - between for between in range(0, _BETWEEN, 8))
    return any(start >= 0 and content.startswith(b"//", start) for start in starts)


def _terms(change: Change) -> Iterator[bytes]:
    """How the paths begin, or how they are written as a whole, that must not be in the file."""
    folder = os.path.dirname(change.original)
    for placed in change.libraries:
        path = placed.asset.path
        yield _comparable(os.fsencode(path))
        try:
            relative = "//" + os.path.relpath(path, folder)
        except ValueError:  # another drive
            continue
        if led_to(change.file.path_in_pack, relative) != placed.target_place:
            yield _comparable(os.fsencode(relative))


def _comparable(text: bytes) -> bytes:
    return text.replace(b"/", b"\\").lower() if os.name == "nt" else text


def _plain(source: BinaryIO, cancel: CancelToken) -> Iterator[bytes]:
    """The content of a .blend, block by block."""
    with source:
        start = source.read(4)
        source.seek(0)
        if start == _ZSTANDARD:
            reader, damaged = _decompressing(source)
        elif start.startswith(_GZIP):
            reader, damaged = gzip.GzipFile(fileobj=source), zlib.error
        else:
            reader, damaged = source, ValueError
        try:
            while block := reader.read(_BLOCK_BYTES):
                cancel.check()
                yield block
        except (EOFError, damaged) as error:
            raise OSError("the file is damaged") from error


def _can_be_read(path: str, sources: Sources) -> bool:
    with sources.open(path) as source:
        return source.read(4) != _ZSTANDARD or _zstandard() is not None


def _decompressing(source: BinaryIO) -> tuple[Any, type[Exception]]:
    """Something to read from, and what it raises."""
    module = _zstandard()
    if hasattr(module, "ZstdFile"):
        return module.ZstdFile(source), module.ZstdError
    return module.ZstdDecompressor().stream_reader(source, read_across_frames=True), module.ZstdError


def _zstandard() -> Any:
    """What reads Zstandard: it comes with official Blenders, and with Python from 3.14 on; ``None`` = nothing does."""
    for name in ("compression.zstd", "zstandard"):
        with contextlib.suppress(ImportError):
            return importlib.import_module(name)
    return None
