"""What the helper is asked for, as it is drawn: how far it has come, or how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from ..core.errors import FarmError
from ..core.progress import Progress
from ..ipc.session import Request


class WorkStatus(StrEnum):
    """Where work in the background stands."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Work(Protocol):
    """Work that is under way: a ``bridge.runtime.background_work.BackgroundWork``."""

    request: Request | None
    """What the helper does for it now; None while Blender's own thread has something to do."""

    def step(self) -> None:
        """Do what comes next in Blender's own thread."""

    def answer(self, **answer: Any) -> None:
        """Answer what the helper asks."""

    def cancel(self) -> None:
        """Stop it."""


@dataclass
class WorkView:
    """Work in the background, or how it ended."""

    status: WorkStatus = WorkStatus.IDLE
    started: float = 0.0
    """`time.monotonic` of the click."""
    progress: Progress | None = None
    work: Work | None = None
    """Who does it, while it runs."""
    cancelling: bool = False
    error: FarmError | None = None
    """Why it failed."""
    message: str = ""
    """What was left behind when it was cancelled, empty when nothing."""

    @property
    def running(self) -> bool:
        """True from the click until the outcome is known."""
        return self.status is WorkStatus.RUNNING
