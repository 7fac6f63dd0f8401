"""Where a file lies in the pack: the project's own layout, and one place for everything else."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

P = TypeVar("P", bound=PurePath)

OUTSIDE = "_outside_project"
"""The folder of the pack for files that are not in the project."""
_HASH_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the pack."""

    path: str
    """Relative, ``/`` between the parts, never ``..``."""
    outside: bool
    """Whether the file is not in the project."""


def normal(path: P) -> P:
    """The path without ``.`` and ``..``, by its text alone, as Blender resolves ``//../textures``."""
    parts: list[str] = []
    for part in path.parts[1:] if path.anchor else path.parts:
        if part != "..":
            parts.append(part)
        elif parts:
            parts.pop()
    return type(path)(path.anchor, *parts)


def place(path: PurePath, root: PurePath) -> Place:
    """Where a file belongs in the pack.

    A file of the project keeps its place. Another one goes to a folder named by a checksum of its own folder: files
    that lay together stay together, and no folder name of this machine leaks.

    Args:
        path: The file, absolute, normal.
        root: The project's folder, absolute, normal, of the same flavour.
    """
    if path.is_relative_to(root):
        return Place(path.relative_to(root).as_posix(), outside=False)
    # Paths that are the same for their system have the same hash, however they are written.
    folder = path.parent.as_posix().lower() if path.drive else path.parent.as_posix()
    short = hashlib.sha256(folder.encode(errors="surrogateescape")).hexdigest()[:_HASH_LETTERS]
    return Place(f"{OUTSIDE}/{short}/{path.name}", outside=True)
