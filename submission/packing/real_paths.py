"""Real paths of files: what a link leads to decides whether a file is inside of the project."""

from __future__ import annotations

import os
from collections.abc import Iterable

from .pack_layout import below, key


class RealPaths:
    """The real folders of a job's files, each looked up once."""

    def __init__(self, inside: Iterable[str]) -> None:
        """``inside`` are the folders whose files are sent without a question."""
        self._inside = [os.path.realpath(folder) for folder in inside if os.path.isabs(folder)]
        self.of: dict[str, str] = {}
        """Real paths, by the path of a folder, and of a file that is a link itself."""
        self._is_inside: dict[str, bool] = {}

    def outside_folder(self, path: str, *, is_link: bool) -> str:
        """Return the real folder of a file that is outside; "" = it is inside."""
        folder = os.path.dirname(path)
        if folder not in self.of:
            self.of[folder] = os.path.realpath(folder)
        real = self.of[folder]
        if is_link:
            self.of[path] = os.path.realpath(path)
            real = os.path.dirname(self.of[path])
        if real not in self._is_inside:
            self._is_inside[real] = any(below(each, real) is not None for each in self._inside)
        return "" if self._is_inside[real] else real


def outermost(folders: Iterable[str]) -> tuple[str, ...]:
    """Return the folders that are in no other of them, sorted."""
    found: list[str] = []
    for folder in sorted(set(folders), key=key):
        if not found or below(found[-1], folder) is None:
            found.append(folder)
    return tuple(found)
