"""Clears away what a worker that was killed has left unfinished on the shared storage; only what is certainly ours."""

from __future__ import annotations

import contextlib
import os
import re
import stat
import time
from collections.abc import Callable
from typing import Final

from ...core.safe_names import is_fresh_name
from .file_copy import removed

OLD: Final = 24 * 3600.0
"""Seconds since the last change after which nobody works on something any more."""
_DRAFT: Final = re.compile(r"\.(.+)\.part", re.DOTALL)
_PART: Final = re.compile(r".*\.[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\.blend\.part", re.DOTALL)
"""A copy beside a .blend: its name, the submission's id, and that it is not complete."""


def delete_stale_drafts(location: str) -> None:
    """Remove unfinished folders of packs from the storage.

    Such a folder has a name that ``names.fresh_name`` made, is this user's, and was not touched for a day; whoever
    fills one touches it every few minutes.
    """
    _delete_stale(
        location, stat.S_ISDIR, lambda name: bool((draft := _DRAFT.fullmatch(name)) and is_fresh_name(draft[1]))
    )


def delete_stale_parts(folder: str) -> None:
    """Remove unfinished copies with unsaved changes from beside the artist's file; no such copy takes a day."""
    _delete_stale(folder, stat.S_ISREG, lambda name: _PART.fullmatch(name) is not None)


def _delete_stale(folder: str, is_kind: Callable[[int], bool], is_ours: Callable[[str], bool]) -> None:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for path in [entry.path for entry in entries if is_ours(entry.name)]:
            with contextlib.suppress(OSError):
                status = os.lstat(path)
                if is_kind(status.st_mode) and _is_mine(status) and time.time() - status.st_mtime > OLD:
                    removed(path)


def _is_mine(status: os.stat_result) -> bool:
    """Whether it belongs to this user; Windows does not say, and would refuse to remove someone else's."""
    return os.name != "posix" or status.st_uid == os.geteuid()
