"""Which of this user's jobs was the last one with an output path."""

from __future__ import annotations

import contextlib
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from ..core.user_files import Kind, UserFiles

_KEPT: Final = 1000


@dataclass(frozen=True, slots=True)
class OutputUse:
    """The last job with an output path."""

    at: float
    """When the Manager had created it, in seconds since 1970."""
    job_id: str = ""
    job_name: str = ""
    path: str = ""
    """The path in the Manager's answer, in which the timestamp is replaced."""

    @property
    def when(self) -> str:
        """The time for messages."""
        return datetime.fromtimestamp(self.at).astimezone().strftime("%Y-%m-%d %H:%M")


def last_use(user_files: UserFiles, path: str) -> OutputUse | None:
    """Return the last job of this user with an output path, as it was before the timestamp was replaced."""
    record = user_files.read_json(Kind.OUTPUTS, path) or {}
    names = ("job_id", "job_name", "path")
    if not isinstance(record.get("at"), float) or not all(isinstance(record.get(name), str) for name in names):
        return None
    with contextlib.suppress(ValueError, OverflowError, OSError):  # a time beyond what the system can show
        datetime.fromtimestamp(record["at"]).astimezone()
        return OutputUse(record["at"], *(record[name] for name in names))
    return None


def keep_use(user_files: UserFiles, path: str, use: OutputUse) -> None:
    """Remember the last job with an output path; without a place on the disk there is none."""
    with contextlib.suppress(OSError, ValueError):
        user_files.write_json(Kind.OUTPUTS, path, asdict(use))
        user_files.prune(Kind.OUTPUTS, keep=_KEPT, spare=3600.0)
