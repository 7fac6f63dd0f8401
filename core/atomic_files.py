"""Small files: read whole or not at all, replaced whole or not at all."""

from __future__ import annotations

import contextlib
import json
import math
import os
import stat
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from .text import say


def read(file: Path, most: int) -> bytes:
    """Return the content of an ordinary file of at most ``most`` bytes; never block on a pipe or device in its place.

    Raises:
        OSError: it can't be read.
        ValueError: it is no ordinary file, or larger.
    """
    with open(file, "rb", opener=_open) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise ValueError(say("no ordinary file"))
        content = stream.read(most + 1)
    if len(content) > most:
        raise ValueError(say("too large"))
    return content


def read_json(file: Path, most: int, hook: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    """Return the JSON value that an ordinary file of at most ``most`` bytes holds.

    Args:
        file: Where it is.
        most: Bytes.
        hook: Called with each object; its answer takes the object's place.

    Raises:
        OSError: the file can't be read.
        ValueError: it holds no such value: what other JSON tools refuse (NaN, 1e999, endless nesting) is none.
    """
    try:
        return json.loads(read(file, most), object_hook=hook, parse_constant=_finite, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deep") from None


def replace(target: Path, content: bytes | Iterable[bytes], *, durable: bool = False) -> None:
    """Write a file that only this user can read; another process sees the old content or the new, nothing between.

    Args:
        target: Where it is written; folders are made.
        content: All of it, or its parts in their order.
        durable: It survives a crash of the machine.

    Raises:
        OSError: it can't be written; what was there before still is.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp makes it for its owner only, from the first moment on.
    handle, temporary = tempfile.mkstemp(prefix=f".{target.stem}.", suffix=".tmp", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines([content] if isinstance(content, bytes) else content)
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        os.replace(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    if durable:
        flush_folder(target.parent)


def flush_folder(folder: Path) -> None:
    """Make changes of a folder itself survive a crash of the machine, where system and file system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(f"{number} is no number in JSON")
    return value
