"""The plan of what is sent: each file, where it lies here and where it will lie on the farm."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .draft import Draft
from .pack_parts import EXTRA, Left, Missing, Pack, PackFile
from .placed import PlacedReference, needs_rewriting, resolves
from .snapshot import AssetReference

if TYPE_CHECKING:
    from ..farm.cancel import CancelToken
    from .project import ProjectRoot
    from .snapshot import BlendSource, JobSnapshot

__all__ = [
    "Left",
    "Missing",
    "Pack",
    "PackFile",
    "PlacedReference",
    "needs_rewriting",
    "plan",
    "relative_files",
    "resolves",
]


def plan(snapshot: JobSnapshot, blend: BlendSource, root: ProjectRoot, *, cancel: CancelToken) -> Pack:
    """Plan what is sent: the .blend under its own name, with unsaved changes or not, and every file it needs.

    Only looks; reads nothing but USD files, which refer to others. Whatever can't be sent is reported, with its users.

    Raises:
        Cancelled: The user said stop.
        OSError: The .blend is not there.
        ValueError: The .blend's name can't be told to the farm.
    """
    source = blend.copy or blend.path
    draft = Draft(blend.path, root.path, snapshot.files, cancel, source=source, size=os.stat(source).st_size)
    draft.share(snapshot.assets)
    for asset in snapshot.assets:
        draft.add(asset)
    for path in snapshot.files.extra:
        spread = "folder" if os.path.isdir(path) and os.path.isabs(path) else "file"
        draft.add(AssetReference(path, path, EXTRA, "", "", spread))
    return draft.finish()


def relative_files(assets: Iterable[AssetReference]) -> list[str]:
    """The paths that exist and are referenced relative to a .blend: their place to each other matters."""
    return [asset.path for asset in assets if asset.written.startswith("//") and os.path.lexists(asset.path)]
