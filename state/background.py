"""Background work as it is drawn: its progress or its outcome."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from ..core.errors import FarmError
from ..core.progress import Progress
from ..ipc.session import Request


class WorkStatus(StrEnum):
    """Status of background work."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Work(Protocol):
    """Running work: a ``bridge.runtime.background_work.BackgroundWork``."""

    request: Request | None
    """The current request to the helper; None while Blender's own thread works."""

    def step(self) -> None:
        """Do the next step in Blender's own thread."""

    def answer(self, **answer: Any) -> None:
        """Answer the helper's question."""

    def keep(self, *, keep: bool) -> None:
        """Say whether the helper finishes its task when Blender quits."""

    def cancel(self) -> None:
        """Cancel the work."""


@dataclass
class WorkView:
    """Background work, or its outcome."""

    status: WorkStatus = WorkStatus.IDLE
    started: float = 0.0
    """`time.monotonic` of the click."""
    progress: Progress | None = None
    work: Work | None = None
    """The work while it runs."""
    cancelling: bool = False
    error: FarmError | None = None
    """The error, if it failed."""
    message: str = ""
    """What was left behind when it was cancelled; "" for nothing."""

    @property
    def running(self) -> bool:
        """Whether it has started and the outcome is not known."""
        return self.status is WorkStatus.RUNNING
