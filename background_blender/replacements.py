"""The paths to replace in one file, and their replacements."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping


class PathReplacements:
    """Replacements for the paths in a file, found by their text or by their absolute path."""

    def __init__(
        self, original: str, paths: Iterable[Mapping[str, str]], libraries: Iterable[Mapping[str, str]]
    ) -> None:
        """Prepare the replacements.

        Args:
            original: Path of the artist's file; relative paths resolve from its folder, not from that of the copy.
            paths: ``written``, ``path``, ``new`` and optionally ``derived`` of each.
            libraries: ``path`` and ``new`` of libraries that the file may refer to by any path.
        """
        self._original = original
        listed, libraries = list(paths), list(libraries)
        self._by_text = {each["written"]: each["new"] for each in listed}
        self._by_place = {self._place(each["path"]): each["new"] for each in listed}
        self._by_library = {self._place(each["path"]): each["new"] for each in libraries}
        self._by_folder = {os.path.dirname(text): os.path.dirname(new) for text, new in self._by_text.items()}
        self._sure = {each["written"] for each in listed if not each.get("derived")}
        self._met: set[str] = set()

    def instead_of(self, text: str) -> str | None:
        """Return the replacement of a path; ``None`` = it stays."""
        return self._found(text, self._by_text.get(text) or self._by_place.get(self._place(text)))

    def instead_of_library(self, text: str) -> str | None:
        """Return the replacement of a library's path; ``None`` = it stays."""
        return self.instead_of(text) or self._found(text, self._by_library.get(self._place(text)))

    def instead_of_one_of_many(self, text: str) -> str | None:
        """Return the replacement of the first of several files in one folder, even if only another one is listed."""
        folder = self._by_folder.get(os.path.dirname(text))
        return self.instead_of(text) or (folder and self._found(text, f"{folder}/{os.path.basename(text)}"))

    def left(self, still_there: Iterable[str]) -> list[str]:
        """Return the listed paths that are still in the file or were not found in it.

        A derived path beside or below a path that was found does not count: a file contains no path of a second view or
        of a clip's proxy.
        """
        folders = tuple(os.path.join(os.path.dirname(text), "") for text in self._met)
        lost = {
            text
            for text in self._by_text
            if text not in self._met and (text in self._sure or not text.startswith(folders))
        }
        return sorted((set(self._by_text) & set(still_there)) | lost)

    def _found(self, text: str, new: str | None) -> str | None:
        if not text or new is None:
            return None
        self._met.update(each for each in self._by_text if each == text or self._by_text[each] == new)
        return new if new != text else None  # it may be correct already, though another one is not

    def _place(self, text: str) -> str:
        return place_of(text, self._original)


def place_of(text: str, blend: str) -> str:
    """Return the absolute path of a path in a .blend, in a form that is equal for equal locations."""
    if text.startswith("//"):
        text = os.path.join(os.path.dirname(blend), text[2:].replace("\\", "/"))
    return os.path.normcase(os.path.normpath(text))
