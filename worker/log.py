"""The worker's log: what goes to stderr, in a file that can't grow without end."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import os
import sys
from typing import IO, Final

NAME: Final = "worker.log"
FULL_AT: Final = 256 * 1024
"""Characters of one worker; the rest is dropped."""


class _Bounded:
    """A text stream that drops what is too much."""

    def __init__(self, stream: IO[str], left: int) -> None:
        self._stream = stream
        self._left = left

    def write(self, text: str) -> int:
        if self._left > 0:
            self._stream.write(text[: self._left])
            self._left -= len(text)
            if self._left <= 0:
                self._stream.write("\n(the log is full)\n")
            self._stream.flush()
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def fileno(self) -> int:
        return self._stream.fileno()

    def isatty(self) -> bool:
        return False


def start(state_folder: str) -> None:
    """Send stdout, stderr and logging to ``worker.log`` in ``state_folder``; "" = to stderr as it is.

    The log of earlier workers is kept until it is full, then one older file is.
    """
    if state_folder:
        with contextlib.suppress(OSError):  # a log is no reason to fail
            _take_stderr(os.path.join(state_folder, NAME))
    text = open(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115 - for as long as the process lives
    sys.stdout = sys.stderr = _Bounded(text, FULL_AT)
    with contextlib.suppress(OSError, RuntimeError):
        faulthandler.enable(2)
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format=f"%(asctime)s {os.getpid()} %(levelname)s %(name)s: %(message)s"
    )


def _take_stderr(path: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with contextlib.suppress(OSError):
        if os.path.getsize(path) > FULL_AT:
            os.replace(path, path + ".1")
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.dup2(file, 2)
    os.dup2(file, 1)
    os.close(file)
