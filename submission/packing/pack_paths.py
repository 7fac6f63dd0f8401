"""Questions about places in the pack: what fits there, what is taken for one, what leads from one to the other."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from ...core.safe_names import printable
from ...core.text import say
from .pack_layout import key, normal
from .placed_reference import RELATIVE, PlacedReference

if TYPE_CHECKING:
    from ..snapshot import AssetReference
    from .pack import PackFile
    from .pack_layout import Layout

LONGEST_NAME = 255
"""Bytes of UTF-8 that a name may have on a farm: other systems count letters, and let more pass."""
LONGEST_PLACE = 3500
"""Bytes of a whole place in the pack: 4096 is what Linux takes, with the farm's own folders before it."""
_FOLDERS = frozenset({"folder", "point_cache"})


class TooLongError(ValueError):
    """A farm on Linux can't have a file of that name."""


def require_fit(place: str) -> None:
    """Make sure that a farm can have a file at that place.

    Raises:
        UnicodeEncodeError: Its name is no UTF-8.
        TooLongError: It, or a folder's on the way, is too long.
    """
    length = len(place.encode())
    if length > LONGEST_PLACE:
        raise TooLongError(say("lies deeper than a farm's file system takes"))
    if length > LONGEST_NAME and any(len(part.encode()) > LONGEST_NAME for part in place.split("/")):
        raise TooLongError(say("has a name of more than {count} bytes", count=LONGEST_NAME))


def twins(files: Iterable[PackFile]) -> Iterator[tuple[str, str]]:
    """Pairs of places that some file systems take for one: they differ in case, or in how accents are put together."""
    seen: dict[str, PackFile] = {}
    for file in files:
        twin = seen.setdefault(_taken_for(file.path_in_pack), file)
        if twin is not file and not _is_same(twin.source, file.source):
            yield twin.path_in_pack, file.path_in_pack


def is_taken_for(one: PackFile, other: PackFile) -> bool:
    """Whether some file systems take the places of two files for one."""
    return _taken_for(one.path_in_pack) == _taken_for(other.path_in_pack)


def _taken_for(place: str) -> str:
    return place.lower() if place.isascii() else unicodedata.normalize("NFC", place).casefold()


def _is_same(one: str, other: str) -> bool:
    try:
        return os.path.samefile(one, other)
    except OSError:
        return False


def placed(
    layout: Layout, files: Mapping[str, PackFile], main: str, references: Iterable[tuple[AssetReference, str, bool]]
) -> Iterator[PlacedReference]:
    """Every reference with both ends in the pack.

    Args:
        layout: Knows the places.
        files: What is sent, by key of its path.
        main: The normal path of the .blend.
        references: The reference, its normal path or "" when nothing is sent for it, and whether it is shared.
    """
    owners: dict[str, str] = {}
    packed = _PackedLibraries(layout, files, main)
    for asset, path, shared in references:
        if asset.owner_file not in owners:
            owner = files.get(_key(asset.owner_file))
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
    """Where packed libraries would lie: data from them starts there, though they are not sent."""

    def __init__(self, layout: Layout, files: Mapping[str, PackFile], main: str) -> None:
        self._layout = layout
        self._beside_main = os.path.dirname(files[key(main)].path_in_pack)
        self._files = files
        self._folders: set[str] | None = None

    def place(self, path: str) -> str:
        """The place of a library by its normal path.

        One from outside of the project has its own only if that folder will be there: not everything that Blender
        reads is found by a way that leads through a folder that is not.
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
    """The folder that ``//`` stands for in a reference; None = that of the file with the data-block, as a rule."""
    inner = asset.written[len(RELATIVE) :].replace("\\", "/")
    for owner in (asset.start_file, main):
        folder = os.path.dirname(owner)
        whole = f"{folder}/{inner}"
        if folder and (whole == path or key(normal(whole)) == key(path)):
            return None if owner is asset.start_file else folder
    return None


def _key(path: str) -> str:
    try:
        return key(normal(path)) if path else ""
    except ValueError:
        return ""


def broken(layout: Layout, together: Iterable[tuple[str, str]], fixed: Iterable[tuple[str, str]]) -> Iterator[str]:
    """What files refer to by themselves and will not find on the farm, where nobody can rewrite them: a sentence each.

    Args:
        layout: Knows the places.
        together: Pairs of folders of which files refer to each other by their place.
        fixed: (File, absolute path that stands in it).
    """
    for one, other in sorted(together):
        if layout.is_outside(one) != layout.is_outside(other):
            yield say(
                "Files in {folder} refer to files in {other}, and only one of these folders is in the project: the "
                "farm will not find them. Choose a project folder that holds both.",
                folder=printable(one),
                other=printable(other),
            )
    seen: dict[str, list[str]] = {}
    for file, path in fixed:
        seen.setdefault(file, []).append(path)
    for file, paths in seen.items():
        yield say(
            "{file} holds absolute paths ({count}, as {path}), which can't be changed: the farm may not find what they "
            "lead to. Write them relatively, or put these files where the farm sees them at the same path.",
            file=printable(file),
            count=len(paths),
            path=printable(paths[0]),
        )
