"""Delivery without Shaman: copies to the shared storage, or uses a file that is already there."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import time
from collections.abc import Generator
from functools import cached_property
from pathlib import Path

from ...core.cancel import CancelToken
from ...core.errors import ErrorKind, FarmError
from ...core.finding import Finding, warning
from ...core.progress import Phase, Progress
from ...core.safe_names import printable, safe_part
from ...core.text import fixed, say
from ...farm.disk_look import folder_exists
from ..local_files.file_sources import FileSources
from ..packing.pack import Pack, PackFile
from ..packing.pack_paths import collides_with
from ..packing.pack_warnings import about_in_place, about_sent
from .delivery import Delivered, WithoutPreview
from .file_copy import copy_file, removed, storage_error
from .shared_access import SharedAccess
from .stale_files import delete_stale_drafts, delete_stale_parts

_TOUCH_EVERY = 600.0
"""Seconds between two touches of an unfinished folder, so that it does not count as stale."""
PART = ".part"
"""Suffix of an unfinished copy."""
_LONGEST_NAME = 240
"""Maximum length of a file name in bytes; file systems allow 255."""


def require_reachable(location: str) -> None:
    """Check that this machine can reach the shared storage.

    Raises:
        FarmError: It cannot.
    """
    if not os.path.isabs(location):
        raise _unreachable(location, "it is not an absolute path on this machine")
    if not folder_exists(location):
        raise _unreachable(location, "this machine has no such folder")


def inside(location: str, path: str) -> str:
    """Return the path below the storage's location under which workers find a file; "" = it is not on the storage.

    The file's folder counts, with symbolic links and case resolved by the disk; a symbolic link to a file elsewhere is
    not on the storage.
    """
    folder = Path(os.path.realpath(os.path.dirname(path)))
    name = os.path.basename(path)
    below = _below(location, folder)
    if below is None or _below(location, Path(os.path.realpath(path)).parent) is None:
        return ""
    return os.path.join(location, *below, name)


def _below(location: str, folder: Path) -> tuple[str, ...] | None:
    """Return the folders between the location and a folder below it; None = it is not below it."""
    for parent in (folder, *folder.parents):
        with contextlib.suppress(OSError):
            if os.path.samefile(parent, location):
                return folder.parts[len(parent.parts) :]
    return None


class CopyDelivery(WithoutPreview):
    """Copy of a pack in a new folder on the shared storage.

    The folder has another name until it is complete, so that no worker sees an incomplete one.
    """

    elsewhere = None

    def __init__(
        self,
        pack: Pack,
        sources: FileSources,
        location: str,
        name: str,
        cancel: CancelToken,
        *,
        read_only: str = "",
    ) -> None:
        """Prepare.

        Args:
            pack: The files to copy.
            sources: Opens the files.
            location: Path of the storage on this machine.
            name: Name of the new folder.
            cancel: Set when the user cancels.
            read_only: The folder on the storage in which the .blend lies, if its copy can't be written there.
        """
        self._pack = pack
        self._read_only = read_only
        self._access = SharedAccess(location)
        self._sources = sources
        self._location = location
        self._folder = os.path.join(location, name)
        self._draft = os.path.join(location, f".{name}.part")
        self._made: list[str] = []
        """Folders that ``undo`` removes."""
        self._folders: set[str] = set()
        self._checksums: dict[str, str] = {}
        self._touched = time.monotonic()
        self._cancel = cancel

    @property
    def planned_blendfile(self) -> str:
        """The future path of the .blend on the storage."""
        return os.path.join(self._folder, *self._pack.blend_path_in_pack.split("/"))

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Warnings about the pack and the storage."""
        found = [*about_sent(self._pack), *self._access.warnings()]
        if self._read_only:
            folder = printable(self._read_only)
            text = "{folder} is read-only, so the job renders a copy of all its files with the unsaved changes: {copy}."
            found.append(warning("read-only-folder", text, folder, folder=folder, copy=printable(self._folder)))
        return tuple(found)

    def run(self) -> Generator[Progress, None, Delivered]:
        """Copy all files.

        Raises:
            FarmError: The storage is unreachable, full or not writable, or a source cannot be read.
            Cancelled: The user cancelled.
        """
        self._require_room()
        delete_stale_drafts(self._location)
        bytes_done = 0
        try:
            os.mkdir(self._draft)
            self._made.append(self._draft)
            self._folders.add(self._draft)
            self._access.grant(self._draft)
            for index, file in enumerate(self._pack.files):
                for count in self._copy(file):
                    done = min(bytes_done + count, self._pack.size)
                    yield Progress(Phase.COPYING, done, self._pack.size, index, len(self._pack.files), "Copying files")
                bytes_done += file.size
            self._cancel.check()
            os.rename(self._draft, self._folder)
            self._made = [self._folder]
        except OSError as error:
            self.undo()
            raise storage_error(self._folder, error) from error
        except BaseException:  # also if the generator is closed
            self.undo()
            raise
        files = len(self._pack.files)
        yield Progress(Phase.COPYING, self._pack.size, self._pack.size, files, files, "Copying files")
        sizes = [file.size for file in self._pack.files if not file.is_note]
        return Delivered(
            self.planned_blendfile,
            "",
            len(sizes),
            len(sizes),
            sum(sizes),
            made=self._folder,
            checksums=self._checksums,
        )

    def undo(self) -> str:
        """Remove the folder; return a message if that fails."""
        self._made = [folder for folder in self._made if not removed(folder)]
        return say("The folder {path} remains; it can be deleted.", path=printable(self._made[0])) if self._made else ""

    def _require_room(self) -> None:
        require_reachable(self._location)
        try:
            free = shutil.disk_usage(self._location).free
        except OSError:
            return  # copying reports the error
        if free < self._pack.size:
            raise storage_error(self._folder, OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)))

    def _copy(self, file: PackFile) -> Generator[int, None, None]:
        target = os.path.join(self._draft, *file.path_in_pack.split("/"))
        self._make_folder(os.path.dirname(target))
        self._touch()
        try:
            self._checksums[file.path_in_pack] = yield from copy_file(
                self._sources, file, target, self._cancel, self._access
            )
        except FileExistsError as error:
            # Some file systems do not distinguish case or the form of accents.
            if not self._is_there(file):
                raise self._clash(file) from error

    def _make_folder(self, folder: str) -> None:
        if folder in self._folders:
            return
        self._make_folder(os.path.dirname(folder))
        with contextlib.suppress(FileExistsError):  # where names that differ only in case are one
            os.mkdir(folder)
            self._access.grant(folder)
        self._folders.add(folder)

    def _touch(self) -> None:
        now = time.monotonic()
        if now - self._touched > _TOUCH_EVERY:
            os.utime(self._draft)
            self._touched = now

    def _is_there(self, file: PackFile) -> bool:
        """Return whether the existing copy is of the same file under another name."""
        others = (other for other in self._pack.files if other is not file and collides_with(other, file))
        return any(os.path.samefile(other.source, file.source) for other in others)

    def _clash(self, file: PackFile) -> FarmError:
        return FarmError(
            say(
                "{path} can't be copied: on the farm's storage another file of the job has the same name.",
                path=printable(file.source),
            ),
            kind=ErrorKind.STORAGE,
            hint="Rename one of the two, then submit again: the storage ignores case, or how accents are stored.",
        )


class InPlaceDelivery(WithoutPreview):
    """Delivery of a .blend on the storage: the job renders it, or a copy beside it with the unsaved changes."""

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
        """``on_storage`` is the path from ``inside``; ``has_copy`` = there are unsaved changes."""
        self._pack = pack
        self._location = location
        self._main = pack.files[0]
        self._sources = sources
        self._cancel = cancel
        self._copy = copy_beside(on_storage, submission_id) if has_copy else ""
        self._access = SharedAccess(os.path.dirname(on_storage))
        self._made = False
        self._on_storage = on_storage

    @property
    def planned_blendfile(self) -> str:
        """The file that the job will render."""
        return self._copy or self._on_storage

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Warnings about a file that is rendered from the storage."""
        elsewhere = [file.source for file in self._pack.files if file.path_in_pack in self.elsewhere]
        return (*about_in_place(self._pack, elsewhere, artists_own=not self._copy), *self._access.warnings())

    @cached_property
    def elsewhere(self) -> frozenset[str]:
        """Paths in the pack of the files outside of the storage, which workers cannot see."""
        others = [file for file in self._pack.files[1:] if not file.is_note]
        return frozenset(file.path_in_pack for file in others if not inside(self._location, file.source))

    def run(self) -> Generator[Progress, None, Delivered]:
        """Write the copy if there are unsaved changes.

        Raises:
            FarmError: It cannot be written.
            Cancelled: The user cancelled.
        """
        if not self._copy:
            yield Progress(Phase.PACKING, text="The file is on the farm's storage already")
            return Delivered(self._on_storage, "", 1, 0, 0)
        delete_stale_parts(os.path.dirname(self._copy))
        draft = f"{self._copy}{PART}"
        try:
            for count in copy_file(self._sources, self._main, draft, self._cancel, self._access):
                yield Progress(
                    Phase.COPYING, min(count, self._main.size), self._main.size, 0, 1, "Copying the unsaved changes"
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
        return Delivered(self._copy, "", 1, 1, self._main.size, self._copy, self._copy)

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


def can_write_beside(path: str, submission_id: str) -> bool:
    """Return whether the copy with unsaved changes can be written beside a file on the storage, by trying."""
    probe = f"{copy_beside(path, submission_id)}{PART}"
    try:
        os.close(os.open(probe, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        os.unlink(probe)
    except OSError:
        return False
    return True


def copy_beside(path: str, submission_id: str) -> str:
    """Return the path of the copy with unsaved changes beside a file."""
    folder, name = os.path.split(path)
    stem, extension = os.path.splitext(name)
    end = f".{safe_part(submission_id)}{extension}"
    room = _LONGEST_NAME - len(os.fsencode(f"{end}{PART}"))
    return os.path.join(folder, os.fsdecode(os.fsencode(stem)[:room].decode(errors="ignore").encode()) + end)
