"""Expander: finds the files of a reference by its kind of set."""

from __future__ import annotations

import os
from collections.abc import Callable

from ....core.cancel import CancelToken
from ....core.finding import Finding, remark, warning
from ....core.safe_names import printable
from ....core.text import say
from ...local_files.file_sources import OF_SYSTEM
from ...snapshot import AssetReference
from ..pack_layout import below, normal
from .blender_project import project
from .cache_folders import folder, point_cache
from .expansion import Expansion, MissingPath, missing_path
from .folder_listing import Listings
from .linked_files import References, reader_of
from .sequences import computed, frames, tiles


class Expander:
    """Finder of the files that references stand for; lists each folder once."""

    def __init__(self, cancel: CancelToken, is_shared: Callable[[str], bool] = lambda _: False) -> None:
        """``is_shared`` returns whether workers see a path as this machine does."""
        self._listings = Listings()
        self._references = References(self._listings, cancel, is_shared)
        self._cancel = cancel

    def expand(self, asset: AssetReference, path: str) -> Expansion:
        """Find the files of a reference.

        Args:
            asset: The reference.
            path: Its path, normal.

        Raises:
            Cancelled: The user cancelled.
        """
        match asset.spread:
            case "frames":
                return self._frames(asset, path)
            case "tiles":
                return tiles(self._listings, path, asset.frames)
            case "computed":
                return computed(self._listings, path)
            case "folder":
                return self._folder(asset, path)
            case "point_cache":
                return point_cache(self._listings, path, asset.stem)
            case "project":
                return project(path, asset.owner_file, self._references)
            case "constant" if not os.path.lexists(path):
                return _about_constant(asset, path)
        is_linking = asset.spread == "usd" or reader_of(path) is not None
        return self._references.follow(path) if is_linking else Expansion([path])

    def _frames(self, asset: AssetReference, path: str) -> Expansion:
        found = frames(self._listings, path, asset.frames)
        if asset.optional:
            found.notices += _about_gaps(asset, found)
        for file in tuple(found.files) if reader_of(path) is not None else ():
            more = self._references.follow(file)
            del more.files[0]  # itself
            found.add(more)
        return found

    def _folder(self, asset: AssetReference, path: str) -> Expansion:
        if f"{os.path.realpath(path)}/".startswith(OF_SYSTEM) and os.name == "posix":
            return Expansion(missing=[MissingPath(path, say("belongs to the operating system"), absent=False)])
        found = folder(path, self._cancel)
        if asset.owner_file and below(path, normal(asset.owner_file)) is not None:
            text = "{owner} keeps its cache in {path}, a folder with the file itself: all files below it are uploaded."
            found.notices.append(warning("wide-cache", text, printable(path), owner=asset.owner, path=printable(path)))
        return found

    def alike(self, path: str) -> str:
        """Return an existing path that differs from a missing one in case or accents; "" = none."""
        return self._listings.alike(path)

    def expand_shared(self, asset: AssetReference, path: str) -> Expansion:
        """Find what is missing of a reference into a shared folder, of which nothing is uploaded."""
        if asset.spread in {"frames", "tiles", "computed"}:
            return Expansion(missing=self.expand(asset, path).missing)
        try:
            os.stat(path)
        except (OSError, ValueError) as error:
            return Expansion(missing=[missing_path(path, error)])
        return Expansion()


def _about_gaps(asset: AssetReference, found: Expansion) -> list[Finding]:
    """Return a remark on the frames that are missing between those of an optional sequence."""
    if not found.files or not found.gap:
        return []
    text = "{owner}: files are missing between those of the sequence {path} ({why})."
    path = printable(asset.path)
    return [remark("sequence-gap", text, path, owner=asset.owner, path=path, why=found.gap)]


def _about_constant(asset: AssetReference, path: str) -> Expansion:
    """Return a remark on a path in the source of a shader that does not exist."""
    text = "{owner} contains a path that does not exist here: {path}."
    return Expansion(notices=[remark("shader-paths", text, asset.owner, owner=asset.owner, path=printable(path))])
