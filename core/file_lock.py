"""File locks that the system releases when the process that holds them ends."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FAR = 1 << 30
"""Offset of the locked byte, beyond the content: on Windows others can't read locked bytes."""


def lock(handle: int, *, shared: bool = False) -> None:
    """Lock a file until the handle is closed; several processes can hold ``shared`` locks together.

    Raises:
        OSError: Another process holds the lock, or the file system does not support locks.
    """
    if sys.platform == "win32":
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(handle, 0, os.SEEK_SET)
    else:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)


def is_locked(path: str | Path) -> bool:
    """Return whether a process has locked a file.

    Raises:
        OSError: The file can't be opened, or the file system does not support locks.
    """
    handle = os.open(path, os.O_RDWR)
    try:
        lock(handle)
    except (BlockingIOError, PermissionError):
        return True
    finally:
        os.close(handle)
    return False


def holds_any(folder: Path) -> bool:
    """Return whether a process has locked a file in a folder; False if that can't be determined."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            with contextlib.suppress(OSError):
                if is_locked(path):
                    return True
    return False
