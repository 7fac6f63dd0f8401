"""Blender's own player, in a process of its own that outlives Blender."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any, Final

from ...core.text import say

WAIT: Final = 0.5
"""Seconds after which a player that still runs has started."""


def play(command: Sequence[str]) -> dict[str, Any]:
    """Start the player; return ``started`` and ``why`` not.

    Args:
        command: The program and its arguments: Blender with ``-a``, see ``arguments``.
    """
    extra: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        extra = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.DETACHED_PROCESS}
    try:
        process = subprocess.Popen(
            list(command), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **extra
        )
    except OSError as error:
        return {
            "started": False,
            "why": say("The player did not start: {reason}.", reason=error.strerror or str(error)),
        }
    until = time.monotonic() + WAIT
    while process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    if process.returncode:
        return {"started": False, "why": say("The player ended at once: is there a display?")}
    return {"started": True, "why": ""}


def arguments(blender: str, first: str, fps: float, start: int, end: int) -> list[str]:
    """Return the command that plays frames from a first file on; Blender finds the following ones by their numbers."""
    rate = ["-f", str(max(1, round(fps))), "1"]
    return [blender, "-a", *rate, "-s", str(start), "-e", str(end), os.path.abspath(first)]
