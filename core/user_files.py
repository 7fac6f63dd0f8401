"""The user's records on disk, by kind and key: names, reading, writing, locking and pruning."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from . import atomic_files, file_lock
from .text import say

CLEARED: Final = ".cleared"
"""File in a folder of unpacked libraries that was cleared while it was in use: the next helper unpacks anew."""
MAX_BYTES: Final = 1 << 20
"""Most bytes of a record, unless its kind has another limit."""
_LOCK_WITHIN: Final = 0.5
"""Seconds to wait for another process to release the lock; a change takes about a millisecond."""
_PAUSE: Final = 0.005
_DAY: Final = 86400.0


class Kind(StrEnum):
    """Kind of a record. The values are names on users' disks: of folders, or of the file of a single record."""

    ACCEPTED_FILES = "accepted_files"
    ACCESS = "access"
    CHECKSUMS = "checksums"
    COPIES = "copies"
    FILE_LISTS = "file_lists"
    HELD = "held"
    JOB_COPIES = "job_copies"
    LAST_IMAGES = "last_images"
    LAST_USED = "last_used"
    MANAGERS = "managers"
    OUTPUTS = "outputs"
    REWRITTEN = "rewritten"
    RUNNING = "running"
    SUBMISSIONS = "submissions"
    TASK_LOGS = "task_logs"


@dataclass(frozen=True, slots=True)
class Record:
    """One record on disk: a file, or several files whose names differ in the suffix only."""

    path: Path
    """Of its JSON file, which may not exist."""
    files: tuple[Path, ...]
    size: int
    """Bytes of all its files."""
    changed_at: float
    """When the newest of its files was written, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class UserFiles:
    """The folder with the extension's persistent files.

    Attributes:
        folder: Absolute path; "" = none: reading finds nothing, and writing raises an OSError.
    """

    folder: str = ""

    @property
    def root(self) -> Path:
        """The folder as a path."""
        return Path(self.folder or os.devnull)  # a device has no files below it

    def directory(self, kind: Kind) -> Path:
        """Return the folder with all records of a kind; it may not exist."""
        return self.root / kind

    def path(self, kind: Kind, key: str | None = None, suffix: str = ".json") -> Path:
        """Return the path of a record, which may not exist.

        Args:
            kind: Kind of the record.
            key: An id, an address, any text: the file is named by its hash, since the text itself may be no safe name.
                None = the only record of its kind.
            suffix: Distinguishes several files of one record.
        """
        if key is None:
            return self.directory(kind).with_name(kind + suffix)
        return self.directory(kind) / (hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:32] + suffix)

    def read_json(self, kind: Kind, key: str | None = None, most: int = MAX_BYTES) -> dict[str, Any] | None:
        """Return a record, or None if it is missing or unusable. Never block or raise."""
        return read_object(self.path(kind, key), most)

    def write_json(
        self, kind: Kind, key: str | None, value: object, most: int = MAX_BYTES, *, durable: bool = False
    ) -> None:
        """Write a record that only this user can read; other processes see the old record or the new, never a part.

        Args:
            kind: Kind of the record.
            key: See ``path``.
            value: JSON-able.
            most: Largest size in bytes.
            durable: Make the record survive a crash of the machine.

        Raises:
            OSError: The record can't be written; the old one is unchanged.
            ValueError: It could not be read again: too large, nested too deep, or with numbers that are not finite.
            TypeError: It contains something that JSON can't represent.
        """
        try:
            content = json.dumps(value, allow_nan=False).encode()
        except RecursionError:
            raise ValueError("nested too deep") from None
        if len(content) > most:
            raise ValueError(say("too large"))
        atomic_files.replace(self.path(kind, key), content, durable=durable)

    def delete(self, kind: Kind, key: str | None = None) -> None:
        """Delete a record durably. Ignore errors of the disk: a record that stays does no harm."""
        path = self.path(kind, key)
        with contextlib.suppress(OSError):
            path.unlink()
            atomic_files.flush(path.parent)

    def records(self, kind: Kind) -> list[Record]:
        """Return all records of a kind, newest first."""
        found: dict[Path, Record] = {}
        with contextlib.suppress(OSError):
            for file in self.directory(kind).iterdir():
                with contextlib.suppress(OSError):
                    status, path = file.lstat(), file.with_suffix(".json")
                    record = found.get(path, Record(path, (), 0, -math.inf))
                    size, changed_at = record.size + status.st_size, max(record.changed_at, status.st_mtime)
                    found[path] = Record(path, (*record.files, file), size, changed_at)
        return sorted(found.values(), key=lambda record: record.changed_at, reverse=True)

    def prune(
        self,
        kind: Kind,
        *,
        keep: float = math.inf,
        days: float = math.inf,
        size: float = math.inf,
        spare: float = 0.0,
        spared: Callable[[Path], bool] = lambda _path: False,
    ) -> None:
        """Delete the oldest records of a kind; other processes may change records at the same time.

        Args:
            kind: Kind of the records.
            keep: Most records to keep.
            days: Oldest age to keep.
            size: Most bytes to keep in total.
            spare: Seconds for which a new record is never deleted.
            spared: Whether a record, by the path of its JSON file, is never deleted.
        """
        now, total = time.time(), 0
        for number, record in enumerate(self.records(kind)):
            total += record.size
            age = now - record.changed_at
            is_old = number >= keep or age > days * _DAY or total > size
            if is_old and age >= spare and not spared(record.path):
                for file in record.files:
                    with contextlib.suppress(OSError):
                        file.unlink()

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Make other processes and threads wait while a record is read, changed and written.

        The block runs without the lock if the file system has no locks or another process holds it for too long: at
        worst the later change wins.
        """
        handle, until = -1, time.monotonic() + _LOCK_WITHIN
        with contextlib.suppress(OSError):
            self.root.mkdir(parents=True, exist_ok=True)
            handle = os.open(self.root / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
            while time.monotonic() < until:
                try:
                    file_lock.lock(handle)
                    break
                except (BlockingIOError, PermissionError):
                    time.sleep(_PAUSE)
        try:
            yield
        finally:
            if handle >= 0:
                os.close(handle)


NOWHERE: Final = UserFiles()
"""For callers that keep nothing on disk."""


def read_object(
    path: Path, most: int = MAX_BYTES, hook: Callable[[dict[str, Any]], Any] | None = None
) -> dict[str, Any] | None:
    """Return the JSON object in a file, or None if it is missing or unusable. Never block or raise."""
    try:
        value = atomic_files.read_json(path, most, hook)
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None
