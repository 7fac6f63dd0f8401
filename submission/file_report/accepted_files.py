"""Which large files and files outside of a project the artist has agreed to send: nobody is asked twice about one."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from ...core import atomic_files

MOST: Final = 20_000
"""Files remembered; those agreed to first are forgotten first."""
_MAX_BYTES: Final = 1 << 20
_LETTERS: Final = 16


def known(folder: str | os.PathLike[str]) -> Callable[[str], bool]:
    """A function that tells whether the artist has agreed to a path. Never raises; unreadable means nothing known."""
    marks = set(_read(folder))
    return lambda path: _mark(path) in marks


def remember(folder: str | os.PathLike[str], paths: Iterable[str]) -> None:
    """Keep that the artist has agreed to these paths; when that can't be written, the question comes again."""
    before = _read(folder)
    marks = dict.fromkeys([*before, *map(_mark, paths)])
    if len(marks) > len(before):
        with contextlib.suppress(OSError):
            atomic_files.replace(_file(folder), json.dumps(list(marks)[-MOST:]).encode())


def _read(folder: str | os.PathLike[str]) -> list[str]:
    try:
        marks = json.loads(atomic_files.read(_file(folder), _MAX_BYTES))
    except (OSError, ValueError, RecursionError):
        return []
    return [mark for mark in marks if isinstance(mark, str)] if isinstance(marks, list) else []


def _file(folder: str | os.PathLike[str]) -> Path:
    return Path(folder) / "accepted_files.json"


def _mark(path: str) -> str:
    return hashlib.sha256(path.encode(errors="surrogatepass")).hexdigest()[:_LETTERS]
