"""Submission record: one submission, from before its first byte is sent until nobody asks about it any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from typing import Any

from ...core import text


class Outcome(StrEnum):
    """What became of a submission. The values are on users' disks."""

    SENDING = "sending"
    """It runs; or the process ended, and no job was created."""
    UNKNOWN = "unknown"
    """The job was sent, and no answer has come yet."""
    DONE = "done"
    ARRIVED = "arrived"
    """The answer was lost, and the job exists all the same."""
    ABSENT = "absent"
    """The answer was lost, and the job was never created."""
    DELETED = "deleted"
    """It was cancelled, and its job deleted later."""
    FAILED = "failed"
    CANCELLED = "cancelled"
    CUT_OFF = "cut-off"
    """Blender or the helper ended while it was sent."""


@dataclass(frozen=True, slots=True)
class SubmissionRecord:
    """One submission; its files are in a file of their own, see ``Records.files``."""

    submission_id: str
    manager_url: str
    job_name: str
    blend_path: str
    """The user's file, "" for a job without one."""
    checkout: str = ""
    """The checkout's path, "" without Shaman."""
    made: str = ""
    """What was made on the farm's storage for this job alone; "" = nothing."""
    copy: str = ""
    """The copy with unsaved changes beside the artist's file; "" = none."""
    sent_at: float = 0.0
    """Time just before the job was sent, in seconds since 1970."""
    taken_back: bool = False
    """The user cancelled: the job is no longer wanted."""
    outcome: Outcome = Outcome.UNKNOWN
    told: bool = False
    """A person, script or command line has been told the outcome."""
    at: float = 0.0
    """Time of the outcome, or of the beginning, in seconds since 1970."""
    job_type: str = ""
    user: str = ""
    scene: str = ""
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """By key: ``value``, and ``from``, where it came from."""
    output: str = ""
    """The output path as the Manager resolved it."""
    content: str = ""
    """Equal for submissions of the same job with the same files; "" = not known."""
    job_id: str = ""
    job_url: str = ""
    message: str = ""
    hint: str = ""

    @property
    def details(self) -> dict[str, str]:
        """The job in the details of an error."""
        names = {"submission_id": self.submission_id, "url": self.manager_url}
        return {**names, "job_name": self.job_name, "checkout": self.checkout}

    @property
    def made_a_job(self) -> bool:
        """Whether its job was created and is wanted."""
        return self.outcome in {Outcome.DONE, Outcome.ARRIVED}

    def as_json(self) -> Any:
        """Return the record as a JSON-able object."""
        return text.to_json(asdict(self))


def from_json(parts: Mapping[str, Any]) -> SubmissionRecord | None:
    """Return the record in an object whose texts are revived; None = it is none. Parts may be missing: older ones."""
    given = {name: parts[name] for name in _KINDS if name in parts}
    if not all(isinstance(value, _KINDS[name]) for name, value in given.items()):
        return None
    if not all(isinstance(value, dict) for value in given.get("settings", {}).values()):
        return None
    try:
        return SubmissionRecord(**{**given, "outcome": Outcome(given.get("outcome", Outcome.UNKNOWN))})
    except (TypeError, ValueError):  # required parts are missing, or a newer version knows more outcomes
        return None


_SPECIAL: dict[str, type | tuple[type, ...]] = {
    "sent_at": (int, float),
    "at": (int, float),
    "taken_back": bool,
    "told": bool,
    "settings": dict,
}
_KINDS = {each.name: _SPECIAL.get(each.name, str) for each in fields(SubmissionRecord)}
