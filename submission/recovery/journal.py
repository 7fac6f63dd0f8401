"""What was about to be sent, kept on disk until its fate is known: no job is ever made twice.

The Manager takes the same job twice without a word. So each submission has an id that goes into the job's metadata. It
is written down before the job is sent and struck out when the answer is known; if the answer was lost, the Manager's
list of jobs tells.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path

from ...core.errors import ErrorKind, FarmError
from ...core.text import say

_MOST_BYTES = 1 << 16


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


class Journal:
    """The entries, one small file each, so that two Blenders do not disturb each other."""

    def __init__(self, state_folder: str) -> None:
        self._folder = Path(state_folder) / "submissions"

    def write(self, entry: JournalEntry) -> None:
        """Write an entry so that it survives a crash of the machine.

        Raises:
            FarmError: The disk refuses; then nothing may be sent.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(dir=self._folder, suffix=".part")
            try:
                with os.fdopen(handle, "w", encoding="ascii") as file:
                    json.dump(asdict(entry), file)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(draft, self._path(entry.submission_id))
            except BaseException:
                Path(draft).unlink(missing_ok=True)
                raise
            self._sync()
        except OSError as error:
            raise FarmError(
                kind=ErrorKind.DISK,
                message=say(
                    "The submission can't be noted in {folder}: {reason}.",
                    folder=str(self._folder),
                    reason=error.strerror or str(error),
                ),
                hint="Make room on that disk, or allow writing there, then submit again; nothing was submitted.",
            ) from error

    def remove(self, submission_id: str) -> None:
        """Strike an entry out: the job's fate is known. One that stays by a fault of the disk does no harm."""
        with contextlib.suppress(OSError):
            self._path(submission_id).unlink()
            self._sync()

    def pending(self) -> tuple[JournalEntry, ...]:
        """The jobs of which it is not known whether they arrived; files that are no entry are passed over."""
        try:
            paths = sorted(self._folder.glob("*.json"))
        except OSError:
            return ()
        entries = (_read(path) for path in paths)
        return tuple(entry for entry in entries if entry is not None)

    def _path(self, submission_id: str) -> Path:
        # An id may be any text; as a file name it must not lead anywhere else.
        return self._folder / f"{hashlib.sha256(submission_id.encode(errors='surrogatepass')).hexdigest()[:32]}.json"

    def _sync(self) -> None:
        """Make the folder's own change durable, where system and file system can."""
        with contextlib.suppress(OSError):
            handle = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _read(path: Path) -> JournalEntry | None:
    try:
        with path.open("rb") as file:
            parts = json.loads(file.read(_MOST_BYTES))
        entry = JournalEntry(**{name: parts[name] for name in JournalEntry.__slots__ if name in parts})
    except (OSError, ValueError, TypeError):
        return None
    kinds: dict[str, type | tuple[type, ...]] = {"sent_at": (int, float), "taken_back": bool}
    fits = all(isinstance(value, kinds.get(name, str)) for name, value in asdict(entry).items())
    return entry if fits else None
