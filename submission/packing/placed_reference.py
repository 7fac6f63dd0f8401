"""A reference between two files of the pack, and whether it resolves there."""

from __future__ import annotations

from dataclasses import dataclass

from ..snapshot import AssetReference

RELATIVE = "//"
"""Prefix of a path that Blender resolves from the folder of the .blend that contains it."""


@dataclass(frozen=True, slots=True)
class PlacedReference:
    """A reference of a data-block, with the paths of both files in the pack."""

    asset: AssetReference
    owner_place: str
    """Path in the pack of the .blend with the data-block; "" = it is not uploaded."""
    target_place: str
    """What it has to resolve to: a file, a folder, or a path for several files with its ``<UDIM>`` or frame number as
    written; "." = the pack itself, "" = nothing is uploaded for it."""
    shared: bool = False
    """Workers find the target under the path of this machine: it is never rewritten."""
    starts_in: str | None = None
    """The folder of the pack that ``//`` stands for, if not the owner's: for caches of library objects that Blender
    keeps beside the open file, and for files that a modifier passes to the nodes of a library."""

    @property
    def start(self) -> str:
        """A path in the folder that ``//`` stands for: usually the owner's own."""
        return self.owner_place if self.starts_in is None else "/".join([*filter(None, [self.starts_in]), "."])


def resolves(placed: PlacedReference) -> bool:
    """Return whether the reference resolves to its target on the farm as it is written."""
    if placed.shared:
        return True
    if not placed.owner_place or not placed.target_place:
        return False
    return resolved_place(placed.start, placed.asset.written) == placed.target_place


def needs_rewriting(placed: PlacedReference) -> bool:
    """Return whether the copy needs another path: both files are uploaded, and the reference would not resolve."""
    return bool(placed.owner_place and placed.target_place) and not resolves(placed)


def resolved_place(owner_place: str, written: str) -> str | None:
    """Resolve a path that is written in a file of the pack.

    Blender reads a backslash as a slash on every system (tried on Linux with 4.2 and 5.2), and resolves ``..`` by text.

    Returns:
        A path in the pack, "." for the pack itself; None = it is not relative, or leaves the pack.
    """
    if not written.startswith(RELATIVE):
        return None
    parts = owner_place.split("/")[:-1]
    for part in written[len(RELATIVE) :].replace("\\", "/").split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts) or "."


def relative(owner_place: str, target_place: str) -> str:
    """Return the path by which a file of the pack has to refer to another one."""
    start, end = owner_place.split("/")[:-1], target_place.split("/")
    common = 0
    while common < min(len(start), len(end) - 1) and start[common] == end[common]:
        common += 1
    return RELATIVE + "/".join([*[".."] * (len(start) - common), *end[common:]])
