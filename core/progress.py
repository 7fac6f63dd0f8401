"""The one event that every use-case yields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a use-case has come."""

    phase: str
    """What is being done: ``checking``, ``packing``, ``hashing``, ``asking``, ``sending``, ``copying``, ..."""
    bytes_done: int = 0
    bytes_total: int = 0
    files_done: int = 0
    files_total: int = 0
    text: str = ""
    """One line for the artist."""
    found: Sequence[Mapping[str, Any]] = ()
    """All that a search has found so far, JSON-able."""
    report: Mapping[str, Any] | None = None
    """What there is to tell about a job's files, JSON-able; see ``file_report``."""
    rate: float = 0.0
    """Bytes a second that went over the wire lately, 0 when that is not known."""
    seconds_left: float | None = None
    """Until all bytes are there at that rate."""

    def __post_init__(self) -> None:
        # JSON knows no tuples: what has travelled is equal to what was sent.
        object.__setattr__(self, "found", tuple(self.found))
