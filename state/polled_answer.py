"""An answer of the helper that is kept up to date, as it is drawn; ``bridge.runtime.polled_answer`` asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Generic, TypeVar

from ..core.errors import FarmError
from ..ipc.request import Request

T = TypeVar("T")

LONGEST: Final = 300.0
"""Seconds between two attempts at most, however many have failed in a row."""


@dataclass
class PolledAnswer(Generic[T]):
    """A question to the helper and the last answer to it; another question has no answer yet."""

    task: str = ""
    """The question: a name of ``helper.tasks``, "" before the first one."""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    answer: T | None = None
    """Stays when a later attempt fails."""
    error: FarmError | None = None
    """Why the last attempt failed."""
    failures: int = 0
    """Attempts in a row that failed."""
    asked_at: float = float("-inf")
    """`time.monotonic` of the last attempt."""
    request: Request | None = None
    """The attempt that is not answered yet."""

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
        """Turn to a question, and forget all that is known."""
        self.task, self.arguments, self.answer = task, arguments, None
        self.error, self.failures, self.asked_at, self.request = None, 0, float("-inf"), None

    def keep(self, answer: T) -> None:
        """Take the answer; that of an attempt under way is ignored."""
        self.answer, self.error, self.failures, self.request = answer, None, 0, None

    def fail(self, error: FarmError) -> None:
        """Take note that the attempt failed."""
        self.error, self.failures, self.request = error, self.failures + 1, None

    def expire(self) -> None:
        """Have it asked for again soon: what it is about has changed. An attempt under way is awaited first."""
        self.asked_at = float("-inf")
