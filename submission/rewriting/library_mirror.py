"""Library mirror: a folder in which the relative library paths of copied .blend files resolve."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

_DEPTH = ("a", "b", "c", "d")
"""Folders above all others in the mirror, because new paths may go up further than the old ones."""


class LibraryMirror:
    """Folder of copied .blend files, with links to their libraries.

    Blender resolves relative library paths from the folder of the file that it opens. If a library is missing, local
    data is lost with it, for example the pose of a character whose armature is linked.
    """

    def __init__(self, folder: Path, paths: Iterable[str]) -> None:
        """Map the absolute ``paths`` into ``folder``, which need not exist."""
        self._folder = folder.joinpath(*_DEPTH)
        folders: dict[str, list[str]] = {}
        for path in paths:
            folders.setdefault(_drive(path), []).append(os.path.dirname(path))
        self._tops = {drive: os.path.commonpath(each) for drive, each in folders.items()}
        self._names = {drive: str(number) for number, drive in enumerate(self._tops)}

    def place(self, path: str) -> Path:
        """Return the location of a path in the mirror, and create its folder."""
        drive = _drive(path)
        place = self._folder / self._names[drive] / os.path.relpath(path, self._tops[drive])
        place.parent.mkdir(parents=True, exist_ok=True)
        return place


def link(path: str, place: Path) -> None:
    """Link a file to another location, or copy it if the system allows no links; an existing file stays.

    Raises:
        OSError: Neither is possible.
    """
    if os.path.lexists(place):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    for way in (os.symlink, os.link):
        try:
            way(path, place)
        except OSError:  # Windows requires a privilege for links, and hard links work only within a drive
            continue
        return
    shutil.copyfile(path, place)


def _drive(path: str) -> str:
    return os.path.splitdrive(path)[0].lower()
