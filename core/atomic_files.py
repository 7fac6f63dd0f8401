"""Small files of this user: read whole or not at all, replaced whole or not at all."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile
from collections.abc import Iterable
from pathlib import Path

from .text import say


def read(file: Path, most: int) -> bytes:
    """The content of an ordinary file of at most ``most`` bytes; never blocks on a pipe or device in its place.

    Raises:
        OSError: it can't be read.
        ValueError: it is no ordinary file, or larger.
    """
    if not stat.S_ISREG(os.stat(file).st_mode):
        raise ValueError(say("no ordinary file"))
    with file.open("rb") as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise ValueError(say("too large"))
    return content


def replace(target: Path, content: bytes | Iterable[bytes]) -> None:
    """Write a file that only this user can read; another process sees the old content or the new, nothing between.

    Args:
        target: Where it shall be; folders are made.
        content: All of it, or its parts in their order.

    Raises:
        OSError: it can't be written; what was there before still is.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes it for its owner only, from the first moment on.
    handle, temporary = tempfile.mkstemp(prefix=f".{target.stem}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines([content] if isinstance(content, bytes) else content)
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
