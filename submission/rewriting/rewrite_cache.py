"""Rewrite cache: changed copies of .blend files, so that an unchanged file is not rewritten again."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from typing import Any, Final

from ...core.user_files import Kind, UserFiles
from .required_changes import Change

MOST_BYTES: Final = 4 << 30
"""Maximum total size of the copies, in bytes; the least recently used ones are deleted first."""
IN_USE: Final = 24 * 3600.0
"""Seconds for which a used copy is kept, whatever its size: it may be uploading."""
FORM: Final = 2
"""Version of the rewriting; a new one makes all copies invalid."""
DAYS: Final = 30
"""Days after which an unused copy is deleted, and so is what a crash has left behind."""
_SUFFIX: Final = ".blend"
_USED: Final = ".used"
_FINE: Final = ".fine"


class RewrittenCache:
    """Cache of changed copies by key; several instances of Blender can use it at once."""

    def __init__(self, user_files: UserFiles) -> None:
        self._files = user_files

    def find(self, key: str) -> str:
        """Return the path of a copy, which is then kept for at least a day; "" = there is none."""
        path = self._files.path(Kind.REWRITTEN, key, _SUFFIX)
        if not path.is_file():
            return ""
        # A file beside the copy records its use: the copy's own times have to show whether its content is the same.
        with contextlib.suppress(OSError):
            path.with_suffix(_USED).touch()
        return str(path) if path.is_file() else ""

    def is_fine(self, key: str) -> bool:
        """Return whether a file is known to need no change."""
        return self._files.path(Kind.REWRITTEN, key, _FINE).exists()

    def note_fine(self, key: str) -> None:
        """Remember that a file needs no change; if this fails, the file is read again next time."""
        with contextlib.suppress(OSError):
            path = self._files.path(Kind.REWRITTEN, key, _FINE)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()

    def keep(self, key: str, copy: str) -> str:
        """Move a copy into the cache and return its path; if that is not possible, the copy stays where it is."""
        path = self._files.path(Kind.REWRITTEN, key, _SUFFIX)
        draft = ""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(prefix=f".{path.stem}.", suffix=".part", dir=path.parent)
            os.close(handle)
            try:
                os.replace(copy, draft)
            except OSError:  # another drive
                shutil.copyfile(copy, draft)
            os.replace(draft, path)
        except OSError:
            if os.path.exists(copy):
                if draft:
                    with contextlib.suppress(OSError):
                        os.unlink(draft)
                return copy
            return draft  # the second move failed
        self._files.prune(Kind.REWRITTEN, days=DAYS, size=MOST_BYTES, spare=IN_USE)
        return self.find(key) or copy


def key_of(sha: str, change: Change, blender: str) -> str:
    """Return the key of a copy: the original's checksum, the changes, and the version of Blender."""
    request: dict[str, Any] = change.as_request()
    return json.dumps([FORM, blender, sha, request], sort_keys=True)
