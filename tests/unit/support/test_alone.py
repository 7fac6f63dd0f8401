"""Turns: a test that must run alone soon gets its turn among the other processes of the run."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from flamenco_client.tests.support.alone import turn
from flamenco_client.tests.support.waiting import AT_ONCE, PATIENCE, until

ROOT = Path(__file__).resolve().parents[3]

TEST_AFTER_TEST = f"""
import pathlib, sys, time
sys.path.insert(0, {str(ROOT)!r})
import standalone
standalone.mount(pathlib.Path({str(ROOT)!r}))
from flamenco_client.tests.support.alone import turn
gate, room, journal, end = map(pathlib.Path, sys.argv[1:])
while not end.exists():
    with turn(alone=False, gate=gate, room=room), journal.open("a") as lines:
        print("begins", file=lines, flush=True)
        time.sleep(0.02)
        print("ends", file=lines, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="one process")
def test_other_processes_wait_for_a_test_that_runs_alone(tmp_path: Path) -> None:
    """Two processes that run tests give a third one its turn, and start no test meanwhile."""
    files = [tmp_path / name for name in ("gate", "room", "journal", "end")]
    gate, room, journal, end = files
    for file in (gate, room, journal):
        file.touch()
    command = [sys.executable, "-c", TEST_AFTER_TEST, *map(str, files)]
    others = [subprocess.Popen(command) for _ in range(2)]
    try:
        until(lambda: journal.read_text().count("ends") > 4)
        began = time.monotonic()
        with turn(alone=True, gate=gate, room=room):
            assert time.monotonic() - began < AT_ONCE
            before = journal.read_text().split()
            assert before.count("begins") == before.count("ends")
            time.sleep(0.2)
            assert journal.read_text().split() == before
        until(lambda: journal.read_text().count("ends") > before.count("ends"))
    finally:
        end.touch()
        assert [other.wait(PATIENCE) for other in others] == [0, 0]
