"""Changed copies of .blend files that are kept: what has not changed is not opened a second time."""

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
"""Bytes that the copies may take together; those used longest ago go first."""
IN_USE: Final = 24 * 3600.0
"""Seconds for which a copy that was asked for stays, whatever its size: it may be on its way to a farm."""
FORM: Final = 2
"""Which way of changing files the copies were made in; another one makes all of them anew."""
_SUFFIX: Final = ".blend"
_USED: Final = ".used"
_FINE: Final = ".fine"


class RewrittenCache:
    """Copies by what they were made of; several Blenders may use it at once."""

    def __init__(self, state_folder: str) -> None:
        """``state_folder`` is where this extension keeps what lasts."""
        self._folder = Path(state_folder) / "rewritten"

    def find(self, key: str) -> str:
        """The path of a copy, which stays there for a day at least; "" = there is none."""
        path = self._folder / f"{key}{_SUFFIX}"
        if not path.is_file():
            return ""
        # When it was used is told by a file beside it: the copy's own times tell whether its content is the same.
        with contextlib.suppress(OSError):
            path.with_suffix(_USED).touch()
        return str(path) if path.is_file() else ""

    def is_fine(self, key: str) -> bool:
        """Whether it is known that nothing has to be changed."""
        return (self._folder / f"{key}{_FINE}").exists()

    def note_fine(self, key: str) -> None:
        """Remember that nothing has to be changed; a disk that refuses costs another look, nothing else."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{key}{_FINE}").touch()

    def keep(self, key: str, copy: str) -> str:
        """Take over a copy; returns where it is now: at its old place if there is no room or no right."""
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
            return draft  # moved half the way
        self._prune()
        return self.find(key) or copy

    def _prune(self) -> None:
        """Make room; what another Blender does here at the same time does not matter."""
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
    """When a copy was asked for last, or made; seconds since 1970."""
    times = [os.stat(path).st_mtime]
    with contextlib.suppress(OSError):
        times.append(os.stat(path.with_suffix(_USED)).st_mtime)
    return max(times)


def key_of(sha: str, change: Change, blender: str) -> str:
    """What a copy is known by: what it was made of, what was changed, and which Blender did it."""
    request: dict[str, Any] = change.as_request()
    told = json.dumps([FORM, blender, sha, request], sort_keys=True)
    return hashlib.sha256(told.encode(errors="surrogatepass")).hexdigest()
