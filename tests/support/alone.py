"""Turns of the processes of one test run: while a test marked ``alone`` runs, no other test runs."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":  # there a run has one process
    import fcntl

GATE = Path(__file__)
ROOM = Path(__file__).with_name("waiting.py")
"""Files to lock; any two files of the checkout."""


@contextlib.contextmanager
def turn(*, alone: bool, gate: Path = GATE, room: Path = ROOM) -> Iterator[None]:
    """Wait until this process may run a test, and hold back tests that must run alone, or all others.

    Each test passes the gate, then stays in the room. A test that must run alone keeps the gate closed, so that it
    waits only for the tests that are running, not for later ones.
    """
    if sys.platform == "win32":
        yield
        return
    kind = fcntl.LOCK_EX if alone else fcntl.LOCK_SH
    with gate.open("rb") as at_gate, room.open("rb") as inside:
        fcntl.flock(at_gate, kind)
        fcntl.flock(inside, kind)
        if not alone:
            fcntl.flock(at_gate, fcntl.LOCK_UN)
        try:
            yield
        finally:  # by hand: a process that a test has forked may hold the files open
            fcntl.flock(inside, fcntl.LOCK_UN)
            fcntl.flock(at_gate, fcntl.LOCK_UN)
