"""Benchmark of whole submissions of many files: repeated without changes, and their memory.

The test Manager is a process of its own. Its time is measured from each request to the head of the answer, and
subtracted where the row says so.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from . import harness
from .bare_client import bare_server, hash_all, make_files, send_all
from .delivering import deliver, pack_of, to_its_end
from .harness import Limit, Row
from .quick_manager import quick_manager
from .submitting import snapshot_of

MIB = 1024 * 1024
PROGRAM = Path(__file__).with_name("submitting.py")
GROWTH = 64.0
"""MiB by which Blender and helper together may grow, for any number of bytes."""
A_FILE = 1 / 1024
"""Additional MiB per file."""


def run() -> list[Row]:
    """Run all measurements."""
    return [_again(harness.scaled(10_000)), *_pack(harness.scaled(100_000)), *_memory()]


def _again(count: int) -> Row:
    """Measure a second submission, with nothing changed and all files on the farm."""
    from flamenco_client.core.cancel import CancelToken
    from flamenco_client.submission.submit import submit

    with tempfile.TemporaryDirectory() as place, quick_manager(Path(place, "storage")) as url:
        paths = make_files(Path(place, "files"), count, 2048)
        time.sleep(2.1)  # the checksums of files written just now are not cached
        times, floors = [], []
        for round_ in range(4):
            snapshot = snapshot_of(url, paths[0].parent, Path(place, "state"), f"round-{round_}")
            with _waiting() as waited:
                begin = time.perf_counter()
                to_its_end(submit(snapshot, cancel=CancelToken()))
                times.append(time.perf_counter() - begin - sum(waited))
            begin = time.perf_counter()
            for path in paths:
                os.stat(path)
            floors.append(time.perf_counter() - begin)
        measured = sorted(times[1:])[1] * 1000
        name = f"{count} unchanged files again, without the Manager's time (floor: stat of each)"
        return Row(name, measured, sorted(floors)[1] * 1000, 1000 * count / 10_000, Limit.VALUE)


@contextmanager
def _waiting() -> Iterator[list[float]]:
    """Record the seconds until the heads of answers arrive."""
    from flamenco_client.manager_client.connection import Connection

    waited: list[float] = []
    original = Connection.getresponse

    def timed(self: Connection) -> Any:
        begin = time.perf_counter()
        try:
            return original(self)
        finally:
            waited.append(time.perf_counter() - begin)

    with mock.patch.object(Connection, "getresponse", timed):
        yield waited


def _pack(count: int) -> list[Row]:
    """Measure the time of one pack, and the memory of a whole submission."""
    with tempfile.TemporaryDirectory() as place:
        paths = make_files(Path(place, "files"), count, 1024)
        with bare_server() as port:
            reading, known = hash_all(paths)
            sending = send_all(port, known)
        del known
        with bare_server() as port:
            took = deliver(port, pack_of(paths))
        name = f"{count} x 1 KiB in one pack: hashed and sent"
        row = Row(name, took.all, reading + sending, 3.0, unit="s")
        return [row, *_grown(f"{count} files", Path(place), count)]


def _memory() -> list[Row]:
    """Measure the memory for few files with many bytes."""
    with tempfile.TemporaryDirectory() as place:
        size = harness.scaled(1024) * MIB
        make_files(Path(place, "files"), 4, size // 4)
        return _grown(f"{size // MIB} MiB in 4 files", Path(place), 4)


def _grown(name: str, place: Path, count: int) -> list[Row]:
    """Measure the memory growth of submitting ``place/files`` in processes of their own."""
    with quick_manager(place / "storage") as url:
        command = [sys.executable, str(PROGRAM), url, str(place / "files"), str(place / "state")]
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(output)
    grown = _both(found, "peak") - _both(found, "before")
    apart = ", ".join(f"{who} {(found[f'{who}_peak'] - found[f'{who}_before']) / MIB:.0f}" for who in _PROCESSES)
    title = f"{name}: memory of both processes ({apart}; took {found['seconds']:.1f} s)"
    return [Row(title, grown, _both(found, "before"), GROWTH + count * A_FILE, Limit.VALUE, "MiB")]


_PROCESSES: Sequence[str] = ("blender", "helper")


def _both(found: dict[str, float], moment: str) -> float:
    return sum(found[f"{who}_{moment}"] for who in _PROCESSES) / MIB
