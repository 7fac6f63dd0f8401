"""Atomic reading and writing of small files: a reader sees the whole content or an error."""

from __future__ import annotations

import contextlib
import json
import math
import os
import stat
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, BinaryIO

from .text import say


def read(file: Path, most: int) -> bytes:
    """Return the content of an ordinary file of at most ``most`` bytes; never block on a pipe or device in its place.

    Raises:
        OSError: The file can't be read.
        ValueError: It is not an ordinary file, or it is larger.
    """
    with open_regular(file) as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise ValueError(say("too large"))
    return content


def open_regular(file: Path) -> BinaryIO:
    """Open an ordinary file for reading; never block on a pipe or device in its place.

    Raises:
        OSError: The file can't be read.
        ValueError: It is not an ordinary file.
    """
    stream = open(file, "rb", opener=_open)  # noqa: SIM115 - the caller closes it
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise ValueError(say("no ordinary file"))
    return stream


def read_json(file: Path, most: int, hook: Callable[[dict[str, Any]], Any] | None = None) -> Any:
    """Return the JSON value of an ordinary file of at most ``most`` bytes.

    Args:
        file: Path of the file.
        most: Largest size in bytes.
        hook: Called with each object; its result replaces the object.

    Raises:
        OSError: The file can't be read.
        ValueError: It is not strict JSON: NaN, 1e999 and endless nesting are refused too.
    """
    try:
        return json.loads(read(file, most), object_hook=hook, parse_constant=_finite, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deep") from None


def replace(target: Path, content: bytes | Iterable[bytes], *, durable: bool = False) -> None:
    """Write a file that only this user can read; other processes see the old content or the new, never a part.

    Args:
        target: Path of the file; missing folders are created.
        content: All of it, or its parts in order.
        durable: Make the file survive a crash of the machine.

    Raises:
        OSError: The file can't be written; the old content is unchanged.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    # mkstemp creates the file readable by its owner only.
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
        flush(target.parent)


def flush(path: Path) -> None:
    """Make a file, or the changes of a folder, survive a crash of the machine, where the system supports that."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _open(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(f"{number} is not a JSON number")
    return value
