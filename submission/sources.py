"""Opening what is sent: regular files only, never waiting, and the .blend as it was at the click."""

from __future__ import annotations

import io
import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, cast

from ..farm.text import fixed, say

_READ_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_BUFFER_BYTES = 1 << 20


class NotAFileError(OSError):
    """Something lies there that can't be sent: a folder, a pipe, a device."""

    def __init__(self, path: str, kind: str) -> None:
        super().__init__(say("{path} is {kind}", path=path, kind=fixed(kind)))
        self.kind = kind


def describe_kind(mode: int) -> str:
    """What a file mode stands for, in words; "" for a regular file."""
    kinds: tuple[tuple[Callable[[int], bool], str], ...] = (
        (stat.S_ISREG, ""),
        (stat.S_ISDIR, "a folder"),
        (stat.S_ISFIFO, "a named pipe"),
        (stat.S_ISSOCK, "a socket"),
        (stat.S_ISBLK, "a device"),
        (stat.S_ISCHR, "a device"),
    )
    return next((words for matches, words in kinds if matches(mode)), "a special file")


def open_regular(path: str) -> BinaryIO:
    """Open a regular file for reading, without buffer; a pipe that no one writes to does not block.

    Raises:
        NotAFileError: There is no regular file at that path.
        OSError: It is missing or can't be read.
    """
    kind = describe_kind(os.stat(path).st_mode)
    if kind:
        raise NotAFileError(path, kind)
    handle = os.open(path, _READ_FLAGS)
    kind = describe_kind(os.fstat(handle).st_mode)
    if kind:
        os.close(handle)
        raise NotAFileError(path, kind)
    return os.fdopen(handle, "rb", buffering=0)


class HeldFile:
    """A file that stays as it is while the artist goes on saving.

    Blender saves into a new file and renames it, so on POSIX a handle that is open keeps the old content. On Windows a
    file that is open can't be replaced: there a private copy is made, and the artist's file is closed at once.
    """

    def __init__(self, path: str, private_copy: str, *, by_handle: bool = os.name == "posix") -> None:
        """Take hold of a file.

        Args:
            path: The file.
            private_copy: Where to copy it where handles are no good.
            by_handle: Whether an open handle is enough.

        Raises:
            OSError: The file can't be read, or the copy not be made.
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
            self._file = open(private_copy, "rb", buffering=0)  # noqa: SIM115 - close() does it
        except BaseException:
            self._file = None
            self.close()
            raise

    def open(self) -> BinaryIO:
        """A reader of its own position; the caller closes it, before this object is closed."""
        if self._private_copy:
            return open_regular(self._private_copy)
        if self._file is None:
            raise ValueError("the file was let go already")
        return cast("BinaryIO", _At(self._file.fileno()))

    def close(self) -> None:
        """Let go; removes the private copy."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._private_copy:
            Path(self._private_copy).unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class _At(io.RawIOBase):
    """Reads from a handle at a position of its own; leaves the handle open."""

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


class Sources:
    """Opens the files of a pack; the one that is held is read from there."""

    def __init__(self, held: HeldFile | None = None, held_path: str = "") -> None:
        """``held`` stands for every file of the pack whose source is ``held_path``."""
        self._held = held
        self._held_path = held_path

    def open(self, source: str) -> BinaryIO:
        """Open one for reading, without buffer.

        Raises:
            OSError: It is missing, no regular file, or can't be read.
        """
        if self._held is not None and source == self._held_path:
            return self._held.open()
        return open_regular(source)
