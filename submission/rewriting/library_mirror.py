"""A folder in which copies of .blend files find their libraries, as the artist's files find them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path

_DEPTH = ("a", "b", "c", "d")
"""Folders above all others in the mirror: new paths may lead further up than the old ones."""


class Mirror:
    """Places for copies, and links around them.

    Blender finds a library that is referred to relatively from the place of the file that it opens. One that it does
    not find would take local data with it: the pose of a character whose armature is linked, for example.
    """

    def __init__(self, folder: Path, paths: Iterable[str]) -> None:
        """Take a folder, which need not be there, and the paths, absolute, that will have a place in it."""
        self._folder = folder.joinpath(*_DEPTH)
        folders: dict[str, list[str]] = {}
        for path in paths:
            folders.setdefault(_drive(path), []).append(os.path.dirname(path))
        self._tops = {drive: os.path.commonpath(each) for drive, each in folders.items()}
        self._names = {drive: str(number) for number, drive in enumerate(self._tops)}

    def place(self, path: str) -> Path:
        """Where a path lies in the mirror; its folder is made."""
        drive = _drive(path)
        place = self._folder / self._names[drive] / os.path.relpath(path, self._tops[drive])
        place.parent.mkdir(parents=True, exist_ok=True)
        return place


def link(path: str, place: Path) -> None:
    """Make a file appear at another place, by the cheapest means that the system allows; what is there stays.

    Raises:
        OSError: It can't be done.
    """
    if os.path.lexists(place):
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    for way in (os.symlink, os.link):
        try:
            way(path, place)
        except OSError:  # Windows wants a privilege for links, and hard links end at the drive
            continue
        return
    shutil.copyfile(path, place)


def _drive(path: str) -> str:
    return os.path.splitdrive(path)[0].lower()
