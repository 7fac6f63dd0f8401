"""Folder listings: names in a folder, read once, and all files below a folder, safe against loops of links."""

from __future__ import annotations

import os
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from ....core.cancel import CancelToken
from ....core.finding import warning
from .expansion import Expansion, missing_path

MOST_FILES: Final = 1_000_000
"""Most files below one folder that are listed."""
DEEPEST: Final = 100
"""Greatest depth of nested folders."""


class Listings:
    """The names in folders; each folder is read once."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = {}
        self._errors: dict[str, OSError | ValueError] = {}
        self._alike: dict[str, dict[str, str]] = {}
        """By folder: names without case and accents -> names as they are."""

    def error(self, folder: str) -> OSError | ValueError | None:
        """Return why a folder cannot be read; None = it can."""
        self._of(folder)
        return self._errors.get(folder)

    def alike(self, path: str) -> str:
        """Return an existing path that differs from a missing one in case or in the form of accents; "" = none.

        A folder on the way may be the part that differs; if only that folder exists, it is returned.
        """
        folder, name = os.path.split(path)
        if not name or path.count(os.sep) > DEEPEST:
            return ""
        there = folder if os.path.isdir(folder) else self.alike(folder)
        if not there or not os.path.isdir(there):
            return ""
        if there not in self._alike:
            self._alike[there] = {_plain(each): each for each in self._of(there)}
        found = self._alike[there].get(_plain(name))
        if found is not None:
            return os.path.join(there, found)
        return there if there != folder else ""

    def starting_with(self, folder: str, start: str) -> Iterator[str]:
        """Yield the names in a folder with a prefix, in order; none if it cannot be read."""
        names = self._of(folder)
        for index in range(bisect_left(names, start), len(names)):
            if not names[index].startswith(start):
                return
            yield names[index]

    def _of(self, folder: str) -> list[str]:
        if folder not in self._names:
            try:
                self._names[folder] = sorted(os.listdir(folder))
            except (OSError, ValueError) as error:
                self._errors[folder] = error
                self._names[folder] = []
        return self._names[folder]


def everything_below(folder: str, cancel: CancelToken) -> Expansion:
    """Return all files below a folder, at any depth.

    Links are followed, but never into a folder that contains them. Pipes, sockets and other special files are included:
    they are rejected when they are opened.
    """
    found = Expansion()
    waiting: list[tuple[str, tuple[tuple[int, int], ...]]] = [(folder, ())]
    while waiting:
        cancel.check()
        here, above = waiting.pop()
        try:
            status = os.stat(here)
            itself = (status.st_dev, status.st_ino)
            if itself in above:
                continue
            with os.scandir(here) as entries:
                ordered = sorted(entries, key=lambda entry: entry.name)
        except (OSError, ValueError) as error:
            found.missing.append(missing_path(here, error))
            continue
        if here != folder:
            found.together.append((folder, here))
        inner = []
        for entry in ordered:
            if _is_folder(entry):
                inner.append((entry.path, (*above, itself)))
            else:
                found.files.append(entry.path)
        if len(above) >= DEEPEST - 1 and inner:
            text = "{folder} is nested too deeply: not all of its files are uploaded."
            found.notices.append(warning("too-deep", text, folder, folder=folder))
        else:
            waiting += reversed(inner)
        if len(found.files) > MOST_FILES:
            del found.files[MOST_FILES:]
            text = "{folder} contains more than {count} files: not all are uploaded."
            found.notices.append(warning("too-many-files", text, folder, folder=folder, count=MOST_FILES))
            break
    return found


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a loop of links
        return False
