"""Where a file lies in the pack: the project's own layout, and one place for everything else."""

from __future__ import annotations

import contextlib
import hashlib
import ntpath
import os
from collections.abc import Iterable
from types import ModuleType

OUTSIDE = "_outside_project"
"""The folder of the pack for files that are not in the project."""
_HASH_LETTERS = 12
_WIN32_FORMS = (("\\\\?\\UNC\\", "\\\\"), ("\\\\?\\", ""), ("\\\\.\\", ""))
"""Ways to write a Windows path that mean what the shorter one means."""


def normal(path: str, flavour: ModuleType = os.path) -> str:
    """The path without ``.`` and ``..``, by its text alone, as Blender resolves ``//../textures``.

    Args:
        path: An absolute path.
        flavour: ``posixpath`` or ``ntpath``.

    Raises:
        ValueError: No system has such a path.
    """
    if "\0" in path:
        raise ValueError("embedded null character")
    if flavour is ntpath:
        path = path.replace("/", "\\")
        for form, short in _WIN32_FORMS:
            if path[: len(form)].upper() == form:
                path = short + path[len(form) :]
                break
        return ntpath.normpath(path)
    return "/" + str(flavour.normpath(path)).lstrip("/")


def key(path: str, flavour: ModuleType = os.path) -> str:
    """What a normal path has in common with all others that lead to the same file on its system."""
    return path.lower() if flavour is ntpath else path


def below(folder: str, path: str, flavour: ModuleType = os.path) -> str | None:
    """A normal path as written from a folder, ``/`` between the parts; "" = the folder itself, None = not below it."""
    start, whole = key(folder, flavour), key(path, flavour)
    if whole == start:
        return ""
    start = start if start.endswith(flavour.sep) else start + flavour.sep
    return path[len(start) :].replace(flavour.sep, "/") if whole.startswith(start) else None


class Layout:
    """Gives every file its place in the pack.

    A file of the project keeps its place. Another one goes to a folder named by a checksum of its own folder: files
    that lay together stay together, and no folder name of this machine leaks. Where files refer to each other by
    their place, their folders keep that to each other, below the folder that holds them all.
    """

    def __init__(self, root: str, flavour: ModuleType = os.path) -> None:
        """``root`` is the project's folder, normal; ``flavour`` is ``posixpath`` or ``ntpath``."""
        self._root = root
        self._flavour = flavour
        self._tied: dict[str, str] = {}
        """Folder -> another one of its group; by key, as all folders here."""
        self._tops: dict[str, str] = {}
        """Group -> the folder that holds all of it."""
        self._shorts: dict[str, str] = {}
        self._owners: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._inner: dict[str, str | None] = {}
        self._outside = OUTSIDE

    def is_outside(self, folder: str) -> bool:
        """Whether a folder is not in the project."""
        return self.inner(folder) is None

    def inner(self, folder: str) -> str | None:
        """A normal folder as written from the project's, ``/`` between the parts; None = it is outside."""
        if folder not in self._inner:
            self._inner[folder] = below(self._root, folder, self._flavour)
        return self._inner[folder]

    def keep_together(self, one: str, other: str) -> None:
        """Two folders keep their places to each other; where one is in the project, that is settled already."""
        if self._places:
            raise ValueError("places were given out already")
        if not self.is_outside(one) or not self.is_outside(other):
            return
        first, second = self._group(one), self._group(other)
        if first == second:
            return
        with contextlib.suppress(ValueError):  # two drives
            self._tops[first] = self._flavour.commonpath([self._tops[first], self._tops[second]])
            self._tied[second] = first

    def make_room(self, paths: Iterable[str]) -> None:
        """Leave alone what the project itself has under the name of the folder for what is outside of it."""
        start = len(self._root) + (not self._root.endswith(self._flavour.sep))
        alike = (path for path in paths if path[start : start + len(OUTSIDE)].lower() == OUTSIDE)
        taken = {(below(self._root, path, self._flavour) or "").split("/")[0].casefold() for path in alike}
        number = 1
        while self._outside.casefold() in taken:
            number += 1
            self._outside = f"{OUTSIDE}_{number}"

    def folder_place(self, folder: str) -> str:
        """Where a normal folder lies in the pack: relative, ``/`` between the parts, never ``..``; "" = the pack."""
        place = self._places.get(folder)
        if place is None:
            inner = self.inner(folder)
            place = self._places[folder] = self._outside_place(folder) if inner is None else inner
        return place

    def place(self, path: str) -> str:
        """Where a normal file path lies in the pack."""
        return self.place_in(*self._flavour.split(path))

    def place_in(self, folder: str, name: str) -> str:
        """Where a file of a normal folder lies in the pack."""
        place = self.folder_place(folder)
        return f"{place}/{name}" if place else name

    def _outside_place(self, folder: str) -> str:
        top = self._tops[self._group(folder)]
        inner = below(top, folder, self._flavour)
        return "/".join(part for part in (self._outside, self._short(top), inner) if part)

    def _group(self, folder: str) -> str:
        """The folder that stands for the group of a folder."""
        group = key(folder, self._flavour)
        self._tops.setdefault(group, folder)
        while group in self._tied:
            group = self._tied[group]
        walked = key(folder, self._flavour)
        while walked != group:
            self._tied[walked], walked = group, self._tied[walked]
        return group

    def _short(self, folder: str) -> str:
        """A name for a folder that tells nothing, and is no other's."""
        # Paths that are the same for their system have the same hash, however they are written.
        name = key(folder, self._flavour)
        if name not in self._shorts:
            digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()
            letters = _HASH_LETTERS
            while self._owners.setdefault(digest[:letters], name) != name:
                letters += 1
            self._shorts[name] = digest[:letters]
        return self._shorts[name]
