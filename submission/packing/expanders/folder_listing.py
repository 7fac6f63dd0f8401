"""Reads folders: each once for names, and whole trees of them, whatever links lead where."""

from __future__ import annotations

import os
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ....core.text import say
from .expansion import Found, lack

if TYPE_CHECKING:
    from ....core.cancel import CancelToken

MOST_FILES: Final = 1_000_000
"""Files of one folder that are looked at, with all below it."""
DEEPEST: Final = 100
"""Folders in folders that are gone into."""


class Listings:
    """The names in folders, each folder read once."""

    def __init__(self) -> None:
        self._names: dict[str, list[str]] = {}
        self._errors: dict[str, OSError | ValueError] = {}
        self._alike: dict[str, dict[str, str]] = {}
        """By folder: names by what is the same in all that are alike."""

    def error(self, folder: str) -> OSError | ValueError | None:
        """Why a folder can't be read, if it can't."""
        self._of(folder)
        return self._errors.get(folder)

    def alike(self, path: str) -> str:
        """What is there under nearly the same name: other capitals, accents put together otherwise; "" = nothing.

        For something that is not there, of which a folder on the way may be the one that is called otherwise; then
        that folder is given if there is no more.
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
        """The names in a folder that start so, in order; none when it can't be read."""
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


def everything_below(folder: str, cancel: CancelToken) -> Found:
    """All that is below a folder, deep.

    Links are followed, but never into a folder that they lie in. Pipes, sockets and the like are among the files:
    whoever sends them looks what they are.
    """
    found = Found()
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
            found.lacking.append(lack(here, error))
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
            found.notices.append(say("{folder} is too deep: not everything below it is sent.", folder=folder))
        else:
            waiting += reversed(inner)
        if len(found.files) > MOST_FILES:
            del found.files[MOST_FILES:]
            found.notices.append(
                say("{folder} holds more than {count} files: not all are sent.", folder=folder, count=MOST_FILES)
            )
            break
    return found


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a loop of links
        return False
