"""How tests wait, on whatever machine: until something holds, or for what has to end at once.

No test may fail because the machine is busy with something else. So a wait ends with what is waited for, its limit is
far more than that takes, and "at once" is measured against a wait that is longer still: whoever does sit it out fails.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator

PATIENCE = 60.0
"""Seconds after which what is waited for counts as never coming."""
AT_ONCE = 20.0
"""Seconds that something takes at most which does not wait, with room for a machine that does ten other things."""
FOR_EVER = 60.0
"""Seconds of a wait, of a server or a program, that nobody may sit out."""


def until(
    condition: Callable[[], object],
    otherwise: object = "nothing came of it",
    *,
    meanwhile: Callable[[], object] = lambda: None,
    pause: float = 0.005,
) -> None:
    """Wait until it holds, and fail when it never does.

    Args:
        condition: Looked at again and again.
        otherwise: What to say then; a function is asked then.
        meanwhile: Done each time before another look, as Blender's timer does.
        pause: Seconds between two looks; 0 when ``meanwhile`` waits by itself.
    """
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, otherwise() if callable(otherwise) else otherwise
        meanwhile()
        if pause:
            time.sleep(pause)


@contextlib.contextmanager
def at_once() -> Iterator[None]:
    """What is done inside does not wait for anything that takes ``FOR_EVER``."""
    begin = time.monotonic()
    yield
    took = time.monotonic() - begin
    assert took < AT_ONCE, f"it took {took:.1f} seconds"
