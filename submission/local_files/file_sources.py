"""File sources: opens files for upload; only regular files, never blocking, and the .blend as it was submitted."""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO, Self, cast

from ...core.text import say

_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_BUFFER_BYTES = 1 << 20
OF_SYSTEM = ("/proc/", "/sys/", "/dev/")
"""Folders of which no file is any render's: what is read from them is made up when it is read."""
_READABLE_BY_ALL = stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH


class NotAFileError(OSError):
    """The path is not a regular file but a folder, a pipe or a device."""

    def __init__(self, path: str, words: str) -> None:
        """``words`` is the reason, such as ``is a folder``."""
        super().__init__(say("{path} {words}", path=path, words=words))
        self.words = words


def describe_kind(mode: int) -> str:
    """Return the kind of a file by its mode, as words such as ``is a folder``; "" = a regular file."""
    if stat.S_ISREG(mode):
        return ""  # first, because nearly all files are regular
    kinds: tuple[tuple[Callable[[int], bool], str], ...] = (
        (stat.S_ISDIR, say("is a folder")),
        (stat.S_ISFIFO, say("is a named pipe")),
        (stat.S_ISSOCK, say("is a socket")),
        (stat.S_ISBLK, say("is a device")),
        (stat.S_ISCHR, say("is a device")),
    )
    return next((words for matches, words in kinds if matches(mode)), say("is a special file"))


def require_regular(path: str, status: os.stat_result) -> None:
    """Check that a path is a regular file.

    Raises:
        NotAFileError: It is not.
    """
    words = describe_kind(status.st_mode)
    if words:
        raise NotAFileError(path, words)


def readable(path: str) -> tuple[int, bool]:
    """Return the size of a file in bytes and whether it is a link; check without opening it that it can be read.

    Raises:
        NotAFileError: It is not a regular file.
        OSError: It is missing, or there is no permission to read it.
        ValueError: The path is not possible on any system.
    """
    status = os.lstat(path)
    is_link = stat.S_ISLNK(status.st_mode)
    if not stat.S_ISREG(status.st_mode):
        status = os.stat(path)
        require_regular(path, status)
    if path.startswith(OF_SYSTEM) and os.name == "posix":
        raise NotAFileError(path, say("belongs to the operating system"))
    # If the mode allows everyone to read, a second system call is not needed.
    if status.st_mode & _READABLE_BY_ALL != _READABLE_BY_ALL and not _may_read(path):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
    return status.st_size, is_link


def _may_read(path: str) -> bool:
    return os.access(path, os.R_OK, effective_ids=os.access in os.supports_effective_ids)


def open_regular(path: str) -> BinaryIO:
    """Open a regular file for reading, without buffer; opening a pipe without a writer does not block.

    Raises:
        NotAFileError: It is not a regular file.
        OSError: It is missing or cannot be read.
    """
    require_regular(path, os.stat(path))
    handle = os.open(path, _READ_FLAGS)
    try:
        require_regular(path, os.fstat(handle))
    except NotAFileError:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb", buffering=0)


class HeldBlend:
    """A file whose content stays the same while the artist continues to save.

    Blender saves to a new file and renames it, so on POSIX an open handle keeps the old content. On Windows an open
    file cannot be replaced: there a private copy is made, and the artist's file is closed at once.
    """

    def __init__(self, path: str, private_copy: str, *, by_handle: bool = os.name == "posix") -> None:
        """Open or copy a file.

        Args:
            path: The file.
            private_copy: The path of the private copy.
            by_handle: Whether an open handle is enough, so that no copy is made.

        Raises:
            OSError: The file cannot be read, or the copy cannot be written.
        """
        file = open_regular(path)
        status = os.fstat(file.fileno())
        self.size = status.st_size
        self.mtime_ns = status.st_mtime_ns
        self._file: BinaryIO | None = file
        self._private_copy = ""
        if by_handle:
            return
        self._private_copy = private_copy
        try:
            with file, open(private_copy, "xb") as copy:
                shutil.copyfileobj(file, copy, _BUFFER_BYTES)
            self._file = open(private_copy, "rb", buffering=0)  # noqa: SIM115 - closed by close()
        except BaseException:
            self._file = None
            self.close()
            raise

    def open(self) -> BinaryIO:
        """Return a reader with its own position; the caller closes it before this object is closed."""
        if self._private_copy:
            return open_regular(self._private_copy)
        if self._file is None:
            raise ValueError("the file is closed")
        return cast("BinaryIO", _At(self._file.fileno()))

    def close(self) -> None:
        """Close the file and remove the private copy."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._private_copy:
            Path(self._private_copy).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()


class _At(io.RawIOBase):
    """Reader of a handle with its own position; closing it leaves the handle open."""

    def __init__(self, handle: int) -> None:
        super().__init__()
        self._handle = handle
        self._position = 0

    def fileno(self) -> int:
        return self._handle

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: os.fstat(self._handle).st_size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]  # any writable buffer
        data = os.pread(self._handle, len(buffer), self._position)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


class FileSources:
    """Opener of the files of a pack, including the held one."""

    def __init__(self, held: HeldBlend | None = None, held_path: str = "") -> None:
        """``held`` is read in place of ``held_path``."""
        self._held = held
        self._held_path = held_path
        self._real_paths: Mapping[str, str] = {}

    def expect(self, real_paths: Mapping[str, str]) -> None:
        """Refuse files that are elsewhere than when the pack was planned: see ``Pack.real_paths``."""
        self._real_paths = real_paths

    def open(self, source: str) -> BinaryIO:
        """Open a file for reading, without buffer.

        Raises:
            OSError: It is missing, not a regular file, or cannot be read.
        """
        if self._held is not None and source == self._held_path:
            return self._held.open()
        file = open_regular(source)
        folder, name = os.path.split(source)
        if folder in self._real_paths:
            expected = self._real_paths.get(source) or os.path.join(self._real_paths[folder], name)
            if os.path.realpath(source) != expected:
                file.close()
                raise NotAFileError(source, say("is now a link to another place"))
        return file

    def stat(self, source: str) -> os.stat_result:
        """Return the status of a file.

        Raises:
            OSError: It is missing or not a regular file.
        """
        if self._held is not None and source == self._held_path:
            with self._held.open() as file:
                return os.fstat(file.fileno())
        status = os.stat(source)
        kind = describe_kind(status.st_mode)
        if kind:
            raise NotAFileError(source, kind)
        return status
