"""Hidden library paths: paths between libraries that Blender does not report and that do not resolve on the farm.

Blender reports one path for each library, however many files refer to it: the shot may have a relative path, and
another library an absolute one. That path is only found by reading the other library's file. The same holds for data
packed from a library: each file that uses it has a copy, and Blender shows one of them, from 5.3 not always the shot's.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO, Final

from ...core.cancel import CancelToken
from ..local_files.blend_content import is_readable, plain_reader
from ..local_files.file_sources import FileSources
from ..packing.pack import Pack
from ..packing.placed_reference import resolved_place
from .required_changes import LIBRARY, Change, other_libraries, packed_references

_BLOCK_BYTES: Final = 1 << 20
_LONGEST: Final = 1024
"""Bytes of a path field in a .blend."""
_BETWEEN: Final = 64
"""Most bytes between a path field and the field with its absolute path; 24 in Blender 4.2."""
_END: Final = b".blend\0"


def suspect_libraries(pack: Pack, changes: list[Change]) -> Iterator[Change]:
    """Yield the libraries that may contain hidden paths, each with the changes that it would need."""
    known = {change.file.path_in_pack for change in changes}
    places = {placed.target_place for placed in pack.references if placed.asset.kind == LIBRARY}
    packed = packed_references(pack)
    for file in pack.files[1:]:
        if file.path_in_pack in places and file.path_in_pack not in known:
            others = other_libraries(pack, file.source)
            if others or packed:
                yield Change(file, file.source, libraries=others, packed=packed)


def has_unresolvable_paths(change: Change, sources: FileSources, cancel: CancelToken) -> bool:
    """Return whether a library contains paths of libraries or in packed data that do not resolve on the farm.

    Also true if this Python cannot decompress the file: the second Blender then decides.

    Raises:
        OSError: It cannot be read.
        Cancelled: The user cancelled.
    """
    terms, in_packed_data = tuple(_terms(change)), _in_packed_data(change)
    if not _can_be_read(change.file.source, sources):
        return True
    tail = b""
    for block in _plain(sources.open(change.file.source), cancel):
        content = tail + block
        if any(text in content for text in in_packed_data):
            return True
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
    """Return whether this is the field in which Blender before 4.4 stores the absolute path of a relative one.

    The relative path is the field just before it. Blender computes the absolute one again when it opens the file.
    """
    starts = (begin - _LONGEST - between for between in range(0, _BETWEEN, 8))
    return any(start >= 0 and content.startswith(b"//", start) for start in starts)


def _terms(change: Change) -> Iterator[bytes]:
    """Yield the paths that must not be in the file."""
    folder = os.path.dirname(change.original)
    for placed in change.libraries:
        path = placed.asset.path
        yield _comparable(os.fsencode(path))
        try:
            relative = "//" + os.path.relpath(path, folder)
        except ValueError:  # another drive
            continue
        if resolved_place(change.file.path_in_pack, relative) != placed.target_place:
            yield _comparable(os.fsencode(relative))


def _in_packed_data(change: Change) -> frozenset[bytes]:
    """Return what must not be in the packed data of the file: whole paths, and folders of absolute ones, which are few.

    Something like it elsewhere in the file does no harm: the second Blender then finds nothing to change.
    """
    texts = (placed.asset.written for placed in change.packed)
    return frozenset(os.fsencode(text if text.startswith("//") else os.path.dirname(text) or text) for text in texts)


def _comparable(text: bytes) -> bytes:
    return text.replace(b"/", b"\\").lower() if os.name == "nt" else text


def _plain(source: BinaryIO, cancel: CancelToken) -> Iterator[bytes]:
    """Yield the uncompressed content of a .blend in blocks."""
    with source:
        reader, damaged = plain_reader(source)
        try:
            while block := reader.read(_BLOCK_BYTES):
                cancel.check()
                yield block
        except (EOFError, damaged) as error:
            raise OSError("the file is damaged") from error


def _can_be_read(path: str, sources: FileSources) -> bool:
    with sources.open(path) as source:
        return is_readable(source)
