"""Main loop of the helper process, which ends when Blender closes its stdin."""

from __future__ import annotations

import contextlib
import logging
import os
import select
import signal
import sys
from collections.abc import Iterator, Mapping
from typing import Final, NoReturn

from . import bundled_wheels, log
from .dispatcher import Dispatcher, InteractiveTask, Task
from .outbox import Outbox

_log = logging.getLogger(__name__)

GRACE: Final = 0.4
"""Seconds for cancelled requests to clean up after Blender has ended; Blender itself waits a little longer."""
LONGEST: Final = 24 * 3600.0
"""Seconds for which a request may continue after Blender has ended; a longer one is considered hung."""
_NICENESS: Final = 10
_LOOK_AT_PARENT: Final = 1.0
"""Seconds between two checks that Blender is running. A fork of Blender may hold the pipe open after its end."""


def main(root: str, user_folder: str, tasks: Mapping[str, Task | InteractiveTask]) -> NoReturn:
    """Serve Blender until it closes stdin, then end the process, even if something is still running.

    Args:
        root: The extension's folder.
        user_folder: Folder of log and unpacked wheels; "" = log to stderr, import from the wheels themselves.
        tasks: The available tasks by name.
    """
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in the terminal is meant for Blender
        if sys.platform != "win32":
            signal.signal(signal.SIGHUP, signal.SIG_IGN)  # so is closing the terminal; stdin shows Blender's end
    reading, writing = _take_channel()
    log.start(user_folder, root)
    status = 1
    try:
        _step_back(user_folder)
        sys.path[:0] = bundled_wheels.path_entries(root, user_folder)
        _serve(tasks, reading, writing)
        status = 0
    except BaseException:  # noqa: BLE001 - the log is the only place to report it
        _log.exception("the helper process ends")
    finally:
        logging.shutdown()
        os._exit(status)  # a thread that hangs in a system call must not block the exit


def _serve(tasks: Mapping[str, Task | InteractiveTask], reading: int, writing: int) -> None:
    dispatcher = Dispatcher(tasks, Outbox(lambda line: _write(writing, line)))
    for line in _lines(reading):
        dispatcher.take(line)
    if dispatcher.leave():
        _detach()
        _log.info("Blender has ended, submissions to be kept continue")
        dispatcher.finish(LONGEST)
    if not dispatcher.shut_down(GRACE):
        _log.warning("ended in the middle of a request, since Blender has ended")


def _detach() -> None:
    """Detach from the terminal. On Windows the process never has one."""
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.setsid()


def _take_channel() -> tuple[int, int]:
    """Reserve stdin and stdout for messages; stray prints go to stderr, other readers of stdin find it empty."""
    reading, writing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    try:
        os.dup2(2, 1)
    except OSError:  # no stderr: a program without console on Windows
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
    os.close(nothing)
    return reading, writing


def _step_back(user_folder: str) -> None:
    """Lower the priority, and leave the working folder: it could not be removed on Windows."""
    if hasattr(os, "nice"):
        with contextlib.suppress(OSError):
            os.nice(_NICENESS)
    with contextlib.suppress(OSError):
        os.chdir(user_folder or os.path.expanduser("~"))


def _lines(reading: int) -> Iterator[bytes]:
    parent = os.getppid()
    rest = b""
    while True:
        if sys.platform != "win32":
            poll = select.poll()
            poll.register(reading, select.POLLIN)
            while not poll.poll(_LOOK_AT_PARENT * 1000):
                if os.getppid() != parent:
                    return
        piece = os.read(reading, 65536)
        if not piece:
            return
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines


def _write(writing: int, line: bytes) -> None:
    left = memoryview(line)
    while left:
        left = left[os.write(writing, left) :]
