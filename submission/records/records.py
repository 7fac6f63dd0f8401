"""Records on disk: a small JSON file for each submission, and its files beside it as compressed lines of JSON."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import tempfile
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from ...core import atomic_files, text
from ...core.errors import ErrorKind, FarmError
from ...core.text import say
from ...core.user_files import Kind, UserFiles, read_object
from .record import Outcome, SubmissionRecord, from_json

KEEP: Final = 500
DAYS: Final = 60.0
MOST_BYTES: Final = 200 << 20
_ROOM: Final = 64 * 1024
"""Bytes that must be free: several times what one submission writes beside the list of its files."""
_FILES = ".gz"
_LARGEST: Final = 16 << 20
"""Most bytes of a record without its files."""
_BLOCK = 1 << 16
_GZIP = 16 + zlib.MAX_WBITS
"""The form of ``zlib`` for gzip, whose own header has no time, so that the same files give the same bytes."""


class SentFile(NamedTuple):
    """One file of a submission."""

    path: str
    """Its path in the checkout or in the folder on the shared storage."""
    sha: str
    """SHA-256; "" = it was used where it is, and not read."""
    size: int
    source: str
    """The user's file."""
    left_out: str = ""
    """Why it was not sent; "" = it was."""


class Records:
    """The records, one for each submission, so that several Blenders can write at the same time."""

    def __init__(self, user_files: UserFiles) -> None:
        self.user_files = user_files

    def write(self, record: SubmissionRecord) -> None:
        """Write a record so that it survives a crash of the machine.

        Raises:
            FarmError: The disk refuses; then nothing may be sent.
        """
        try:
            self.user_files.write_json(Kind.SUBMISSIONS, record.submission_id, record.as_json(), _LARGEST, durable=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def write_files(self, submission_id: str, files: Iterable[SentFile]) -> None:
        """Write the list of a submission's files.

        Raises:
            FarmError: The disk refuses.
        """
        path = self.user_files.path(Kind.SUBMISSIONS, submission_id, _FILES)
        try:
            atomic_files.replace(path, _compressed(files))
        except OSError as error:
            raise self._unwritable(error) from error

    def files(self, submission_id: str) -> Iterator[SentFile]:
        """Yield the files of a submission; stop where the list can't be read."""
        path = self.user_files.path(Kind.SUBMISSIONS, submission_id, _FILES)
        with contextlib.suppress(OSError, ValueError, TypeError, zlib.error):
            for line in _lines(atomic_files.read(path, MOST_BYTES)):
                yield SentFile(*json.loads(line))

    def read(self, submission_id: str) -> SubmissionRecord | None:
        """Return a record, or None if it is missing or unusable."""
        return _read(self.user_files.path(Kind.SUBMISSIONS, submission_id))

    def all(self) -> tuple[SubmissionRecord, ...]:
        """Return all records, newest first; ignore invalid files."""
        found = (_read(record.path) for record in self.user_files.records(Kind.SUBMISSIONS))
        return tuple(record for record in found if record is not None)

    def pending(self) -> tuple[SubmissionRecord, ...]:
        """Return the submissions whose job was sent and may exist or not."""
        return tuple(record for record in self.all() if record.outcome is Outcome.UNKNOWN)

    def unsent(self, record: SubmissionRecord) -> None:
        """Note that certainly no job was created."""
        self.close(record, Outcome.SENDING, sent_at=0.0)

    def close(self, record: SubmissionRecord, outcome: Outcome, **changes: Any) -> None:
        """Write an outcome. If the disk refuses, the record stays as it was, which does no harm."""
        with contextlib.suppress(FarmError):
            self.write(replace(record, outcome=outcome, at=time.time(), **changes))

    def end(self, submission_id: str, outcome: Outcome, *, told: bool, message: str = "", hint: str = "") -> None:
        """Write how a submission ended without a job, unless its job may have been created."""
        record = self.read(submission_id)
        if record is not None and record.outcome is not Outcome.UNKNOWN and not record.made_a_job:
            self.close(record, outcome, told=told, message=message, hint=hint)

    def tell(self, submission_id: str) -> None:
        """Note that somebody has been told the outcome."""
        record = self.read(submission_id)
        if record is not None and not record.told:
            with contextlib.suppress(FarmError):
                self.write(replace(record, told=True))

    def take_untold(self) -> list[SubmissionRecord]:
        """Return the outcomes that nobody has been told, oldest first; only one of several Blenders gets each."""
        with self.user_files.lock():
            found = [each for each in self.all() if not each.told and each.outcome not in _OPEN]
            for record in found:
                self.tell(record.submission_id)
        return sorted(found, key=lambda record: record.at)

    def remove(self, submission_id: str) -> None:
        """Remove a record: nothing was sent."""
        self.user_files.delete(Kind.SUBMISSIONS, submission_id)
        with contextlib.suppress(OSError):
            self.user_files.path(Kind.SUBMISSIONS, submission_id, _FILES).unlink()

    def prune(self) -> None:
        """Delete old records, except those with an unknown outcome."""
        self.user_files.prune(Kind.SUBMISSIONS, keep=KEEP, days=DAYS, size=MOST_BYTES, spared=is_open)

    def require_room(self) -> None:
        """Check, before anything is sent, that the records of a submission can be written.

        Raises:
            FarmError: They can't.
        """
        folder = self.user_files.directory(Kind.SUBMISSIONS)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            # The name ends with .tmp: it is no record, should this process be killed.
            with tempfile.NamedTemporaryFile(prefix=".room.", suffix=".tmp", dir=folder) as probe:
                probe.write(bytes(_ROOM))
                probe.flush()
                os.fsync(probe.fileno())
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> FarmError:
        folder = str(self.user_files.directory(Kind.SUBMISSIONS))
        reason = error.strerror or str(error)
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            hint = "Free some space on that disk, then submit again; nothing was submitted."
            kind = ErrorKind.DISK_FULL
        elif error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
            hint = "Allow writing to that folder, then submit again; nothing was submitted."
            kind = ErrorKind.PERMISSION
        else:
            hint = "Free some space on that disk, or allow writing there, then submit again; nothing was submitted."
            kind = ErrorKind.DISK
        message = say("The submission can't be noted in {folder}: {reason}.", folder=folder, reason=reason)
        return FarmError(message, kind=kind, hint=hint, details={"folder": folder})


_OPEN = frozenset({Outcome.SENDING, Outcome.UNKNOWN})


def is_open(path: Path) -> bool:
    """Return whether the record in a file has no outcome yet."""
    record = _read(path)
    return record is not None and record.outcome in _OPEN


def _read(path: Path) -> SubmissionRecord | None:
    parts: Mapping[str, Any] | None = read_object(path, _LARGEST, hook=text.from_json)
    return None if parts is None else from_json(parts)


def _compressed(files: Iterable[SentFile]) -> Iterator[bytes]:
    packer = zlib.compressobj(1, wbits=_GZIP)
    for file in files:
        yield packer.compress(f"{json.dumps(file)}\n".encode())
    yield packer.flush()


def _lines(content: bytes) -> Iterator[bytes]:
    """Yield the lines of compressed content without holding all of them: a small file may unpack to a huge one."""
    unpacker, rest = zlib.decompressobj(_GZIP), b""
    while content and not unpacker.eof:
        rest += unpacker.decompress(content, _BLOCK)
        content = unpacker.unconsumed_tail
        *whole, rest = rest.split(b"\n")
        yield from whole
        if len(rest) > _BLOCK:
            return
