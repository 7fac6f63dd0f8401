"""Required changes: the paths and settings to change in copies of .blend files so that they render on the farm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from ...farm import manager_versions
from ..checks.farm_preflight import FarmFacts
from ..packing.pack import Pack, PackFile
from ..packing.placed_reference import PlacedReference, needs_rewriting, relative
from ..snapshot import JobSnapshot, UnsavedImage

LIBRARY = "library"
"""Kind of a reference to another .blend."""
STRIP = "strip"
"""Kind of a reference to the images of a strip, which a .blend stores as one folder and the names in it."""

OUTPUT_FLAGS: Final[Mapping[str, bool]] = {
    "use_file_extension": True,
    "use_overwrite": False,
    "use_placeholder": False,
}
"""Render settings that job types of newer Managers set on the command line of each task."""


@dataclass(frozen=True, slots=True)
class Change:
    """The changes that one .blend needs."""

    file: PackFile
    original: str
    """Path of the artist's file: relative paths resolve from its folder."""
    paths: tuple[PlacedReference, ...] = ()
    """The references that would not resolve on the farm."""
    libraries: tuple[PlacedReference, ...] = ()
    """Other .blend files of the job, to which this one may have other paths: Blender reports only one path for each
    library, however many files refer to it."""
    packed: tuple[PlacedReference, ...] = ()
    """The references of data packed from libraries that would not resolve: every file that uses such data contains a
    copy of it."""
    render: Mapping[str, Any] = field(default_factory=dict)
    """Render settings to change in every scene."""
    images: tuple[UnsavedImage, ...] = ()
    """Images whose pixels the file does not contain yet."""

    def as_request(self) -> dict[str, Any]:
        """Return the change as a request to the second Blender."""
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
            "images": [asdict(each) for each in self.images],
            "libraries": [
                {"path": each.asset.path, "new": relative(place, each.target_place)} for each in self.libraries
            ],
        }


def _is_derived(placed: PlacedReference) -> bool:
    """Return whether a path follows from another one, such as a second view, a proxy or the next image of a strip."""
    return placed.asset.optional or placed.asset.kind == STRIP


def wanted(
    pack: Pack, blend_path: str, render: Mapping[str, Any], *, paths: bool, images: tuple[UnsavedImage, ...] = ()
) -> list[Change]:
    """Return the changes that are required, that of the job's .blend first.

    Args:
        pack: The files to upload.
        blend_path: Path of the artist's file.
        render: Render settings for the job's .blend.
        paths: Whether paths have to resolve in the pack; not if workers render the file from the farm's storage.
        images: Images whose pixels the job's .blend does not contain.
    """
    by_owner: dict[str, list[PlacedReference]] = {}
    for placed in pack.references if paths else ():
        if needs_rewriting(placed):
            by_owner.setdefault(placed.owner_place, []).append(placed)
    main = pack.files[0]
    found = []
    for file in pack.files:
        own = tuple(by_owner.get(file.path_in_pack, ()))
        flags, pixels = (render, images) if file is main else ({}, ())
        if own or flags or pixels:
            original = blend_path if file is main else file.source
            others, packed = (other_libraries(pack, original), packed_references(pack)) if own else ((), ())
            found.append(Change(file, original, own, others, packed, flags, pixels))
    return found


def new_path(owner_place: str, placed: PlacedReference) -> str:
    """Return the new path of a reference; a folder keeps its trailing slash."""
    start = owner_place if placed.starts_in is None else placed.start
    path = relative(start, placed.target_place)
    return f"{path}/" if placed.asset.written.endswith(("/", "\\")) and not path.endswith("/") else path


def packed_references(pack: Pack) -> tuple[PlacedReference, ...]:
    """Return the references to rewrite in data packed from libraries."""
    return tuple(placed for placed in pack.references if placed.asset.packed_from and needs_rewriting(placed))


def other_libraries(pack: Pack, original: str) -> tuple[PlacedReference, ...]:
    """Return the libraries that are uploaded or packed, without the file itself."""
    found = {placed.asset.path: placed for placed in _sent_libraries(pack.references)}
    found.pop(original, None)
    return tuple(found.values())


def _sent_libraries(references: Iterable[PlacedReference]) -> Iterable[PlacedReference]:
    return (placed for placed in references if placed.asset.kind == LIBRARY and placed.target_place)


def flags_for(snapshot: JobSnapshot, facts: FarmFacts) -> Mapping[str, bool]:
    """Return the render settings to change in the job's .blend for this Manager; empty if none are needed."""
    if (
        not facts.takes_blendfile
        or not manager_versions.wants_output_flags(facts.version)
        or snapshot.suits_old_managers
    ):
        return {}
    return OUTPUT_FLAGS
