"""Measurements for the tests of expressions."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager

import pytest


@pytest.fixture
def memory_peak() -> Callable[[int], AbstractContextManager[None]]:
    """Provide a context that fails if more than a given number of bytes is in use at once."""

    @contextmanager
    def watch(limit: int) -> Generator[None, None, None]:
        tracemalloc.start()
        try:
            yield
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak <= limit

    return watch
