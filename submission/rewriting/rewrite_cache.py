"""Rewrite cache: changed copies of .blend files, so that an unchanged file is not rewritten again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from .required_changes import Change

MOST_BYTES: Final = 4 << 30
"""Maximum total size of the copies, in bytes; the least recently used ones are deleted first."""
IN_USE: Final = 24 * 3600.0
"""Seconds for which a used copy is kept, whatever its size: it may be uploading."""
FORM: Final = 2
"""Version of the rewriting; a new one makes all copies invalid."""
_SUFFIX: Final = ".blend"
_USED: Final = ".used"
_FINE: Final = ".fine"


class RewrittenCache:
    """Cache of changed copies by key; several instances of Blender can use it at once."""

    def __init__(self, state_folder: str) -> None:
        """``state_folder`` is where this extension keeps what lasts."""
        self._folder = Path(state_folder) / "rewritten"

    def find(self, key: str) -> str:
        """Return the path of a copy, which is then kept for at least a day; "" = there is none."""
        path = self._folder / f"{key}{_SUFFIX}"
        if not path.is_file():
            return ""
        # A file beside the copy records its use: the copy's own times have to show whether its content is the same.
        with contextlib.suppress(OSError):
            path.with_suffix(_USED).touch()
        return str(path) if path.is_file() else ""

    def is_fine(self, key: str) -> bool:
        """Return whether a file is known to need no change."""
        return (self._folder / f"{key}{_FINE}").exists()

    def note_fine(self, key: str) -> None:
        """Remember that a file needs no change; if this fails, the file is read again next time."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{key}{_FINE}").touch()

    def keep(self, key: str, copy: str) -> str:
        """Move a copy into the cache and return its path; if that is not possible, the copy stays where it is."""
        path = self._folder / f"{key}{_SUFFIX}"
        draft = ""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(prefix=f".{key[:8]}.", suffix=".part", dir=self._folder)
            os.close(handle)
            try:
                os.replace(copy, draft)
            except OSError:  # another drive
                shutil.copyfile(copy, draft)
            os.replace(draft, path)
        except OSError:
            if os.path.exists(copy):
                self._remove(draft)
                return copy
            return draft  # the second move failed
        self._prune()
        return self.find(key) or copy

    def _prune(self) -> None:
        """Delete old copies; safe if another Blender does the same."""
        now = time.time()
        found: list[tuple[float, int, Path]] = []
        with contextlib.suppress(OSError):
            for entry in os.scandir(self._folder):
                path = Path(entry.path)
                if path.suffix != _USED:
                    with contextlib.suppress(OSError):
                        found.append((_used(path), entry.stat().st_size, path))
        total = sum(size for _, size, _ in found)
        for used, size, path in sorted(found):
            if now - used < IN_USE or (total <= MOST_BYTES and path.suffix == _SUFFIX):
                continue
            self._remove(str(path))
            self._remove(str(path.with_suffix(_USED)))
            total -= size

    @staticmethod
    def _remove(path: str) -> None:
        if path:
            with contextlib.suppress(OSError):
                os.unlink(path)


def _used(path: Path) -> float:
    """Return when a copy was last used or made, in seconds since 1970."""
    times = [os.stat(path).st_mtime]
    with contextlib.suppress(OSError):
        times.append(os.stat(path.with_suffix(_USED)).st_mtime)
    return max(times)


def key_of(sha: str, change: Change, blender: str) -> str:
    """Return the key of a copy: the original's checksum, the changes, and the version of Blender."""
    request: dict[str, Any] = change.as_request()
    text = json.dumps([FORM, blender, sha, request], sort_keys=True)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
