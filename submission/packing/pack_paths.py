"""Checks of paths in the pack: length, collisions, and references from one file to another."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from ...core.finding import Finding, warning
from ...core.safe_names import printable
from ...core.text import say
from ..snapshot import AssetReference
from .pack import PackFile
from .pack_layout import Layout, key, key_if_possible, normal
from .placed_reference import RELATIVE, PlacedReference

LONGEST_NAME = 255
"""Maximum length of a name on the farm, in bytes of UTF-8; Windows and macOS count characters and allow more."""
LONGEST_PLACE = 3500
"""Maximum length of a path in the pack, in bytes; Linux allows 4096 including the farm's own folders."""
_FOLDERS = frozenset({"folder", "point_cache"})


class TooLongError(ValueError):
    """A path that is too long for a farm on Linux."""


def require_fit(place: str) -> None:
    """Check that a path in the pack is possible on the farm.

    Raises:
        UnicodeEncodeError: It is not UTF-8.
        TooLongError: The path or one of its names is too long.
    """
    length = len(place.encode())
    if length > LONGEST_PLACE:
        raise TooLongError(say("has a path that is too long for the farm's file system"))
    if length > LONGEST_NAME and any(len(part.encode()) > LONGEST_NAME for part in place.split("/")):
        raise TooLongError(say("has a name of more than {count} bytes", count=LONGEST_NAME))


def case_collisions(files: Iterable[PackFile]) -> Iterator[tuple[str, str]]:
    """Yield pairs of paths that some file systems do not distinguish: they differ in case or in the form of accents."""
    seen: dict[str, PackFile] = {}
    for file in files:
        twin = seen.setdefault(_folded(file.path_in_pack), file)
        if twin is not file and not _is_same(twin.source, file.source):
            yield twin.path_in_pack, file.path_in_pack


def collides_with(one: PackFile, other: PackFile) -> bool:
    """Return whether some file systems do not distinguish the paths of two files."""
    return _folded(one.path_in_pack) == _folded(other.path_in_pack)


def _folded(place: str) -> str:
    return place.lower() if place.isascii() else unicodedata.normalize("NFC", place).casefold()


def _is_same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def placed(
    layout: Layout, files: Mapping[str, PackFile], main: str, references: Iterable[tuple[AssetReference, str, bool]]
) -> Iterator[PlacedReference]:
    """Yield every reference with its paths in the pack.

    Args:
        layout: The layout of the pack.
        files: The files to upload, by key of their path.
        main: The normal path of the .blend.
        references: Each reference, its normal path or "" if nothing is uploaded for it, and whether it is shared.
    """
    owners: dict[str, str] = {}
    packed = _PackedLibraries(layout, files, main)
    for asset, path, shared in references:
        if asset.owner_file not in owners:
            owner = files.get(key_if_possible(asset.owner_file))
            owners[asset.owner_file] = owner.path_in_pack if owner else ""
        target = ""
        if path and asset.spread == "place":
            target = packed.place(path)
        elif path and asset.spread in _FOLDERS:
            target = layout.folder_place(path) or "."
        elif path and asset.spread == "file":
            file = files.get(key(path))
            target = file.path_in_pack if file else ""
        elif path:
            target = layout.place(path)
        starts_in = None
        if target and asset.written.startswith(RELATIVE):
            folder = _start(asset, path, main)
            starts_in = None if folder is None else layout.folder_place(folder)
        if target and asset.packed_from and starts_in is None:
            starts_in = os.path.dirname(packed.place(normal(asset.packed_from)))
        yield PlacedReference(asset, owners[asset.owner_file], target, shared, starts_in)


class _PackedLibraries:
    """Where packed libraries would be: their data resolves paths from there, though they are not uploaded."""

    def __init__(self, layout: Layout, files: Mapping[str, PackFile], main: str) -> None:
        self._layout = layout
        self._beside_main = os.path.dirname(files[key(main)].path_in_pack)
        self._files = files
        self._folders: set[str] | None = None

    def place(self, path: str) -> str:
        """Return the path in the pack of a library with a normal path.

        A library from outside of the project counts as beside the .blend if its own folder will not exist in the pack:
        Blender cannot always resolve a path through a folder that does not exist.
        """
        folder, name = os.path.split(path)
        place = self._layout.folder_place(folder)
        if self._layout.is_outside(folder) and place not in self._all_folders():
            place = self._beside_main
        return f"{place}/{name}" if place else name

    def _all_folders(self) -> set[str]:
        if self._folders is None:
            self._folders = set()
            for file in self._files.values():
                folder = os.path.dirname(file.path_in_pack)
                while folder and folder not in self._folders:
                    self._folders.add(folder)
                    folder = os.path.dirname(folder)
        return self._folders


def _start(asset: AssetReference, path: str, main: str) -> str | None:
    """Return the folder that ``//`` stands for in a reference; None = the folder of the file with the data-block."""
    inner = asset.written[len(RELATIVE) :].replace("\\", "/")
    for owner in (asset.start_file, main):
        folder = os.path.dirname(owner)
        whole = f"{folder}/{inner}"
        if folder and (whole == path or key(normal(whole)) == key(path)):
            return None if owner is asset.start_file else folder
    return None


def unresolvable_paths(
    layout: Layout, together: Iterable[tuple[str, str]], fixed: Iterable[tuple[str, str]]
) -> Iterator[Finding]:
    """Yield a warning for each reference that will not resolve on the farm and cannot be rewritten.

    Args:
        layout: The layout of the pack.
        together: Pairs of folders whose files refer to each other by relative path.
        fixed: Pairs of a file and an absolute path in it.
    """
    for one, other in sorted(together):
        if layout.is_outside(one) != layout.is_outside(other):
            yield warning(
                "split-project",
                "Files in {folder} refer to files in {other}, and only one of these folders is in the project: "
                "workers will not find them. Choose a project folder that contains both.",
                printable(one),
                folder=printable(one),
                other=printable(other),
            )
    seen: dict[str, list[str]] = {}
    for file, path in fixed:
        seen.setdefault(file, []).append(path)
    for file, paths in seen.items():
        yield warning(
            "absolute-paths",
            "{file} contains absolute paths ({count}, such as {path}) that cannot be rewritten: workers may not find "
            "these files. Use relative paths, or move the files to a folder that workers see under the same path.",
            printable(file),
            file=printable(file),
            count=len(paths),
            path=printable(paths[0]),
        )
