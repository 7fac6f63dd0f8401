"""Polled answer: a regularly updated answer of the helper; ``bridge.runtime.polled_answer`` requests it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from ..core.errors import FarmError
from ..ipc.request import Request

T = TypeVar("T")

LONGEST: Final = 300.0
"""Most seconds between two attempts, after any number of failures."""


@dataclass
class PolledAnswer(Generic[T]):
    """A question to the helper and its last answer."""

    task: str = ""
    """The question: a name of ``helper.tasks``, "" before the first one."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    answer: T | None = None
    """Stays when a later attempt fails."""
    error: FarmError | None = None
    """The error of the last attempt, if it failed."""
    failures: int = 0
    """Number of failed attempts in a row."""
    asked_at: float = float("-inf")
    """`time.monotonic` of the last attempt."""
    request: Request | None = None
    """The running attempt."""

    def about(self, **arguments: Any) -> T | None:
        """Return the answer, if these arguments are among those of the question."""
        return self.answer if arguments.items() <= self.arguments.items() else None

    def is_known(self, **arguments: Any) -> bool:
        """Return whether a question with these arguments was answered, if only by an error."""
        return arguments.items() <= self.arguments.items() and (self.answer is not None or self.error is not None)

    def is_due(self, age: float, now: float) -> bool:
        """Return whether to ask (again).

        Args:
            age: Seconds that an answer may be old; doubled for each failure.
            now: `time.monotonic`.
        """
        if self.request is not None:
            return self.request.done  # without an answer: the session was stopped
        wait = min(age * 2 ** min(self.failures, 10), LONGEST) if self.failures else age
        return now - self.asked_at >= wait

    def begin(self, task: str, arguments: Mapping[str, Any]) -> None:
        """Start a new question, without the old answer."""
        self.task, self.arguments, self.answer = task, arguments, None
        self.error, self.failures, self.asked_at, self.request = None, 0, float("-inf"), None

    def keep(self, answer: T) -> None:
        """Store an answer and drop the running attempt."""
        self.answer, self.error, self.failures, self.request = answer, None, 0, None

    def fail(self, error: FarmError) -> None:
        """Record a failed attempt."""
        self.error, self.failures, self.request = error, self.failures + 1, None

    def expire(self) -> None:
        """Request a new attempt, since the subject has changed; a running attempt is awaited first."""
        self.asked_at = float("-inf")
