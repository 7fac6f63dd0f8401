"""A pipe's ends in Blender on Windows, read and written without ever waiting.

Anonymous pipes know no overlapped access there: a look at the pipe tells what can be read, and the mode
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
"""Seconds between two looks at a pipe."""


def _kernel32() -> Any:
    if sys.platform == "win32":
        return ctypes.WinDLL("kernel32", use_last_error=True)
    raise OSError("there are no Windows pipes on this system")


def _handle(fd: int) -> ctypes.c_void_p:
    if sys.platform == "win32":
        import msvcrt

        return ctypes.c_void_p(msvcrt.get_osfhandle(fd))
    raise OSError("there are no Windows pipes on this system")


def prepare(_reading: int, writing: int) -> None:
    """Make both file descriptors ready for the functions below.

    Raises:
        OSError: Windows refuses.
    """
    mode = ctypes.c_ulong(_PIPE_NOWAIT)
    if not _kernel32().SetNamedPipeHandleState(_handle(writing), ctypes.byref(mode), None, None):
        raise OSError("the pipe to the helper process can't be set up")


def read(fd: int, limit: int) -> bytes | None:
    """At most ``limit`` bytes of what has arrived; None when nothing has, ``b""`` when nothing ever will."""
    there = _arrived(fd)
    if there is None:
        return b""
    if there == 0:
        return None
    try:
        return os.read(fd, min(limit, there))
    except OSError:
        return b""


def write(fd: int, data: bytes | memoryview) -> int:
    """Write what fits at once and return how many bytes that was.

    A pipe in this mode may take nothing of a piece that does not fit as a whole, so smaller pieces are offered.

    Raises:
        OSError: Nobody reads any more.
    """
    kernel32, handle, written = _kernel32(), _handle(fd), ctypes.c_ulong(0)
    size = len(data)
    while size:
        if not kernel32.WriteFile(handle, bytes(data[:size]), size, ctypes.byref(written), None):
            raise BrokenPipeError("the helper process does not read any more")
        if written.value:
            return written.value
        size //= 2
    return 0


def wait(reading: int, writing: int | None, timeout: float) -> None:
    """Wait until something has arrived; ``timeout`` seconds at most, a moment only when there is more to write."""
    end = time.monotonic() + (timeout if writing is None else min(timeout, _POLL))
    while _arrived(reading) == 0 and (left := end - time.monotonic()) > 0:
        time.sleep(min(_POLL, left))


def _arrived(fd: int) -> int | None:
    """How many bytes can be read, None when the other end is closed."""
    there = ctypes.c_ulong(0)
    if not _kernel32().PeekNamedPipe(_handle(fd), None, 0, None, ctypes.byref(there), None):
        return None
    return there.value
