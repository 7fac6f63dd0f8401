"""OpenColorIO configurations: the lookup tables and profiles that they name."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from .expansion import TooLongError

MOST_BYTES: Final = 1 << 23
"""Largest configuration that is scanned, in bytes."""
_VALUE: Final = r"(?:\"([^\"\n]*)\"|'([^'\n]*)'|([^\s,}\]#][^,}\]\n#]*))"
_SOURCE: Final = re.compile(rf"[{{,\s]src:[ \t]*{_VALUE}")
"""A file of a transform; also the name of a colour space, which is no file then."""
_SEARCH: Final = re.compile(r"^search_path:[ \t]*(.*(?:\n[ \t]*-.*)*)", re.MULTILINE)
"""The folders, separated by colons or as a list, in one line or one below the other."""
_VARIABLE: Final = re.compile(r"[$%][{A-Za-z_]")
_TABLES: Final = frozenset(
    f".{each}"
    for each in [
        "1dlut",
        "3dl",
        "cc",
        "ccc",
        "cdl",
        "clf",
        "csp",
        "ctf",
        "cube",
        "hdl",
        "icc",
        "icm",
        "itx",
        "look",
        "lut",
        "m3d",
        "mga",
        "spi1d",
        "spi3d",
        "spimtx",
        "vf",
    ]
)
"""Extensions of the files that OpenColorIO reads."""
_COMPUTED: Final = "`"
"""Prefix of a path that is computed; see ``linked_files``."""


def paths(file: BinaryIO, look: Callable[[], object]) -> Iterator[tuple[str, bool]]:
    """Yield the paths of the files that a configuration may name; none of them is certain.

    Each name is looked for in each folder of the search path, as OpenColorIO does: these paths are one text of lines.

    Args:
        file: Open for reading at its start.
        look: Called regularly; may raise to stop.

    Raises:
        TooLongError: It is too large for a configuration.
        OSError: It cannot be read.
    """
    content = bytearray()
    while more := file.read(MOST_BYTES + 1 - len(content)):
        look()
        content += more
        if len(content) > MOST_BYTES:
            raise TooLongError
    text = content.decode(errors="surrogateescape")
    folders = _folders(text)
    for folder in folders:
        if _VARIABLE.search(folder):
            yield _COMPUTED + folder, False
    for number, match in enumerate(_SOURCE.finditer(text)):
        if number % 1000 == 0:
            look()
        name = (match[1] or match[2] or match[3] or "").strip()
        if _VARIABLE.search(name):
            yield _COMPUTED + name, False
        elif name:
            yield "\n".join(os.path.join(folder, name) for folder in folders), False


def is_table(path: str) -> bool:
    """Return whether a name is that of a colour table, not of a colour space."""
    return os.path.splitext(path)[1].lower() in _TABLES


def _folders(text: str) -> list[str]:
    """Return the search path; the configuration's own folder if it has none."""
    match = _SEARCH.search(text)
    if match is None:
        return [""]
    parts: list[str] = []
    for line in match[1].split("\n"):
        entry = line.strip().removeprefix("- ").strip()
        entries = entry.strip("[]").split(",") if entry.startswith("[") else [entry]
        for each in entries:
            plain = each.partition(" #")[0].strip().strip("\"'")
            parts += _split(plain)
    return list(dict.fromkeys(part for part in parts if part)) or [""]


def _split(text: str) -> list[str]:
    """Split a search path at its colons, but not after the letter of a Windows drive."""
    return re.split(r"(?<!^[A-Za-z])(?<!:[A-Za-z]):", text)
