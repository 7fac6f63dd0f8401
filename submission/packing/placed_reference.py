"""Where both ends of a reference lie in the pack, and whether it still leads from one to the other there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..snapshot import AssetReference

RELATIVE = "//"
"""How a path begins that Blender takes from the folder of the .blend that it stands in."""


@dataclass(frozen=True, slots=True)
class PlacedReference:
    """A reference of a data-block, and where its ends lie in the pack."""

    asset: AssetReference
    owner_place: str
    """Where the .blend with the data-block lies in the pack; "" = it is not sent."""
    target_place: str
    """Where it has to lead: a file, a folder, or a path that stands for several files, with its ``<UDIM>`` or its frame
    number as it is, "." for the pack itself; "" = nothing is sent for it."""
    shared: bool = False
    """The farm finds the target under the very path of this machine: never rewritten."""
    starts_in: str | None = None
    """The folder of the pack that ``//`` stands for, if it is not the owner's: for caches that Blender keeps beside the
    open file for objects of a library, and files that a modifier hands to the nodes of a library."""

    @property
    def start(self) -> str:
        """A place in the folder that ``//`` stands for: the owner's own, as a rule."""
        return self.owner_place if self.starts_in is None else "/".join([*filter(None, [self.starts_in]), "."])


def resolves(placed: PlacedReference) -> bool:
    """Whether the reference, as it is written, leads to its target on the farm."""
    if placed.shared:
        return True
    if not placed.owner_place or not placed.target_place:
        return False
    return led_to(placed.start, placed.asset.written) == placed.target_place


def needs_rewriting(placed: PlacedReference) -> bool:
    """Whether the reference has to be changed in the copy: both ends are sent, and it would not resolve."""
    return bool(placed.owner_place and placed.target_place) and not resolves(placed)


def led_to(owner_place: str, written: str) -> str | None:
    """Where a path that is written in a file of the pack leads to in the pack.

    Blender takes a backslash for a slash on every system (tried on Linux with 4.2 and 5.2), and goes up by text alone.

    Returns:
        A place, "." for the pack itself; None = it is not relative, or leads out of the pack.
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
    """How a file of the pack has to refer to another one: the way back of ``led_to``."""
    start, end = owner_place.split("/")[:-1], target_place.split("/")
    common = 0
    while common < min(len(start), len(end) - 1) and start[common] == end[common]:
        common += 1
    return RELATIVE + "/".join([*[".."] * (len(start) - common), *end[common:]])
