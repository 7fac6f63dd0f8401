"""Non-blocking pipes for Blender's process on Windows.

Anonymous pipes do not support overlapped access there: ``PeekNamedPipe`` returns how much can be read, and the mode
``PIPE_NOWAIT`` makes a write return at once. Not tried on a real Windows yet; tests cover the logic with a stand-in
for kernel32.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from typing import Any

_PIPE_NOWAIT = 1
_POLL = 0.01
"""Seconds between two checks of a pipe."""


def _kernel32() -> Any:
    if sys.platform == "win32":
        return ctypes.WinDLL("kernel32", use_last_error=True)
    raise OSError("this system has no Windows pipes")


def _handle(fd: int) -> ctypes.c_void_p:
    if sys.platform == "win32":
        import msvcrt

        return ctypes.c_void_p(msvcrt.get_osfhandle(fd))
    raise OSError("this system has no Windows pipes")


def prepare(_reading: int, writing: int) -> None:
    """Make both file descriptors ready for the functions below.

    Raises:
        OSError: Windows refuses.
    """
    mode = ctypes.c_ulong(_PIPE_NOWAIT)
    if not _kernel32().SetNamedPipeHandleState(_handle(writing), ctypes.byref(mode), None, None):
        raise OSError("the pipe to the helper process can't be set up")


def read(fd: int, limit: int) -> bytes | None:
    """Return at most ``limit`` bytes; None if nothing has arrived, ``b""`` if the other end is closed."""
    available = _arrived(fd)
    if available is None:
        return b""
    if available == 0:
        return None
    try:
        return os.read(fd, min(limit, available))
    except OSError:
        return b""


def write(fd: int, data: bytes | memoryview) -> int:
    """Write what fits at once and return the number of bytes written.

    In this mode a pipe may accept nothing of a piece that does not fit as a whole, so smaller pieces are tried.

    Raises:
        OSError: The other end is closed.
    """
    kernel32, handle, written = _kernel32(), _handle(fd), ctypes.c_ulong(0)
    size = len(data)
    while size:
        if not kernel32.WriteFile(handle, bytes(data[:size]), size, ctypes.byref(written), None):
            raise BrokenPipeError("the helper process has closed the pipe")
        if written.value:
            return written.value
        size //= 2
    return 0


def wait(reading: int, writing: int | None, timeout: float) -> None:
    """Wait until data has arrived; ``timeout`` seconds at most, only a moment if data is waiting to be written."""
    end = time.monotonic() + (timeout if writing is None else min(timeout, _POLL))
    while _arrived(reading) == 0 and (left := end - time.monotonic()) > 0:
        time.sleep(min(_POLL, left))


def _arrived(fd: int) -> int | None:
    """Return how many bytes can be read; None if the other end is closed."""
    available = ctypes.c_ulong(0)
    if not _kernel32().PeekNamedPipe(_handle(fd), None, 0, None, ctypes.byref(available), None):
        return None
    return available.value
