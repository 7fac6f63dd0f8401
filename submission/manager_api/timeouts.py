"""Timeouts of a submission: one value that belongs to the connection, so that tests can shorten it."""

from __future__ import annotations

from dataclasses import dataclass, field

from .retry import Backoff

LOOK_AFTER = (0.0, 0.5, 1.0, 2.0)
"""Seconds before each search for a job whose answer was lost: the Manager may still be processing the request."""

BACKOFF = Backoff()


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Timeouts in seconds, and the back-off."""

    backoff: Backoff = field(default_factory=lambda: BACKOFF)
    """Between two attempts."""
    look_after: tuple[float, ...] = field(default_factory=lambda: LOOK_AFTER)
    connect: float = 3.0
    """To connect to one address."""
    read: float = 30.0
    """Without a received byte."""
    total: float = 60.0
    """For a whole call; uploads have no such limit."""
    all_files: float = 300.0
    """For calls in which the Manager processes every file of a job."""
    job: float = 120.0
    """For creating a job: its script may create many thousands of tasks."""
    retry_after: float = 10.0
    """Longest Retry-After that is obeyed within one call."""
    short: float = 5.0
    """For optional information."""
    late: float = 180.0
    """For a job whose answer was lost to appear in the Manager's list."""
