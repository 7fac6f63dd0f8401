"""Finds bakes of simulation zones inside a .blend, which Blender's Python API does not report."""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Generator
from typing import Any, BinaryIO, Final

from ...core.progress import Phase, Progress
from ...farm.disk_look import look_within
from ..local_files.blend_content import plain_reader

PATIENCE: Final = 5.0
"""Timeout in seconds for reading the file."""
_STRUCT: Final = b"NodesModifierPackedBake"
"""Blender's name for a packed bake; each is a block of its own."""
_OLD_HEADER: Final = re.compile(rb"BLENDER-v[0-9]{3}")
_HEADER: Final = re.compile(rb"BLENDER17-01v[0-9]{4}")
"""From 5.0."""
_OLD_BLOCK: Final = struct.Struct("<4siQii")
_BLOCK: Final = struct.Struct("<4siQqq")
"""Head of a block: code, index of its structure, address, bytes, count; the old one has the index and bytes swapped."""
_AT_ONCE: Final = 1 << 20

_known: dict[tuple[str, int, int], bool] = {}
"""By path, size and time of the file."""


def packed_bakes(blend_path: str) -> Generator[Progress, None, dict[str, Any]]:
    """Return whether a .blend contains packed bakes: ``found``, None if that can't be read."""
    yield Progress(Phase.CHECKING)
    return {"found": look_within(PATIENCE, lambda: _found(blend_path))}


def _found(blend_path: str) -> bool | None:
    try:
        status = os.stat(blend_path)
        which = (blend_path, status.st_size, status.st_mtime_ns)
        if which not in _known:
            with open(blend_path, "rb") as file:
                _known[which] = has_struct(file, _STRUCT)
        return _known[which]
    except Exception:  # noqa: BLE001 - a damaged file, in one of several ways: nothing is known of it
        return None


def has_struct(source: BinaryIO, name: bytes) -> bool:
    """Return whether a .blend has a block with a structure.

    Raises:
        ValueError: It is no .blend of Blender 3.0 or later on a usual machine.
    """
    reader, _ = plain_reader(source)
    start = reader.read(12)
    is_old = _OLD_HEADER.fullmatch(start) is not None
    if not is_old and not _HEADER.fullmatch(start + reader.read(5)):
        raise ValueError("not a .blend")
    block = _OLD_BLOCK if is_old else _BLOCK
    used = set[int]()
    while True:
        code, first, _, second, _ = block.unpack(reader.read(block.size))
        size, index = (first, second) if is_old else (second, first)
        if code == b"DNA1":
            return _index_of(reader.read(size), name) in used
        used.add(index)
        _skip(reader, size)


def _skip(reader: Any, size: int) -> None:
    while size > 0:
        size -= len(reader.read(min(size, _AT_ONCE)))


def _index_of(dna: bytes, name: bytes) -> int:
    """Return the index of a structure in Blender's description of its data, -1 = there is none."""
    types = dna.split(b"TYPE", 1)[1]
    count = int.from_bytes(types[:4], "little")
    names = types[4:].split(b"\0", count)[:count]
    # structures follow: type, number of fields, then type and name of each field
    at = dna.index(b"STRC") + 8
    for index in range(int.from_bytes(dna[at - 4 : at], "little")):
        kind, fields = struct.unpack_from("<HH", dna, at)
        if names[kind] == name:
            return index
        at += 4 + 4 * fields
    return -1
