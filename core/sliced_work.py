"""Work in small steps, which Blender's main thread runs in time slices."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

T = TypeVar("T")

Steps = Generator[None, None, T]
"""Yields after each small step and returns the result of all."""


def finish(steps: Steps[T]) -> T:
    """Run all steps at once and return the result."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: T = end.value
            return result


class SlicedWork(Generic[T]):
    """Work in progress.

    Attributes:
        result: The result; set when the work is done.
    """

    result: T

    def __init__(self, steps: Steps[T]) -> None:
        self._steps = steps
        self._done = False

    def run_for(self, seconds: float, clock: Callable[[], float] = time.perf_counter) -> bool:
        """Run steps for this long, plus the rest of the last step; return whether the work is done."""
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
