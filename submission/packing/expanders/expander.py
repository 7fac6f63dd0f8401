"""Expander: finds the files of a reference by its kind of set."""

from __future__ import annotations

import os
from collections.abc import Callable

from ....core.cancel import CancelToken
from ....core.finding import warning
from ....core.safe_names import printable
from ...snapshot import AssetReference
from ..pack_layout import below, normal
from .blender_project import project
from .cache_folders import folder, point_cache
from .expansion import Expansion, missing_path
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
        spread = asset.spread
        if spread == "frames":
            found = frames(self._listings, path, asset.frames)
            if reader_of(path) is not None:
                for file in tuple(found.files):
                    more = self._references.follow(file)
                    del more.files[0]  # itself
                    found.add(more)
            return found
        if spread == "tiles":
            return tiles(self._listings, path, asset.frames)
        if spread == "computed":
            return computed(self._listings, path)
        if spread == "folder":
            return self._folder(asset, path)
        if spread == "point_cache":
            return point_cache(self._listings, path, asset.stem)
        if spread == "project":
            return project(path, asset.owner_file, self._references)
        if spread == "usd" or reader_of(path) is not None:
            return self._references.follow(path)
        return Expansion([path])

    def _folder(self, asset: AssetReference, path: str) -> Expansion:
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
