"""What has to be different in copies of .blend files, so that they render on the farm as they do here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..packing.placed_reference import needs_rewriting, relative

if TYPE_CHECKING:
    from ..packing.plan import Pack, PackFile, PlacedReference

LIBRARY = "library"
"""The kind of a reference to another .blend."""
STRIP = "strip"
"""The kind of the pictures of a strip, which stand in a file as one folder and names."""


@dataclass(frozen=True, slots=True)
class Change:
    """What has to be different in one .blend."""

    file: PackFile
    original: str
    """Where the artist's file lies, which relative paths in it start from."""
    paths: tuple[PlacedReference, ...] = ()
    """The references that would not lead to their file on the farm."""
    libraries: tuple[PlacedReference, ...] = ()
    """Other .blend files of the job, which this one may refer to in a way that is not known: Blender tells one path for
    each library, however many files refer to it."""
    packed: tuple[PlacedReference, ...] = ()
    """The references of data that is packed from libraries, which would not lead to their file: such data is in every
    file that uses it."""
    render: Mapping[str, Any] = field(default_factory=dict)
    """Property of a scene's render settings to value, for every scene."""

    def as_request(self) -> dict[str, Any]:
        """What the second Blender needs to know of it."""
        place = self.file.path_in_pack
        return {
            "original": self.original,
            "render": dict(self.render),
            "paths": [
                {
                    "written": each.asset.written,
                    "path": each.asset.path,
                    "new": new_path(place, each),
                    "derived": _is_derived(each),
                }
                for each in self.paths
                if not each.asset.packed_from
            ],
            "packed": [
                {
                    "library": each.asset.packed_from,
                    "written": each.asset.written,
                    "path": each.asset.path,
                    "new": new_path(place, each),
                    "own": each.owner_place == place,
                    "derived": _is_derived(each),
                }
                for each in self.packed
            ],
            "libraries": [
                {"path": each.asset.path, "new": relative(place, each.target_place)} for each in self.libraries
            ],
        }


def _is_derived(placed: PlacedReference) -> bool:
    """Whether a path follows from another one, as the second eye's picture, a proxy or the next picture of a strip."""
    return placed.asset.optional or placed.asset.kind == STRIP


def wanted(pack: Pack, blend_path: str, render: Mapping[str, Any], *, paths: bool) -> list[Change]:
    """Find the files that need a change, the job's own first.

    Args:
        pack: What is sent.
        blend_path: Where the artist's file lies.
        render: Render settings for the job's own file.
        paths: Whether references matter; they do not where the job's file is rendered where it lies.
    """
    by_owner: dict[str, list[PlacedReference]] = {}
    for placed in pack.references if paths else ():
        if needs_rewriting(placed):
            by_owner.setdefault(placed.owner_place, []).append(placed)
    main = pack.files[0]
    found = []
    for file in pack.files:
        own = tuple(by_owner.get(file.path_in_pack, ()))
        flags = render if file is main else {}
        if own or flags:
            original = blend_path if file is main else file.source
            others, packed = (other_libraries(pack, original), packed_references(pack)) if own else ((), ())
            found.append(Change(file, original, own, others, packed, flags))
    return found


def new_path(owner_place: str, placed: PlacedReference) -> str:
    """How a reference has to be written; a folder keeps the slash at its end."""
    start = owner_place if placed.starts_in is None else placed.start
    path = relative(start, placed.target_place)
    return f"{path}/" if placed.asset.written.endswith(("/", "\\")) and not path.endswith("/") else path


def packed_references(pack: Pack) -> tuple[PlacedReference, ...]:
    """What has to be changed in data that is packed from libraries."""
    return tuple(placed for placed in pack.references if placed.asset.packed_from and needs_rewriting(placed))


def other_libraries(pack: Pack, original: str) -> tuple[PlacedReference, ...]:
    """The libraries that are sent or packed, but the file itself."""
    found = {placed.asset.path: placed for placed in _sent_libraries(pack.references)}
    found.pop(original, None)
    return tuple(found.values())


def _sent_libraries(references: Iterable[PlacedReference]) -> Iterable[PlacedReference]:
    return (placed for placed in references if placed.asset.kind == LIBRARY and placed.target_place)
