"""Looks at the disk that end in time: an unreachable network share may never answer."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Final, TypeVar

T = TypeVar("T")

PATIENCE: Final = 3.0
"""Timeout in seconds for looking up a folder."""


def folder_exists(path: str, patience: float = PATIENCE) -> bool:
    """Return whether a folder exists under an absolute path of this platform.

    A share that does not answer within ``patience`` seconds counts as missing.
    """
    if not os.path.isabs(path) or (os.name == "nt" and not os.path.splitdrive(path)[0]):
        return False
    return look_within(patience, lambda: os.path.isdir(path)) is True


def look_within(patience: float, look: Callable[[], T]) -> T | None:
    """Return what a look at the disk gives; None when it takes longer than ``patience`` seconds."""
    found = list[T]()
    # A call for an unreachable network share can't be ended: its thread is left behind.
    thread = threading.Thread(target=lambda: found.append(look()), daemon=True, name="look-at-disk")
    thread.start()
    thread.join(patience)
    return found[0] if found else None
