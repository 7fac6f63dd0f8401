"""The pack: the files of one job as plain values, used to upload, report and rewrite them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ...core.finding import Finding
from ...core.text import say
from ..snapshot import AssetReference
from .placed_reference import PlacedReference, needs_rewriting

EXTRA = "extra"
"""Kind of a reference that the artist added by hand."""


def user_names(users: Iterable[AssetReference]) -> tuple[str, ...]:
    """Return the names of the data-blocks behind some references, each once, with the library that it is in."""
    words = (
        say("{owner} in {file}", owner=user.owner, file=os.path.basename(user.owner_file))
        if user.owner_file
        else user.owner
        for user in users
    )
    return tuple(dict.fromkeys(word for word in words if word))


class _Used:
    """A file with the references that need it."""

    __slots__ = ()
    users: tuple[AssetReference, ...]

    @property
    def used_by(self) -> tuple[str, ...]:
        """The names of the data-blocks that refer to it."""
        return user_names(self.users)


@dataclass(frozen=True, slots=True)
class PackFile(_Used):
    """One file to upload."""

    source: str
    """Absolute path on this machine."""
    path_in_pack: str
    """Relative, ``/`` between the parts, UTF-8, never ``..``."""
    size: int
    """In bytes, when the pack was planned; the file may change until it is read."""
    users: tuple[AssetReference, ...] = ()
    """The references that need it; () = the .blend itself, or the note."""
    is_note: bool = False
    """Whether it is the note about the pack (``pack_note``), which is no file of the job: no list or count has it."""

    @property
    def is_extra(self) -> bool:
        """Whether only the artist added it and no data-block refers to it."""
        return bool(self.users) and all(user.kind == EXTRA and not user.owner for user in self.users)


@dataclass(frozen=True, slots=True)
class MissingFile(_Used):
    """A file that a reference needs and that cannot be uploaded."""

    path: str
    """The file, or the path that stands for several files."""
    why: str
    """The reason: ``not found``, ``is a folder``, ``frames 5-7 are missing`` ..."""
    users: tuple[AssetReference, ...] = ()
    """The references that need it."""


@dataclass(frozen=True, slots=True)
class SkippedFile(_Used):
    """A file that is deliberately not uploaded."""

    path: str
    users: tuple[AssetReference, ...]
    why: str = ""
    """The glob that excludes it, or another reason."""


@dataclass(frozen=True, slots=True)
class Pack:
    """All files of one job, and everything to report about them."""

    files: tuple[PackFile, ...]
    """The .blend first, then in the order of the references."""
    root: str
    """The project's folder on this machine."""
    blend_path_in_pack: str
    missing: tuple[MissingFile, ...] = ()
    """Files that do not exist."""
    unreadable: tuple[MissingFile, ...] = ()
    """What exists but cannot be uploaded: a file without read permission, a folder in place of a file, a name that the
    farm cannot store."""
    outside: tuple[str, ...] = ()
    """Sources of files that are uploaded from outside of the project and the shared folders, by their real paths."""
    outside_folders: tuple[str, ...] = ()
    """The real folders of these files, without those in others of them."""
    real_paths: Mapping[str, str] = field(default_factory=dict)
    """Real paths when the pack was planned: of the files' folders, and of files that are links."""
    absolute: tuple[str, ...] = ()
    """Files of the project that are referred to by absolute path."""
    shared: tuple[SkippedFile, ...] = ()
    """Paths that workers see under the same path as this machine, and that are referred to by it."""
    excluded: tuple[SkippedFile, ...] = ()
    """Files that the artist excluded."""
    extra: tuple[str, ...] = ()
    """Sources of files that only the artist added."""
    large: tuple[PackFile, ...] = ()
    """Files larger than the artist's limit."""
    missing_places: tuple[str, ...] = ()
    """Where the missing and unreadable files would be in the pack."""
    excluded_places: tuple[str, ...] = ()
    """Where the excluded files would be."""
    case_collisions: tuple[tuple[str, str], ...] = ()
    """Pairs of paths in the pack that are one path on Windows and macOS."""
    notices: tuple[Finding, ...] = ()
    """Further warnings about the render."""
    references: tuple[PlacedReference, ...] = ()
    """Every reference of a data-block, with its paths in the pack."""
    size: int = field(init=False)
    """Bytes of all files."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", sum(file.size for file in self.files))

    @property
    def unavailable(self) -> tuple[MissingFile, ...]:
        """Everything missing or unreadable."""
        return self.missing + self.unreadable

    @property
    def unresolved(self) -> tuple[PlacedReference, ...]:
        """The references that would not resolve on the farm as they are written now."""
        return tuple(placed for placed in self.references if needs_rewriting(placed))
