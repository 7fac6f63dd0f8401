"""Waiting in tests: until a condition holds, or for something that must end at once.

No test may fail because the machine is busy. So a wait ends as soon as its condition holds, its limit is far longer
than needed, and "at once" means far shorter than a wait that code under test must not sit out.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

PATIENCE = 60.0
"""Seconds after which a condition counts as never true."""
AT_ONCE = 20.0
"""Most seconds of code that does not wait, even on a busy machine."""
FOR_EVER = 60.0
"""Seconds of a wait, of a server or a program, that code under test must not sit out."""


def until(
    condition: Callable[[], object],
    otherwise: object = "the condition did not become true",
    *,
    meanwhile: Callable[[], object] = lambda: None,
    pause: float = 0.005,
) -> None:
    """Wait until a condition holds, and fail if it never does.

    Args:
        condition: Called again and again.
        otherwise: Message of the failure, or a function that returns it.
        meanwhile: Called before each check, as Blender's timer does.
        pause: Seconds between two checks; 0 if ``meanwhile`` waits by itself.
    """
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, otherwise() if callable(otherwise) else otherwise
        meanwhile()
        if pause:
            time.sleep(pause)


@contextlib.contextmanager
def at_once() -> Iterator[None]:
    """Check that the code inside does not wait for anything that takes ``FOR_EVER``."""
    begin = time.monotonic()
    yield
    took = time.monotonic() - begin
    assert took < AT_ONCE, f"it took {took:.1f} seconds"
