"""The plan of what is sent: each file, where it lies here and where it will lie on the farm."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from ..farm.text import fixed, say
from .expand import Expander
from .layout import normal, place
from .sources import NotAFileError, open_regular

if TYPE_CHECKING:
    from ..farm.cancel import CancelToken
    from .project import ProjectRoot
    from .snapshot import AssetReference, BlendSource, JobSnapshot


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file to send."""

    source: str
    """Absolute path on this machine."""
    path_in_pack: str
    """Relative, ``/`` between the parts, UTF-8, never ``..``."""
    size: int
    """Bytes, as planned; the file may still change until it is read."""


@dataclass(frozen=True, slots=True)
class Missing:
    """A reference for which nothing is sent."""

    path: str
    why: str
    """What is wrong, in words: ``not found``, ``is a folder``, ..."""
    used_by: tuple[str, ...]
    """The data-blocks that refer to it."""


@dataclass(frozen=True, slots=True)
class Pack:
    """Everything that is sent for one job."""

    files: tuple[PackFile, ...]
    """The .blend first."""
    root: str
    """The project's folder on this machine."""
    blend_path_in_pack: str
    missing: tuple[Missing, ...] = ()
    outside: tuple[str, ...] = ()
    """Sources that are not in the project."""
    absolute: tuple[str, ...] = ()
    """Sources in the project that are referred to by absolute path."""

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(file.size for file in self.files)


def plan(snapshot: JobSnapshot, blend: BlendSource, root: ProjectRoot, *, cancel: CancelToken) -> Pack:
    """Plan what is sent: the .blend under its own name, with unsaved changes or not, and every file it refers to.

    Only looks; reads nothing. Whatever can't be sent is reported, with its users.

    Raises:
        Cancelled: The user said stop.
        OSError: The .blend is not there.
    """
    draft = _Draft(PurePath(root.path))
    source = blend.copy or blend.path
    main = draft.add_main(source, blend.path, os.stat(source).st_size)
    expander = Expander()
    for asset in snapshot.assets:
        cancel.check()
        if not asset.path:
            continue
        if not os.path.isabs(asset.path):
            draft.miss(asset.path, "is not an absolute path", asset)
            continue
        found = expander.files(asset.path, asset.kind)
        if not found:
            draft.miss(asset.path, "stands for several files, but none is there", asset)
        for path in found:
            draft.add(path, asset)
    return draft.finish(main)


def relative_files(assets: Iterable[AssetReference]) -> list[str]:
    """The paths that exist and are referenced relative to a .blend: their place to each other matters."""
    return [asset.path for asset in assets if asset.written.startswith("//") and os.path.lexists(asset.path)]


@dataclass(slots=True)
class _Draft:
    """A pack in the making."""

    root: PurePath
    files: dict[PurePath, PackFile] = field(default_factory=dict)
    missing: dict[str, Missing] = field(default_factory=dict)
    outside: dict[str, None] = field(default_factory=dict)
    absolute: dict[str, None] = field(default_factory=dict)

    def add_main(self, source: str, path: str, size: int) -> str:
        where = normal(PurePath(path))
        path_in_pack = place(where, self.root).path
        _require_utf8(path_in_pack)
        self.files[where] = PackFile(source, path_in_pack, size)
        return path_in_pack

    def add(self, path: str, asset: AssetReference) -> None:
        """Take up an existing file, once, however often it is referred to."""
        where = normal(PurePath(path))
        if where not in self.files:
            try:
                size = _inspect(str(where))
                target = place(where, self.root)
                _require_utf8(target.path)
            except (OSError, ValueError) as error:
                self.miss(path, _reason(error), asset)
                return
            self.files[where] = PackFile(str(where), target.path, size)
            if target.outside:
                self.outside[str(where)] = None
        # Without an owner nobody knows how the path is written.
        if asset.owner and not asset.written.startswith("//") and str(where) not in self.outside:
            self.absolute[str(where)] = None

    def miss(self, path: str, why: str, asset: AssetReference) -> None:
        """Note a reference for which nothing is sent."""
        user = (
            say("{owner} in {file}", owner=asset.owner, file=os.path.basename(asset.owner_file))
            if asset.owner_file
            else asset.owner
        )
        known = self.missing.get(path)
        users = (*known.used_by, user) if known else (user,)
        self.missing[path] = Missing(path, why, tuple(dict.fromkeys(users)))

    def finish(self, main: str) -> Pack:
        return Pack(
            files=tuple(self.files.values()),
            root=str(self.root),
            blend_path_in_pack=main,
            missing=tuple(self.missing.values()),
            outside=tuple(self.outside),
            absolute=tuple(self.absolute),
        )


def _inspect(path: str) -> int:
    """Bytes of a file that can be read.

    Raises:
        OSError: It can't, or is no regular file.
    """
    with open_regular(path) as file:
        return os.fstat(file.fileno()).st_size


def _require_utf8(path: str) -> None:
    path.encode()


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, UnicodeEncodeError):
        return "has a name that is not UTF-8"
    if isinstance(error, FileNotFoundError):
        return "not found"
    if isinstance(error, PermissionError):
        return "may not be read"
    if isinstance(error, NotAFileError):
        return say("is {kind}", kind=fixed(error.kind))
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error)
