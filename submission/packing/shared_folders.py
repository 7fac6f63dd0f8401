"""Shared folders: files that workers see under the same path as this machine are not uploaded."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable

from ..snapshot import AssetReference
from .pack_layout import below, key_if_possible, normal
from .placed_reference import RELATIVE


class SharedFolders:
    """The shared folders, and the .blend files that workers read there together with their relative references."""

    def __init__(self, folders: Iterable[str], assets: Iterable[AssetReference]) -> None:
        self._folders: list[str] = []
        for folder in folders:
            with contextlib.suppress(ValueError):
                if os.path.isabs(folder):
                    self._folders.append(normal(folder))
        self._owners: set[str] = set()
        if self._folders:
            self._find_owners(list(assets))

    def has(self, asset: AssetReference) -> bool:
        """Return whether workers find the target of a reference under the path of this machine."""
        if not self._folders or not asset.owner or not os.path.isabs(asset.path) or not self.holds(asset.path):
            return False
        return not asset.written.startswith(RELATIVE) or self.reads(asset.start_file)

    def reads(self, owner_file: str) -> bool:
        """Return whether workers read a .blend from a shared folder, so that it is not uploaded."""
        return bool(self._owners) and key_if_possible(owner_file) in self._owners

    def holds(self, path: str) -> bool:
        """Return whether a path is in one of the folders."""
        try:
            there = normal(path)
        except ValueError:
            return False
        return any(below(folder, there) for folder in self._folders)

    def _find_owners(self, assets: list[AssetReference]) -> None:
        """Find the libraries that are read from shared folders; each round finds the libraries of the last one."""
        owning = {key_if_possible(asset.start_file) for asset in assets}
        libraries = [(asset, key_if_possible(asset.path)) for asset in assets if key_if_possible(asset.path) in owning]
        while True:
            more = {name for asset, name in libraries if self.has(asset)} - self._owners
            if not more:
                break
            self._owners |= more
        # A library that another reference uploads needs its files uploaded, too.
        self._owners -= {name for asset, name in libraries if not self.has(asset)}
