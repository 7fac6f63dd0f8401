"""What a plan of the files of a job is made of: plain values, for sending, for telling and for rewriting."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ...core.text import say
from .placed_reference import PlacedReference, needs_rewriting

if TYPE_CHECKING:
    from ..snapshot import AssetReference

EXTRA = "extra"
"""The kind of what the artist adds by hand."""


def said(users: Iterable[AssetReference]) -> tuple[str, ...]:
    """The data-blocks that refer to something, each once, with the file that they are in."""
    words = (
        say("{owner} in {file}", owner=user.owner, file=os.path.basename(user.owner_file))
        if user.owner_file
        else user.owner
        for user in users
    )
    return tuple(dict.fromkeys(word for word in words if word))


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file to send."""

    source: str
    """Absolute path on this machine."""
    path_in_pack: str
    """Relative, ``/`` between the parts, UTF-8, never ``..``."""
    size: int
    """Bytes, as planned; the file may still change until it is read."""
    users: tuple[AssetReference, ...] = ()
    """The references that it is sent for; () = the .blend itself."""

    @property
    def used_by(self) -> tuple[str, ...]:
        """The data-blocks that refer to it, in words."""
        return said(self.users)

    @property
    def is_extra(self) -> bool:
        """Whether it is sent only because the artist added it."""
        return bool(self.users) and all(user.kind == EXTRA and not user.owner for user in self.users)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a reference needs and for which nothing is sent."""

    path: str
    """The file, or for several ones the path that stands for them."""
    why: str
    """What is wrong, in words: ``not found``, ``is a folder``, ``frames 5-7 are not there`` ..."""
    users: tuple[AssetReference, ...] = ()
    """The references that need it."""

    @property
    def used_by(self) -> tuple[str, ...]:
        """The data-blocks that refer to it, in words."""
        return said(self.users)


@dataclass(frozen=True, slots=True)
class Left:
    """Something that is not sent, and need not be."""

    path: str
    users: tuple[AssetReference, ...]
    why: str = ""
    """For what is excluded: the glob."""

    @property
    def used_by(self) -> tuple[str, ...]:
        """The data-blocks that refer to it, in words."""
        return said(self.users)


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything that is sent for one job, and everything that there is to tell about it."""

    files: tuple[PackFile, ...]
    """The .blend first, then in the order of the references."""
    root: str
    """The project's folder on this machine."""
    blend_path_in_pack: str
    missing: tuple[Missing, ...] = ()
    """What is not there."""
    unreadable: tuple[Missing, ...] = ()
    """What is there and can't be sent: a file that may not be read, a folder in place of a file, a name that the farm
    can't have."""
    outside: tuple[str, ...] = ()
    """Sources of files that are sent and are not in the project."""
    absolute: tuple[str, ...] = ()
    """Paths in the project that are referred to by absolute path."""
    shared: tuple[Left, ...] = ()
    """Paths that the farm sees as this machine does, and that are referred to so."""
    excluded: tuple[Left, ...] = ()
    """Files that the artist does not want sent."""
    extra: tuple[str, ...] = ()
    """Sources that nothing refers to: the artist added them."""
    large: tuple[PackFile, ...] = ()
    """Files larger than the artist's limit."""
    twins: tuple[tuple[str, str], ...] = ()
    """Pairs of places in the pack that Windows and macOS take for one."""
    notices: tuple[str, ...] = ()
    """What else may go wrong on the farm, a sentence each."""
    references: tuple[PlacedReference, ...] = ()
    """Every reference of a data-block, with both ends in the pack."""
    size: int = field(init=False)
    """Bytes of all files."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", sum(file.size for file in self.files))

    @property
    def lacking(self) -> tuple[Missing, ...]:
        """All that the render may lack: missing or unreadable."""
        return self.missing + self.unreadable

    @property
    def unresolved(self) -> tuple[PlacedReference, ...]:
        """The references that would not lead to their file on the farm as they are written now."""
        return tuple(placed for placed in self.references if needs_rewriting(placed))
