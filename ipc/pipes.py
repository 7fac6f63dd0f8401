"""Non-blocking pipes for Blender's process; ``pipes_windows`` is the same for Windows."""

from __future__ import annotations

import os
import select


def prepare(reading: int, writing: int) -> None:
    """Make both file descriptors ready for the functions below."""
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)


def read(fd: int, limit: int) -> bytes | None:
    """Return at most ``limit`` bytes; None if nothing has arrived, ``b""`` if the other end is closed."""
    try:
        return os.read(fd, limit)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def write(fd: int, data: bytes | memoryview) -> int:
    """Write what fits at once and return the number of bytes written.

    Raises:
        OSError: The other end is closed.
    """
    try:
        return os.write(fd, data)
    except BlockingIOError:
        return 0


def wait(reading: int, writing: int | None, timeout: float) -> None:
    """Wait until data has arrived, or until ``writing`` (if given) accepts more; ``timeout`` seconds at most."""
    poll = select.poll()  # select() refuses file descriptors above 1023
    poll.register(reading, select.POLLIN)
    if writing is not None:
        poll.register(writing, select.POLLOUT)
    poll.poll(timeout * 1000)
