"""Delivery without Shaman: into a folder of the shared storage, or not at all for a file that lies there already."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import time
from collections.abc import Generator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.errors import ErrorKind, FarmError
from ...core.progress import Progress
from ...core.safe_names import printable, safe_part
from ...core.text import fixed, say
from ...farm.check_manager import folder_exists
from ..packing.pack_paths import collides_with
from ..packing.pack_warnings import about_in_place, about_sent
from .delivery import Delivered, WithoutPreview
from .file_copy import copy_file, removed, storage_error
from .stale_files import delete_stale_drafts, delete_stale_parts

if TYPE_CHECKING:
    from ...core.cancel import CancelToken
    from ..local_files.file_sources import FileSources
    from ..packing.plan import Pack, PackFile

_TOUCH_EVERY = 600.0
"""Seconds after which an unfinished folder is touched again, so that nobody takes it for left behind."""
_LONGEST_NAME = 240
"""Bytes that a file name may have; file systems allow 255."""


def require_reachable(location: str) -> None:
    """Make sure that the shared storage is a folder of this machine.

    Raises:
        FarmError: It is not, with what to do.
    """
    if not os.path.isabs(location):
        raise _unreachable(location, "that is no absolute path on this machine")
    if not folder_exists(location):
        raise _unreachable(location, "no such folder can be seen from this machine")


def inside(location: str, path: str) -> str:
    """The path below the storage's location under which a file is known to the farm; "" if it is not there.

    The file's folder decides, with symbolic links and the case of letters resolved by the disk itself; a file that is a
    symbolic link to somewhere else is not on the storage.
    """
    folder = Path(os.path.realpath(os.path.dirname(path)))
    name = os.path.basename(path)
    below = _below(location, folder)
    if below is None or _below(location, Path(os.path.realpath(path)).parent) is None:
        return ""
    return os.path.join(location, *below, name)


def _below(location: str, folder: Path) -> tuple[str, ...] | None:
    """The folders between the location and a folder below it; None = it is not below it."""
    for parent in (folder, *folder.parents):
        with contextlib.suppress(OSError):
            if os.path.samefile(parent, location):
                return folder.parts[len(parent.parts) :]
    return None


class CopyDelivery(WithoutPreview):
    """Copies a pack into a folder of its own on the shared storage.

    The folder is filled under another name and renamed when it is complete: no worker ever sees half of it.
    """

    elsewhere = None

    def __init__(self, pack: Pack, sources: FileSources, location: str, name: str, cancel: CancelToken) -> None:
        """``name`` is the new folder's, which must be fresh; ``location`` is the storage as this machine sees it."""
        self._pack = pack
        self._sources = sources
        self._location = location
        self._folder = os.path.join(location, name)
        self._draft = os.path.join(location, f".{name}.part")
        self._made: list[str] = []
        """What is ours to remove again."""
        self._folders: set[str] = set()
        self._touched = time.monotonic()
        self._cancel = cancel

    @property
    def planned_blendfile(self) -> str:
        """The .blend's place on the storage."""
        return os.path.join(self._folder, *self._pack.blend_path_in_pack.split("/"))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the artist should know about the pack."""
        return tuple(about_sent(self._pack))

    def run(self) -> Generator[Progress, None, Delivered]:
        """Copy everything.

        Raises:
            FarmError: The storage is not there, full or may not be written, or a source can't be read.
            Cancelled: The user said stop.
        """
        self._require_room()
        delete_stale_drafts(self._location)
        bytes_done = 0
        try:
            os.mkdir(self._draft)
            self._made.append(self._draft)
            for index, file in enumerate(self._pack.files):
                for count in self._copy(file):
                    done = min(bytes_done + count, self._pack.size)
                    yield Progress("copying", done, self._pack.size, index, len(self._pack.files), "Copying files")
                bytes_done += file.size
            self._cancel.check()
            os.rename(self._draft, self._folder)
            self._made = [self._folder]
        except OSError as error:
            self.undo()
            raise storage_error(self._folder, error) from error
        except BaseException:  # also a generator that is dropped
            self.undo()
            raise
        files = len(self._pack.files)
        yield Progress("copying", self._pack.size, self._pack.size, files, files, "Copying files")
        return Delivered(self.planned_blendfile, "", files, files, bytes_done)

    def undo(self) -> str:
        """Remove the folder."""
        self._made = [folder for folder in self._made if not removed(folder)]
        return say("The folder {path} remains; it can be deleted.", path=printable(self._made[0])) if self._made else ""

    def _require_room(self) -> None:
        require_reachable(self._location)
        try:
            free = shutil.disk_usage(self._location).free
        except OSError:
            return  # the copying itself will tell
        if free < self._pack.size:
            raise storage_error(self._folder, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    def _copy(self, file: PackFile) -> Generator[int, None, None]:
        target = os.path.join(self._draft, *file.path_in_pack.split("/"))
        folder = os.path.dirname(target)
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        self._touch()
        try:
            yield from copy_file(self._sources, file, target, self._cancel)
        except FileExistsError as error:
            # Some storages take names for one that differ in case, or in how an accent is made.
            if not self._is_there(file):
                raise self._clash(file) from error

    def _touch(self) -> None:
        now = time.monotonic()
        if now - self._touched > _TOUCH_EVERY:
            os.utime(self._draft)
            self._touched = now

    def _is_there(self, file: PackFile) -> bool:
        """Whether what lies at the place of a file is that very file, under another name."""
        others = (other for other in self._pack.files if other is not file and collides_with(other, file))
        return any(os.path.samefile(other.source, file.source) for other in others)

    def _clash(self, file: PackFile) -> FarmError:
        return FarmError(
            say(
                "{path} can't be copied: the farm's storage takes its name for that of another file of the job.",
                path=printable(file.source),
            ),
            kind=ErrorKind.STORAGE,
            hint="Rename one of the files whose names differ only in case, then submit again.",
        )


class InPlaceDelivery(WithoutPreview):
    """The .blend lies on the storage: it is the job's file itself, or one copy beside it if it has unsaved changes."""

    def __init__(
        self,
        pack: Pack,
        sources: FileSources,
        location: str,
        *,
        on_storage: str,
        submission_id: str,
        has_copy: bool,
        cancel: CancelToken,
    ) -> None:
        """``on_storage`` is the artist's file as ``inside`` gives it; ``has_copy`` = there are unsaved changes."""
        self._pack = pack
        self._location = location
        self._main = pack.files[0]
        self._sources = sources
        self._cancel = cancel
        self._copy = _beside(on_storage, submission_id) if has_copy else ""
        self._made = False
        self._on_storage = on_storage

    @property
    def planned_blendfile(self) -> str:
        """The file that the job will render."""
        return self._copy or self._on_storage

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the artist should know about a file that is rendered where it lies."""
        elsewhere = [file.source for file in self._pack.files if file.path_in_pack in self.elsewhere]
        return tuple(about_in_place(self._pack, elsewhere, artists_own=not self._copy))

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """Places in the pack of the files that the farm can't see: they do not lie on its storage."""
        others = self._pack.files[1:]
        return frozenset(file.path_in_pack for file in others if not inside(self._location, file.source))

    def run(self) -> Generator[Progress, None, Delivered]:
        """Write the copy, if there has to be one.

        Raises:
            FarmError: It can't be written.
            Cancelled: The user said stop.
        """
        if not self._copy:
            yield Progress("packing", text="The file is on the farm's storage already")
            return Delivered(self._on_storage, "", 1, 0, 0)
        delete_stale_parts(os.path.dirname(self._copy))
        draft = f"{self._copy}.part"
        try:
            for count in copy_file(self._sources, self._main, draft, self._cancel):
                yield Progress(
                    "copying", min(count, self._main.size), self._main.size, 0, 1, "Copying the unsaved changes"
                )
            self._cancel.check()
            os.rename(draft, self._copy)
            self._made = True
        except OSError as error:
            removed(draft)
            raise storage_error(self._copy, error) from error
        except BaseException:
            removed(draft)
            raise
        return Delivered(self._copy, "", 1, 1, self._main.size)

    def undo(self) -> str:
        """Remove the copy; the artist's file stays."""
        if self._made and not removed(self._copy):
            return say("The file {path} remains; it can be deleted.", path=printable(self._copy))
        return ""


def _unreachable(location: str, reason: str) -> FarmError:
    return FarmError(
        kind=ErrorKind.STORAGE,
        message=say(
            "The farm's shared storage {path} can't be reached: {reason}.",
            path=printable(location) or say("(no path)"),
            reason=fixed(reason),
        ),
        hint="Connect that storage to this machine, or correct its path in the Manager's configuration.",
    )


def _beside(path: str, submission_id: str) -> str:
    folder, name = os.path.split(path)
    stem, extension = os.path.splitext(name)
    end = f".{safe_part(submission_id)}{extension}"
    room = _LONGEST_NAME - len(os.fsencode(f"{end}.part"))
    return os.path.join(folder, os.fsdecode(os.fsencode(stem)[:room].decode(errors="ignore").encode()) + end)
