"""Output of the commands: one line per step, flushed to stay in order with the output of started programs."""

from __future__ import annotations

import sys


def step(text: str) -> None:
    """Print the current step."""
    print(f"-- {text}", flush=True)


def fail(text: str) -> None:
    """Print an error."""
    sys.stdout.flush()
    print(f"build.py: {text}", file=sys.stderr, flush=True)
