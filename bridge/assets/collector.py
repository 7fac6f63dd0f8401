"""Collects references: resolves them, leaves out Blender's own files, keeps one of those that say the same."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import Any

import bpy

from ...submission.snapshot import AssetReference
from .frame_numbers import Runs, merged, without
from .paths import resolve

LIBRARY = "library"
"""The kind of a linked .blend; of Blender's own files these alone are told about: a scene may need what is in them."""

BUILT_IN = "<builtin>"
"""What stands for a path in the font that every Blender has."""


def collections() -> list[str]:
    """Return the names of all collections of data-blocks."""
    return [
        each.identifier
        for each in bpy.types.BlendData.bl_rna.properties
        if each.type == "COLLECTION" and each.identifier not in {"all_ids", "window_managers", "screens"}
    ]


def is_archive(library: Any) -> bool:
    """Whether what comes from a library is in the open file: packed parts (from 5.0 on), or the whole of it."""
    return library.packed_file is not None or getattr(library, "is_archive", False)


def is_unused(block: Any) -> bool:
    """Whether a data-block is in no saved file: what has no user, fake or not, goes when the file is saved."""
    return bool(block.users == 0)


@dataclass(frozen=True, slots=True)
class Home:
    """The .blend that a data-block lives in."""

    file: str
    """Absolute; the open file, or a linked library, which is not needed itself where it is packed."""
    folder: str
    """What ``//`` stands for in it."""
    is_packed: bool = False
    """Whether its data is in the open file."""


@dataclass(slots=True)
class Sequence:
    """An image sequence whose users are still looked for."""

    owner: Any
    """What `Expansion.add` takes for the image: its label and its home."""
    written: str
    numbers: list[tuple[int, int]] = field(default_factory=list)
    besides: list[tuple[int, int]] = field(default_factory=list)
    """Numbers that nobody misses: what Blender asks for before the sequence begins, or for motion blur."""
    everything: bool = False
    """Which numbers are used can't be known."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A data-block, as far as references tell of it; unlike the data-block itself it can be kept."""

    label: str
    home: Home


class ReferenceCollector:
    """What a trace has found so far."""

    def __init__(self, blend_path: str, frames: Runs = (), caches: Runs = (), suffixes: tuple[str, ...] = ()) -> None:
        self.blend = Home(blend_path, os.path.dirname(blend_path))
        self.frames = frames
        """The frames that are rendered."""
        self.cache_frames = caches
        """The frames at which caches and volumes are read: with motion blur, a little more."""
        self.suffixes = suffixes
        """How names of files end in stereo scenes."""
        self.sequences: dict[int, Sequence] = {}
        """By the image's session_uid."""
        self.covered: set[str] = set()
        """Paths that Blender may list, and that were dealt with."""
        self._resolved: dict[tuple[str, str], str] = {}
        """By the folder that ``//`` stands for, and what is written."""
        self._references: dict[tuple[object, ...], AssetReference] = {}
        self._homes: dict[int, Home] = {}
        own = bpy.utils.system_resource("DATAFILES")  # type: ignore[attr-defined] # not in the stubs
        self._blenders = os.path.join(own, "") if own else "\0"
        self._brushes = os.path.join(self._blenders, "assets", "brushes", "")
        """What every session links and no file keeps, from 4.3 on."""

    def owner(self, block: bpy.types.ID) -> Owner:
        """Return what references tell of a data-block."""
        return Owner(f'{type(block).__name__} "{block.name}"', self.home(block))

    def home(self, block: bpy.types.ID) -> Home:
        """Return the .blend that a data-block lives in."""
        library = block.library
        return self.blend if library is None else self.home_in(library)

    def home_in(self, library: bpy.types.Library) -> Home:
        """Return the .blend that a library stands for."""
        uid = library.session_uid
        home = self._homes.get(uid)
        if home is None:
            file = resolve(library.filepath, self.blend.folder)
            home = self._homes[uid] = Home(file, os.path.dirname(file), is_archive(library))
        return home

    def add(
        self,
        block: bpy.types.ID | Owner,
        written: str,
        kind: str,
        *,
        spread: str = "file",
        frames: Runs = (),
        stem: str = "",
        optional: bool = False,
        start: Home | None = None,
    ) -> None:
        """Take up a reference.

        Args:
            block: The data-block that refers to a file.
            written: The path as it stands in it.
            kind: A word for people.
            spread: See ``AssetReference``, as the next three.
            frames: Numbers of files.
            stem: How names of caches begin.
            optional: Nobody misses it.
            start: Where ``//`` starts from, if not from the block's own file.
        """
        if not written or written == BUILT_IN:
            return
        owner = block if isinstance(block, Owner) else None
        if owner is None and is_unused(block):
            self.covered.add(resolve(written, self.home(block).folder))  # type: ignore[arg-type] # then it is a block
            return
        home = owner.home if owner is not None else self.home(block)  # type: ignore[arg-type] # then it is a block
        folder = (start or home).folder
        path = self._resolved.get((folder, written))
        if path is None:
            path = self._resolved[folder, written] = resolve(written, folder)
            self.covered.add(path)
        if path.startswith(self._blenders):
            if kind != LIBRARY or spread != "file" or path.startswith(self._brushes):
                return
            if not written.startswith("//"):  # else it leads nowhere on the farm, and goes along
                spread = "own"
        holder, packed_from = (self.blend.file, home.file) if home.is_packed else (home.file, "")
        key = (path, written, holder, packed_from, spread, stem, optional)
        known = self._references.get(key)
        if known is None:
            label = owner.label if owner is not None else f'{type(block).__name__} "{block.name}"'  # type: ignore[union-attr]
            reference = AssetReference(path, written, kind, label, holder, spread, frames, stem, optional, packed_from)
            self._references[key] = reference
        elif known.frames != frames:
            # () stands for all there are.
            both = merged((*known.frames, *frames)) if known.frames and frames else ()
            self._references[key] = replace(known, frames=both)

    def add_bare(self, written: str) -> None:
        """Take up an absolute path of which Blender names no owner, unless it was dealt with."""
        if written and written not in self.covered and resolve(written, self.blend.folder) not in self.covered:
            self.add(Owner("", self.blend), written, "file")

    def covers(self, block: bpy.types.ID, written: str) -> bool:
        """Whether where a path of a data-block leads was dealt with."""
        return (self.home(block).folder, written) in self._resolved or self.path(block, written) in self.covered

    def path(self, block: bpy.types.ID, written: str) -> str:
        """Return where a path leads that stands in a data-block."""
        return resolve(written, self.home(block).folder)

    def references(self) -> tuple[AssetReference, ...]:
        """Return everything that was found, in the order of finding."""
        return tuple(self._references.values())

    def settle(self) -> None:
        """Take up the image sequences, now that all their users are known."""
        for sequence in self.sequences.values():
            self._settle(sequence)
        self.sequences.clear()

    def _settle(self, sequence: Sequence) -> None:
        numbers = () if sequence.everything else merged(sequence.numbers)
        self.add(sequence.owner, sequence.written, "sequence", spread="frames", frames=numbers)
        besides = without(merged(sequence.besides), numbers)
        if besides and not sequence.everything:
            self.add(sequence.owner, sequence.written, "sequence", spread="frames", frames=besides, optional=True)
