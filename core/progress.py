"""Progress: the one event that every use-case yields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Phase(StrEnum):
    """What a use-case is doing."""

    SEARCHING = "searching"
    CHECKING = "checking"
    PACKING = "packing"
    PREPARING = "preparing"
    HASHING = "hashing"
    REVIEW = "review"
    ASKING = "asking"
    SENDING = "sending"
    COPYING = "copying"
    CHECKOUT = "checkout"
    SUBMITTING = "submitting"


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a use-case."""

    phase: Phase
    bytes_done: int = 0
    bytes_total: int = 0
    files_done: int = 0
    files_total: int = 0
    text: str = ""
    """One line for the user."""
    found: Sequence[Mapping[str, Any]] = ()
    """All that a search has found so far, JSON-able."""
    report: Mapping[str, Any] | None = None
    """The report on a job's files, JSON-able; see ``file_report``."""
    rate: float = 0.0
    """Bytes sent per second, lately; 0 = not known."""
    seconds_left: float | None = None
    """Until all bytes are transferred at that rate."""

    def __post_init__(self) -> None:
        # JSON has no tuples; a received Progress must equal the sent one.
        object.__setattr__(self, "found", tuple(self.found))
