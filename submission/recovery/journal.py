"""Journal: submissions on disk until their outcome is known, so that no job is created twice.

The Manager accepts the same job twice. So each submission has an id in the job's metadata. An entry is written before
the job is sent and removed when the answer is known; if the answer is lost, the job is looked up in the Manager's list.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from ...core.errors import ErrorKind, FarmError
from ...core.text import say
from ...core.user_files import Kind, UserFiles, read_object

_ROOM: Final = 64 * 1024
"""Bytes that must be free: several times what one submission writes."""


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A job that was probably sent."""

    submission_id: str
    manager_url: str
    job_name: str
    blend_path: str
    """The user's file, "" for a job without one."""
    checkout: str
    """The checkout's path, "" without Shaman."""
    made: str = ""
    """What was made on the farm's storage for this job alone; "" = nothing."""
    copy: str = ""
    """The copy with unsaved changes beside the artist's file; "" = none."""
    sent_at: float = 0.0
    """Time just before it was sent, in seconds since 1970."""
    taken_back: bool = False
    """The user cancelled: the job is no longer wanted."""

    @property
    def details(self) -> dict[str, str]:
        """The job in the details of an error."""
        names = {"submission_id": self.submission_id, "url": self.manager_url}
        return {**names, "job_name": self.job_name, "checkout": self.checkout}


class Journal:
    """The entries, one small file each, so that several Blenders can write at the same time."""

    def __init__(self, user_files: UserFiles) -> None:
        self.files = user_files

    def write(self, entry: JournalEntry) -> None:
        """Write an entry so that it survives a crash of the machine.

        Raises:
            FarmError: The disk refuses; then nothing may be sent.
        """
        try:
            self.files.write_json(Kind.SUBMISSIONS, entry.submission_id, asdict(entry), durable=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def require_room(self) -> None:
        """Check, before anything is sent, that the records of a submission can be written.

        Raises:
            FarmError: They can't.
        """
        folder = self.files.directory(Kind.SUBMISSIONS)
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
        folder = str(self.files.directory(Kind.SUBMISSIONS))
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

    def remove(self, submission_id: str) -> None:
        """Remove an entry: the outcome is known. Ignore errors of the disk: an entry that stays does no harm."""
        self.files.delete(Kind.SUBMISSIONS, submission_id)

    def pending(self) -> tuple[JournalEntry, ...]:
        """Return the jobs with an unknown outcome; ignore invalid files."""
        parts = (read_object(record.path) for record in self.files.records(Kind.SUBMISSIONS))
        entries = (_entry(part) for part in parts if part is not None)
        return tuple(entry for entry in entries if entry is not None)


def _entry(parts: Mapping[str, Any]) -> JournalEntry | None:
    try:
        entry = JournalEntry(**{name: parts[name] for name in JournalEntry.__slots__ if name in parts})
    except TypeError:
        return None
    kinds: dict[str, type | tuple[type, ...]] = {"sent_at": (int, float), "taken_back": bool}
    fits = all(isinstance(value, kinds.get(name, str)) for name, value in asdict(entry).items())
    return entry if fits else None
