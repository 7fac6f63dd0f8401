"""How long a submission waits for what: one value that travels with the connection, so that tests can be quick."""

from __future__ import annotations

from dataclasses import dataclass, field

from .retry import Backoff

LOOK_AFTER = (0.0, 0.5, 1.0, 2.0)
"""Seconds before each look at the list of jobs: the Manager may still be busy with a request whose answer was lost."""

BACKOFF = Backoff()


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds, and how often."""

    backoff: Backoff = field(default_factory=lambda: BACKOFF)
    """Between two tries of the same thing."""
    look_after: tuple[float, ...] = field(default_factory=lambda: LOOK_AFTER)
    connect: float = 3.0
    """For one address to accept a connection."""
    read: float = 30.0
    """Without a single byte before a call fails."""
    total: float = 60.0
    """For a whole call; uploads have no limit as long as bytes move."""
    all_files: float = 300.0
    """For calls in which the Manager handles every file of a job."""
    job: float = 120.0
    """For making a job: its script may have many thousand tasks to make."""
    retry_after: float = 10.0
    """That the Manager may ask to be left alone within one call."""
    short: float = 5.0
    """For what is nice to know."""
    late: float = 180.0
    """After a job was sent and the answer did not come: so long it may still appear on the Manager's list."""
