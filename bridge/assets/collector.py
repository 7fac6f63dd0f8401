"""Reference collector: resolves references, and merges equal ones."""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from typing import Any

import bpy

from ...submission.snapshot import AssetReference
from .frame_numbers import Runs, merged, without
from .paths import resolve

LIBRARY = "library"
"""Kind of a linked .blend."""

BUILT_IN = "<builtin>"
"""Placeholder for a path in Blender's built-in font."""


def collections() -> list[str]:
    """Return the names of all collections of data-blocks."""
    return [
        each.identifier
        for each in bpy.types.BlendData.bl_rna.properties
        if each.type == "COLLECTION" and each.identifier not in {"all_ids", "window_managers", "screens"}
    ]


def is_archive(library: Any) -> bool:
    """Return whether data of a library is in the open file: packed data-blocks (from 5.0), or the packed library."""
    return library.packed_file is not None or getattr(library, "is_archive", False)


def is_unused(block: Any) -> bool:
    """Return whether a data-block has no user, real or fake, so that Blender does not save it."""
    return bool(block.users == 0)


@dataclass(frozen=True, slots=True)
class Home:
    """The .blend that contains a data-block."""

    file: str
    """Absolute; the open file, or a linked library, which is not needed if it is packed."""
    folder: str
    """The folder that ``//`` stands for in it."""
    is_packed: bool = False
    """Whether its data is in the open file."""


@dataclass(slots=True)
class Sequence:
    """An image sequence whose users are not all known yet."""

    owner: Any
    """What `Expansion.add` takes for the image: its label and its home."""
    written: str
    numbers: list[tuple[int, int]] = field(default_factory=list)
    besides: list[tuple[int, int]] = field(default_factory=list)
    """Optional numbers: those that Blender reads before the sequence begins, or for motion blur."""
    everything: bool = False
    """The numbers cannot be determined, so all files are needed."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The label and .blend of a data-block; unlike the data-block itself, they can be stored."""

    label: str
    home: Home


class ReferenceCollector:
    """The references found so far."""

    def __init__(self, blend_path: str, frames: Runs = (), caches: Runs = (), suffixes: tuple[str, ...] = ()) -> None:
        self.blend = Home(blend_path, os.path.dirname(blend_path))
        self.frames = frames
        """The rendered frames."""
        self.cache_frames = caches
        """The frames at which caches and volumes are read: with motion blur, also frames around the rendered ones."""
        self.suffixes = suffixes
        """Suffixes of file names in stereo scenes."""
        self.sequences: dict[int, Sequence] = {}
        """By the image's session_uid."""
        self.replaced: frozenset[int] = frozenset()
        """Images whose files are not needed, by session_uid: their pixels will be in the .blend."""
        self.covered: set[str] = set()
        """Paths that are already handled, for the cross-check."""
        self.with_sounds: set[int] = set()
        """The session_uids of the scenes with sound strips."""
        self.sound_names: set[str] = set()
        """Names of the sounds of strips, and of their files."""
        self.sources: set[int] = set()
        """The session_uids of the texts that are read as shaders."""
        self.linked: set[int] = set()
        """The session_uids of the libraries from which data-blocks come that Blender saves."""
        self._resolved: dict[tuple[str, str], str] = {}
        """Absolute paths, by the folder that ``//`` stands for and the written path."""
        self._references: dict[tuple[object, ...], AssetReference] = {}
        self._homes: dict[int, Home] = {}
        own = bpy.utils.system_resource("DATAFILES")  # type: ignore[attr-defined] # not in the stubs
        self._blenders = os.path.join(own, "") if own else "\0"
        self._brushes = os.path.join(self._blenders, "assets", "brushes", "")
        """Brushes that every session links and no render needs, from 4.3."""

    def note_libraries(self, blocks: list[Any]) -> None:
        """Note the libraries of some data-blocks."""
        self.linked.update({block.library.session_uid for block in blocks if block.library is not None and block.users})

    def note_sound(self, scene: bpy.types.Scene, sound: bpy.types.Sound) -> None:
        """Note a sound strip: Blender lists the path with which it was made, and renders its sound's."""
        self.with_sounds.add(scene.session_uid)
        self.sound_names.update({os.path.basename(sound.filepath.replace("\\", "/")), sound.name})

    def owner(self, block: bpy.types.ID) -> Owner:
        """Return the label and .blend of a data-block."""
        return Owner(f'{type(block).__name__} "{block.name}"', self.home(block))

    def home(self, block: bpy.types.ID) -> Home:
        """Return the .blend that contains a data-block."""
        library = block.library
        return self.blend if library is None else self.home_in(library)

    def home_in(self, library: bpy.types.Library) -> Home:
        """Return the .blend of a library."""
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
        meaning: str = "",
    ) -> None:
        """Add a reference.

        Args:
            block: The data-block that refers to a file.
            written: The path as written in it.
            kind: The kind of reference, in plain words.
            spread: See ``AssetReference``, as for the next three.
            frames: Numbers of files.
            stem: Start of the names of cache files.
            optional: It may be missing.
            start: The .blend that ``//`` resolves from, if not the block's own.
            meaning: The path as Blender reads it, if not as it is written.
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
            path = self._resolved[folder, written] = resolve(meaning or written, folder)
            self.covered.add(path)
        if path.startswith(self._brushes) or (spread == "place" and path.startswith(self._blenders)):
            return
        holder, packed_from = (self.blend.file, home.file) if home.is_packed else (home.file, "")
        key = (path, written, holder, packed_from, spread, stem, optional)
        known = self._references.get(key)
        if known is None:
            label = owner.label if owner is not None else f'{type(block).__name__} "{block.name}"'  # type: ignore[union-attr]
            reference = AssetReference(path, written, kind, label, holder, spread, frames, stem, optional, packed_from)
            self._references[key] = reference
        elif known.frames != frames:
            # () = all existing frames.
            both = merged((*known.frames, *frames)) if known.frames and frames else ()
            self._references[key] = replace(known, frames=both)

    def add_environment(self, path: str, kind: str, source: str) -> None:
        """Add what Blender reads from its environment: workers have one of their own, so that it is only reported."""
        reference = AssetReference(path, path, kind, source, self.blend.file, "environment", stem=source)
        self._references[path, kind] = reference

    def add_script(self, text: bpy.types.Text, needs: list[str]) -> None:
        """Add what a text needs that workers run; see ``AssetReference`` for the lines of ``needs``."""
        home = self.home(text)
        path = home.file if text.is_in_memory or not text.filepath else resolve(text.filepath, home.folder)
        self._references[path, text.name, "script"] = AssetReference(
            path, "", "script", text.name, home.file, "script", stem="\n".join(needs)
        )

    def cover(self, block: bpy.types.ID, written: str, start: Home | None = None) -> None:
        """Note a path that no render reads, though Blender lists it."""
        if written:
            self.covered.add(resolve(written, (start or self.home(block)).folder))

    def add_bare(self, written: str) -> None:
        """Add an absolute path without an owner, unless it is already handled."""
        if not self.covers_bare(written) and os.path.basename(written) not in self.sound_names:
            self.add(Owner("", self.blend), written, "file")

    def covers_bare(self, written: str) -> bool:
        """Return whether an absolute path is already handled."""
        return not written or written in self.covered or resolve(written, self.blend.folder) in self.covered

    def covers(self, block: bpy.types.ID, written: str) -> bool:
        """Return whether a path of a data-block is already handled."""
        return (self.home(block).folder, written) in self._resolved or self.path(block, written) in self.covered

    def path(self, block: bpy.types.ID, written: str) -> str:
        """Return the absolute path of a path in a data-block."""
        return resolve(written, self.home(block).folder)

    def references(self) -> tuple[AssetReference, ...]:
        """Return all references, in the order in which they were found."""
        return tuple(self._references.values())

    def settle(self) -> None:
        """Add the image sequences; call it when all their users are known."""
        for sequence in self.sequences.values():
            self._settle(sequence)
        self.sequences.clear()

    def _settle(self, sequence: Sequence) -> None:
        numbers = () if sequence.everything else merged(sequence.numbers)
        self.add(sequence.owner, sequence.written, "sequence", spread="frames", frames=numbers)
        besides = without(merged(sequence.besides), numbers)
        if besides and not sequence.everything:
            self.add(sequence.owner, sequence.written, "sequence", spread="frames", frames=besides, optional=True)
