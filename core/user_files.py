"""Records of this user on disk, by kind and key: one rule for names, reading, writing, locking and age."""

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

MAX_BYTES: Final = 1 << 20
"""Bytes of one record, unless its kind has a limit of its own."""
_LOCK_WITHIN: Final = 0.5
"""Seconds to wait for another process that changes a record; it takes about a millisecond."""
_PAUSE: Final = 0.005
_DAY: Final = 86400.0


class Kind(StrEnum):
    """What is kept. The values are names on users' disks: of folders, or of a file where there is only one record."""

    ACCEPTED_FILES = "accepted_files"
    ACCESS = "access"
    CHECKSUMS = "checksums"
    COPIES = "copies"
    FILE_LISTS = "file_lists"
    HELD = "held"
    LAST_USED = "last_used"
    MANAGERS = "managers"
    NOTICES = "news"
    REWRITTEN = "rewritten"
    RUNNING = "running"
    SUBMISSIONS = "submissions"


@dataclass(frozen=True, slots=True)
class Record:
    """What is on disk of one record: a file, or several whose names differ in their suffix only."""

    path: Path
    """Of its JSON file, which need not be there."""
    files: tuple[Path, ...]
    size: int
    """Bytes of all its files."""
    changed_at: float
    """When the newest of its files was written, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class UserFiles:
    """The folder in which the extension keeps what lasts.

    Attributes:
        folder: Absolute path; "" = nowhere: nothing is found, and every writing is an OSError.
    """

    folder: str = ""

    @property
    def root(self) -> Path:
        """The folder as a path."""
        return Path(self.folder or os.devnull)  # below a device there are no files

    def directory(self, kind: Kind) -> Path:
        """Return the folder with all records of a kind; it need not be there."""
        return self.root / kind

    def path(self, kind: Kind, key: str | None = None, suffix: str = ".json") -> Path:
        """Return where a record lies, which need not be there.

        Args:
            kind: What it is.
            key: An id, an address, anything: as a file name it would lead anywhere, so the name is its hash.
                None = the only record of its kind.
            suffix: Tells several files of one record apart.
        """
        if key is None:
            return self.directory(kind).with_name(kind + suffix)
        return self.directory(kind) / (hashlib.sha256(key.encode(errors="surrogatepass")).hexdigest()[:32] + suffix)

    def read_json(self, kind: Kind, key: str | None = None, most: int = MAX_BYTES) -> dict[str, Any] | None:
        """Return a record; None if there is none that can be used, whatever is on disk. Never block or raise."""
        return read_object(self.path(kind, key), most)

    def write_json(
        self, kind: Kind, key: str | None, value: object, most: int = MAX_BYTES, *, durable: bool = False
    ) -> None:
        """Write a record that only this user can read; other processes see the old one or the new one, nothing between.

        Args:
            kind: What it is.
            key: See ``path``.
            value: JSON-able.
            most: Bytes that it may have.
            durable: It survives a crash of the machine.

        Raises:
            OSError: It can't be written; what was there before still is.
            ValueError: It could not be read again: too large, nested too deep, or with numbers that are not finite.
            TypeError: It holds something that JSON can't say.
        """
        try:
            content = json.dumps(value, allow_nan=False).encode()
        except RecursionError:
            raise ValueError("nested too deep") from None
        if len(content) > most:
            raise ValueError(say("too large"))
        atomic_files.replace(self.path(kind, key), content, durable=durable)

    def delete(self, kind: Kind, key: str | None = None) -> None:
        """Delete a record, also from a crash of the machine on. One that stays by a fault of the disk does no harm."""
        path = self.path(kind, key)
        with contextlib.suppress(OSError):
            path.unlink()
            atomic_files.flush_folder(path.parent)

    def records(self, kind: Kind) -> list[Record]:
        """Return what there is of a kind, newest first."""
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
        self, kind: Kind, *, keep: float = math.inf, days: float = math.inf, size: float = math.inf, spare: float = 0.0
    ) -> None:
        """Delete the oldest records of a kind; what another process does there at the same time does not matter.

        Args:
            kind: What they are.
            keep: Number of records that may stay.
            days: Age up to which they may stay.
            size: Bytes that they may take together.
            spare: Seconds for which a new one stays in any case.
        """
        now, total = time.time(), 0
        for number, record in enumerate(self.records(kind)):
            total += record.size
            age = now - record.changed_at
            if age >= spare and (number >= keep or age > days * _DAY or total > size):
                for file in record.files:
                    with contextlib.suppress(OSError):
                        file.unlink()

    @contextlib.contextmanager
    def lock(self) -> Iterator[None]:
        """Have other processes and threads wait that want to change a record, for a record is read and then written.

        Where there are no locks, or somebody has had this one for long, the block runs all the same: at worst the
        later change wins.
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
"""For who keeps nothing."""


def read_object(
    path: Path, most: int = MAX_BYTES, hook: Callable[[dict[str, Any]], Any] | None = None
) -> dict[str, Any] | None:
    """Return the JSON object in a file; None if there is none, whatever is on disk. Never block or raise."""
    try:
        value = atomic_files.read_json(path, most, hook)
    except (OSError, ValueError):
        return None
    return value if isinstance(value, dict) else None
