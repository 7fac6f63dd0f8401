"""What was about to be sent, kept on disk until its fate is known: no job is ever made twice.

The Manager takes the same job twice without a word. So each submission has an id that goes into the job's metadata. It
is written down before the job is sent and struck out when the answer is known; if the answer was lost, the Manager's
list of jobs tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ...core.errors import ErrorKind, FarmError
from ...core.text import say
from ...core.user_files import Kind, UserFiles, read_object


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """A job that was sent, as far as anyone knows."""

    submission_id: str
    manager_url: str
    job_name: str
    blend_path: str
    """The artist's file, "" for a job without one."""
    checkout: str
    """The checkout's path, "" without Shaman."""
    sent_at: float = 0.0
    """When it was about to be sent, in seconds since 1970."""
    taken_back: bool = False
    """The user has said stop: the job is not wanted any more."""

    @property
    def details(self) -> dict[str, str]:
        """The job in the details of an error."""
        names = {"submission_id": self.submission_id, "url": self.manager_url}
        return {**names, "job_name": self.job_name, "checkout": self.checkout}


class Journal:
    """The entries, one small file each, so that two Blenders do not disturb each other."""

    def __init__(self, user_files: UserFiles) -> None:
        self._files = user_files

    def write(self, entry: JournalEntry) -> None:
        """Write an entry so that it survives a crash of the machine.

        Raises:
            FarmError: The disk refuses; then nothing may be sent.
        """
        try:
            self._files.write_json(Kind.SUBMISSIONS, entry.submission_id, asdict(entry), durable=True)
        except OSError as error:
            raise FarmError(
                kind=ErrorKind.DISK,
                message=say(
                    "The submission can't be noted in {folder}: {reason}.",
                    folder=str(self._files.directory(Kind.SUBMISSIONS)),
                    reason=error.strerror or str(error),
                ),
                hint="Make room on that disk, or allow writing there, then submit again; nothing was submitted.",
            ) from error

    def remove(self, submission_id: str) -> None:
        """Strike an entry out: the job's fate is known. One that stays by a fault of the disk does no harm."""
        self._files.delete(Kind.SUBMISSIONS, submission_id)

    def pending(self) -> tuple[JournalEntry, ...]:
        """The jobs of which it is not known whether they arrived; files that are no entry are passed over."""
        parts = (read_object(record.path) for record in self._files.records(Kind.SUBMISSIONS))
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
