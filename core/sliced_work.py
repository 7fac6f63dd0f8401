"""Work in small steps, so that Blender's main thread can do it a few at a time."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

T = TypeVar("T")

Steps = Generator[None, None, T]
"""Yields after each small piece of work and returns what all of it comes to."""


def finish(steps: Steps[T]) -> T:
    """Do all of the work at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


class SlicedWork(Generic[T]):
    """Work that is under way.

    Attributes:
        result: What it comes to, as soon as it is done.
    """

    result: T

    def __init__(self, steps: Steps[T]) -> None:
        self._steps = steps
        self._done = False

    def run_for(self, seconds: float, clock: Callable[[], float] = time.perf_counter) -> bool:
        """Work for so long, and as much longer as one step takes; True when it is done."""
        until = clock() + seconds
        while not self._done:
            try:
                next(self._steps)
            except StopIteration as end:
                self.result, self._done = end.value, True
            else:
                if clock() >= until:
                    break
        return self._done
