"""Collects references: resolves them, leaves out Blender's own files, keeps one of those that say the same."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import bpy

from ...submission.snapshot import AssetReference
from .paths import resolve
from .runs import Runs, merged

if TYPE_CHECKING:
    from collections.abc import Iterable

BUILT_IN = "<builtin>"
"""What stands for a path in the font that every Blender has."""


@dataclass(frozen=True, slots=True)
class Home:
    """The .blend that a data-block lives in."""

    file: str
    """Absolute; the open file, or a linked library."""
    folder: str
    """What ``//`` stands for in it."""
    paths_from: str = ""
    """The .blend whose folder that is: another one for what was packed together with its library."""


@dataclass(slots=True)
class Sequence:
    """An image sequence whose users are still looked for."""

    owner: Any
    """What `Found.add` takes for the image: its label and its home."""
    written: str
    numbers: list[tuple[int, int]] = field(default_factory=list)
    before: list[tuple[int, int]] = field(default_factory=list)
    """Numbers that Blender asks for before the sequence begins."""
    everything: bool = False
    """Which numbers are used can't be known."""


@dataclass(frozen=True, slots=True)
class Owner:
    """A data-block, as far as references tell of it; unlike the data-block itself it can be kept."""

    label: str
    home: Home


class Found:
    """What a trace has found so far."""

    def __init__(self, blend_path: str, frames: Runs = (), caches: Runs = (), suffixes: tuple[str, ...] = ()) -> None:
        self.blend = Home(blend_path, os.path.dirname(blend_path), blend_path)
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
        self._references: dict[tuple[object, ...], AssetReference] = {}
        self._homes: dict[int, Home] = {}
        own = bpy.utils.system_resource("DATAFILES")  # type: ignore[attr-defined] # not in the stubs
        self._blenders = os.path.join(own, "") if own else ""

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
            # What was packed with its library lives in the open file, and its paths still start from the library's.
            packed = library.packed_file is not None or getattr(library, "is_archive", False)
            home = Home(self.blend.file if packed else file, os.path.dirname(file), file)
            self._homes[uid] = home
        return home

    def add(  # noqa: PLR0913 - a reference has as many sides
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
    ) -> str:
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

        Returns:
            Where it leads, or "" where nothing is needed.
        """
        if not written or written == BUILT_IN:
            return ""
        owner = block if isinstance(block, Owner) else self.owner(block)
        path = resolve(written, (start or owner.home).folder)
        self.covered.add(path)
        if self._blenders and path.startswith(self._blenders):
            return ""
        key = (path, written, owner.home.file, spread, stem, optional)
        known = self._references.get(key)
        if known is not None:
            if not frames or not known.frames or frames == known.frames:
                frames = () if spread == "frames" and not (frames and known.frames) else known.frames
            else:
                frames = merged((*frames, *known.frames))
            if frames == known.frames:
                return path
        self._references[key] = AssetReference(
            path=path,
            written=written,
            kind=kind,
            owner=known.owner if known is not None else owner.label,
            owner_file=owner.home.file,
            spread=spread,
            frames=frames,
            stem=stem,
            optional=optional,
        )
        return path

    def add_bare(self, written: str) -> None:
        """Take up an absolute path of which Blender names no owner, unless it was dealt with."""
        path = resolve(written, self.blend.folder)
        if written and path not in self.covered:
            self.add(Owner("", self.blend), written, "file")

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
        numbers: Iterable[tuple[int, int]] = () if sequence.everything else merged(sequence.numbers)
        self.add(sequence.owner, sequence.written, "sequence", spread="frames", frames=tuple(numbers))
        before = tuple(run for run in merged(sequence.before) if not any(a <= run[0] <= b for a, b in numbers))
        if before and not sequence.everything:
            self.add(
                sequence.owner, sequence.written, "sequence", spread="frames", frames=before, optional=True
            )
