"""The paths that are to be replaced in one file, and by what."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping


class Wanted:
    """Finds the new path for one that stands in the file, by its text or by the place that it means."""

    def __init__(
        self, original: str, paths: Iterable[Mapping[str, str]], libraries: Iterable[Mapping[str, str]]
    ) -> None:
        """Take what is wanted.

        Args:
            original: Where the artist's file lies; relative paths start there, wherever the copy is.
            paths: ``written``, ``path``, ``new`` and perhaps ``derived`` of each.
            libraries: The same for libraries that the file may refer to, so or otherwise.
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
        """What to write instead of a path; ``None`` = it stays."""
        return self._found(text, self._by_text.get(text) or self._by_place.get(self._place(text)))

    def instead_of_library(self, text: str) -> str | None:
        """What to write instead of a library's path; ``None`` = it stays."""
        return self.instead_of(text) or self._found(text, self._by_library.get(self._place(text)))

    def instead_of_one_of_many(self, text: str) -> str | None:
        """What to write instead of the first file's path where all are in one folder; another one may be wanted."""
        folder = self._by_folder.get(os.path.dirname(text))
        return self.instead_of(text) or (folder and self._found(text, f"{folder}/{os.path.basename(text)}"))

    def left(self, still_there: Iterable[str]) -> list[str]:
        """Return the paths that were to be replaced and are still there, or that nobody came upon.

        One that is derived and lies beside another that was met, or below, does not count: the second eye's picture
        stands nowhere in a file, and neither does the proxy of a clip.
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
        return new if new != text else None  # it may be right already, and known otherwise elsewhere

    def _place(self, text: str) -> str:
        return place_of(text, self._original)


def place_of(text: str, blend: str) -> str:
    """Where a path that stands in a .blend leads to, in the form that is the same for equal places."""
    if text.startswith("//"):
        text = os.path.join(os.path.dirname(blend), text[2:].replace("\\", "/"))
    return os.path.normcase(os.path.normpath(text))
