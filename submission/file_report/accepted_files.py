"""Accepted files: large files and files outside of the project that the user has confirmed, asked for only once."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import PurePath
from typing import Final

from ...core import atomic_files
from ...core.user_files import MAX_BYTES, Kind, UserFiles

MOST: Final = 20_000
"""Most remembered files; the oldest are dropped first."""
_LETTERS: Final = 16


def known(user_files: UserFiles) -> Callable[[str], bool]:
    """Return a function that checks whether the user has confirmed a path. Never raise; False if unreadable."""
    marks = set(_read(user_files))
    return lambda path: _mark(path) in marks


def known_folder(user_files: UserFiles) -> Callable[[str], bool]:
    """Return a function that checks whether the user has confirmed a folder or one above it. Never raise."""
    is_known = known(user_files)
    return lambda path: any(is_known(folder_mark(str(each))) for each in (PurePath(path), *PurePath(path).parents))


def folder_mark(path: str) -> str:
    """Return what is remembered of a folder whose files may be sent."""
    return f"{path}{os.sep}"


def remember(user_files: UserFiles, paths: Iterable[str]) -> None:
    """Store that the user has confirmed these paths; if that fails, the question is asked again."""
    with user_files.lock(), contextlib.suppress(OSError):
        before = _read(user_files)
        marks = dict.fromkeys([*before, *map(_mark, paths)])
        if len(marks) > len(before):
            user_files.write_json(Kind.ACCEPTED_FILES, None, list(marks)[-MOST:])


def _read(user_files: UserFiles) -> list[str]:
    try:
        marks = atomic_files.read_json(user_files.path(Kind.ACCEPTED_FILES), MAX_BYTES)
    except (OSError, ValueError):
        return []
    return [mark for mark in marks if isinstance(mark, str)] if isinstance(marks, list) else []


def _mark(path: str) -> str:
    return hashlib.sha256(path.encode(errors="surrogatepass")).hexdigest()[:_LETTERS]
