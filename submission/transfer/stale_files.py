"""Stale files: deletes unfinished copies that a killed submission left on the shared storage, and no other files."""

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
"""Seconds without a change after which a copy is stale."""
_DRAFT: Final = re.compile(r"\.(.+)\.part", re.DOTALL)
_PART: Final = re.compile(r".*\.[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}\.blend\.part", re.DOTALL)
"""An unfinished copy beside a .blend: its name, the submission's id and ``.part``."""


def delete_stale_drafts(location: str) -> None:
    """Delete unfinished folders of packs from the storage.

    Such a folder has a name from ``fresh_name``, belongs to this user, and has not changed for a day; a running
    submission touches its folder every few minutes.
    """
    _delete_stale(
        location, stat.S_ISDIR, lambda name: bool((draft := _DRAFT.fullmatch(name)) and is_fresh_name(draft[1]))
    )


def delete_stale_parts(folder: str) -> None:
    """Delete unfinished copies with unsaved changes beside the artist's file; making one never takes a day."""
    _delete_stale(folder, stat.S_ISREG, lambda name: _PART.fullmatch(name) is not None)


def _delete_stale(folder: str, is_kind: Callable[[int], bool], is_ours: Callable[[str], bool]) -> None:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for path in [entry.path for entry in entries if is_ours(entry.name)]:
            with contextlib.suppress(OSError):
                status = os.lstat(path)
                if is_kind(status.st_mode) and _is_mine(status) and time.time() - status.st_mtime > OLD:
                    removed(path)


def _is_mine(status: os.stat_result) -> bool:
    """Return whether it belongs to this user; True on Windows, which protects the files of other users."""
    return os.name != "posix" or status.st_uid == os.geteuid()
