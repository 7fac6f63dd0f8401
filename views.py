"""More of what is drawn, as ``state`` keeps it: files, word of submissions, caches, redraws."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .core.errors import FarmError
    from .ipc.session import Request


@dataclass
class FilesView:
    """The files of the job, as the last look at them found them."""

    blend: str = ""
    """The .blend that was looked at."""
    report: Mapping[str, Any] = field(default_factory=dict)
    """The message of ``submission.file_report``; empty before the first look."""
    request: Request | None = None
    """The dry run that is under way."""
    pending: Callable[[], None] | None = None
    """What the pump does next: finding files for a dry run."""
    error: FarmError | None = None
    """Why the last dry run, or writing its list, failed."""
    lines_kept: bool = False
    """The list in the panel has begun to follow this report."""

    @property
    def entries(self) -> Sequence[Mapping[str, Any]]:
        """The files that are listed."""
        entries: Sequence[Mapping[str, Any]] = self.report.get("entries", ())
        return entries

    def count(self, *states: str) -> int:
        """How many files are in one of these states."""
        counts = self.report.get("counts", {})
        return sum(counts.get(state, {}).get("files", 0) for state in states)


@dataclass
class NewsView:
    """What became of submissions that this Blender did not watch to their end."""

    words: list[Mapping[str, Any]] = field(default_factory=list)
    """As ``submission.news`` tells them, taken off the disk."""
    open: Sequence[Mapping[str, Any]] = ()
    """Jobs of which nobody knows whether they arrived: ``submission_id, manager_url, job_name``."""
    running: Sequence[Mapping[str, Any]] = ()
    """What another Blender sends, or one that was closed; parts as in ``open``."""
    stopping: frozenset[str] = frozenset()
    """Ids of those among them that were asked to end."""
    looked_at: float = float("-inf")
    """`time.monotonic` of the last look at the disk."""
    asking: bool = False
    error: FarmError | None = None
    """Why the Manager could not be asked."""


@dataclass
class UpkeepView:
    """What lies on this computer's disk."""

    kinds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    """Name to ``{bytes, files}``, see ``submission.upkeep``."""
    busy: bool = False
    measured_at: float = float("-inf")
    drawn_at: float = float("-inf")
    """`time.monotonic` of the last draw, as in `State`."""


@dataclass
class RedrawView:
    """When Blender was asked to draw what the extension shows, and what that takes; ``bridge.redraw`` fills it."""

    wanted: bool = False
    """Something that only goes on waits for its time."""
    at: float = float("-inf")
    """`time.monotonic` of the last request."""
    noticed: bool = True
    """What the last one took is known."""
    takes: float = 0.0
    """Seconds that a redraw holds up Blender, about."""
    turn_due: float = float("inf")
    """`time.monotonic` at which the next turn of the pump is due."""
