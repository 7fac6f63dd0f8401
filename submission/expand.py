"""One reference can stand for many files: tiles of an image, frames of a sequence."""

from __future__ import annotations

import os
import re

_TILE_TOKENS = {"<UDIM>": r"\d{4}", "<UVTILE>": r"u\d+_v\d+"}
_LAST_NUMBER = re.compile(r"(.*?)(\d+)(\D*)", re.DOTALL)
SEQUENCE = "sequence"
"""The kind of a reference that names one frame of many."""


class Expander:
    """Finds the files that a reference stands for; reads each folder once."""

    def __init__(self) -> None:
        self._listings: dict[str, list[str]] = {}

    def files(self, path: str, kind: str) -> list[str]:
        """The paths that a reference stands for.

        Args:
            path: As Blender resolves it, with ``<UDIM>`` or ``<UVTILE>`` for tiles.
            kind: The kind of the reference; ``sequence`` = all files whose name differs only in the last number.

        Returns:
            The path itself if it is one file, whether it exists or not; else all that exist, in order; perhaps none.
        """
        folder, name = os.path.split(path)
        pattern = _pattern(name, kind)
        if pattern is None:
            return [path]
        return [os.path.join(folder, found) for found in self._listing(folder) if pattern.fullmatch(found)]

    def _listing(self, folder: str) -> list[str]:
        if folder not in self._listings:
            try:
                self._listings[folder] = sorted(os.listdir(folder))
            except (OSError, ValueError):
                self._listings[folder] = []
        return self._listings[folder]


def _pattern(name: str, kind: str) -> re.Pattern[str] | None:
    for token, digits in _TILE_TOKENS.items():
        if token in name:
            head, tail = name.split(token, 1)
            return re.compile(f"{re.escape(head)}{digits}{re.escape(tail)}", re.DOTALL)
    if kind != SEQUENCE:
        return None
    stem, extension = os.path.splitext(name)
    numbered = _LAST_NUMBER.fullmatch(stem)
    if numbered is None:
        return None
    head, _, tail = numbered.groups()
    return re.compile(rf"{re.escape(head)}\d+{re.escape(tail + extension)}", re.DOTALL)
