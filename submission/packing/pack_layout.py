"""Layout of the pack: the project's own folders, and one folder for all files from outside."""

from __future__ import annotations

import contextlib
import hashlib
import ntpath
import os
from collections.abc import Iterable
from types import ModuleType

OUTSIDE = "_outside_project"
"""The folder of the pack for files from outside of the project."""
_HASH_LETTERS = 12
_WIN32_FORMS = (("\\\\?\\UNC\\", "\\\\"), ("\\\\?\\", ""), ("\\\\.\\", ""))
"""Prefixes of Windows paths, and the shorter prefix with the same meaning."""


def normal(path: str, flavour: ModuleType = os.path) -> str:
    """Return a path without ``.`` and ``..``, resolved by text alone, as Blender resolves ``//../textures``.

    Args:
        path: An absolute path.
        flavour: ``posixpath`` or ``ntpath``.

    Raises:
        ValueError: The path is not possible on any system.
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
    """Return a key that is equal for all normal paths of the same file: Windows ignores case."""
    return path.lower() if flavour is ntpath else path


def key_if_possible(path: str) -> str:
    """Return the key of any path; "" for one that is not possible."""
    try:
        return key(normal(path)) if path else ""
    except ValueError:
        return ""


def below(folder: str, path: str, flavour: ModuleType = os.path) -> str | None:
    """Return a normal path relative to a folder, with ``/``; "" = the folder itself, None = not below it."""
    start, whole = key(folder, flavour), key(path, flavour)
    if whole == start:
        return ""
    start = start if start.endswith(flavour.sep) else start + flavour.sep
    return path[len(start) :].replace(flavour.sep, "/") if whole.startswith(start) else None


class Layout:
    """The path of every file in the pack.

    A file of the project keeps its relative path. A file from outside goes to a folder named by a checksum of its own
    folder: files of one folder stay together, and no folder name of this machine leaks. Folders whose files refer to
    each other by relative path keep that relative path, below the folder that contains them all.
    """

    def __init__(self, root: str, flavour: ModuleType = os.path) -> None:
        """``root`` is the project's folder, normal; ``flavour`` is ``posixpath`` or ``ntpath``."""
        self._root = root
        self._flavour = flavour
        self._tied: dict[str, str] = {}
        """Folder -> another folder of its group; all folders here are keys."""
        self._tops: dict[str, str] = {}
        """Group -> the folder that contains all of it."""
        self._shorts: dict[str, str] = {}
        self._owners: dict[str, str] = {}
        self._places: dict[str, str] = {}
        self._inner: dict[str, str | None] = {}
        self._outside = OUTSIDE

    def is_outside(self, folder: str) -> bool:
        """Return whether a folder is outside of the project."""
        return self.inner(folder) is None

    def inner(self, folder: str) -> str | None:
        """Return a normal folder relative to the project's, with ``/``; None = it is outside."""
        if folder not in self._inner:
            self._inner[folder] = below(self._root, folder, self._flavour)
        return self._inner[folder]

    def keep_together(self, one: str, other: str) -> None:
        """Keep the relative path between two folders; does nothing if one is in the project, where it is fixed."""
        if self._places:
            raise ValueError("paths in the pack are fixed already")
        if not self.is_outside(one) or not self.is_outside(other):
            return
        first, second = self._group(one), self._group(other)
        if first == second:
            return
        with contextlib.suppress(ValueError):  # two drives
            self._tops[first] = self._flavour.commonpath([self._tops[first], self._tops[second]])
            self._tied[second] = first

    def make_room(self, paths: Iterable[str]) -> None:
        """Choose another name for the folder of outside files if the project has a folder of that name."""
        start = len(self._root) + (not self._root.endswith(self._flavour.sep))
        alike = (path for path in paths if path[start : start + len(OUTSIDE)].lower() == OUTSIDE)
        taken = {(below(self._root, path, self._flavour) or "").split("/")[0].casefold() for path in alike}
        number = 1
        while self._outside.casefold() in taken:
            number += 1
            self._outside = f"{OUTSIDE}_{number}"

    def folder_place(self, folder: str) -> str:
        """Return the path of a normal folder in the pack: relative, with ``/``, never ``..``; "" = the pack."""
        place = self._places.get(folder)
        if place is None:
            inner = self.inner(folder)
            place = self._places[folder] = self._outside_place(folder) if inner is None else inner
        return place

    def place(self, path: str) -> str:
        """Return the path in the pack of a file with a normal path."""
        return self.place_in(*self._flavour.split(path))

    def place_in(self, folder: str, name: str) -> str:
        """Return the path in the pack of a file in a normal folder."""
        place = self.folder_place(folder)
        return f"{place}/{name}" if place else name

    def _outside_place(self, folder: str) -> str:
        top = self._tops[self._group(folder)]
        inner = below(top, folder, self._flavour)
        return "/".join(part for part in (self._outside, self._short(top), inner) if part)

    def _group(self, folder: str) -> str:
        """Return the folder that represents the group of a folder."""
        group = key(folder, self._flavour)
        self._tops.setdefault(group, folder)
        while group in self._tied:
            group = self._tied[group]
        walked = key(folder, self._flavour)
        while walked != group:
            self._tied[walked], walked = group, self._tied[walked]
        return group

    def _short(self, folder: str) -> str:
        """Return a unique name for a folder that does not reveal its path."""
        # All spellings of one path have the same hash.
        name = key(folder, self._flavour)
        if name not in self._shorts:
            digest = hashlib.sha256(name.encode(errors="surrogatepass")).hexdigest()
            letters = _HASH_LETTERS
            while self._owners.setdefault(digest[:letters], name) != name:
                letters += 1
            self._shorts[name] = digest[:letters]
        return self._shorts[name]
