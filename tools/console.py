"""What the commands write: one line a step, flushed, so that it stays in order with the output of programs started."""

from __future__ import annotations

import sys


def step(text: str) -> None:
    """Say what is being done now."""
    print(f"-- {text}", flush=True)


def fail(text: str) -> None:
    """Say what went wrong."""
    sys.stdout.flush()
    print(f"build.py: {text}", file=sys.stderr, flush=True)
