"""Locks on files that go with the process that holds them: what nobody holds is nobody's."""

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
"""Offset of the byte that is locked: on Windows a lock keeps others from reading what is locked."""


def lock(handle: int, *, shared: bool = False) -> None:
    """Lock for as long as the handle is open; ``shared``: others may, too, that want it so.

    Raises:
        OSError: Another process has, or the file system knows no locks.
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
    """Whether a process holds a file.

    Raises:
        OSError: It can't be opened, or the file system knows no locks.
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
    """Whether a process holds a file in a folder, as far as that can be told."""
    with contextlib.suppress(OSError):
        for path in folder.iterdir():
            with contextlib.suppress(OSError):
                if is_locked(path):
                    return True
    return False
