"""Sending files, against reading them once and sending them over bare sockets, to the same bare server.

The server is a process of its own and waits 0, 5 or 20 ms before each answer to an upload. What it takes for
requirements and checkout is the Manager's own time, and taken off.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path

from . import harness
from .bare_client import ask, bare_server, hash_all, make_files, send_all
from .delivering import Took, deliver, pack_of
from .harness import Row

KIB, MIB = 1024, 1024 * 1024
LATENCIES = (0, 5, 20)
ROUNDS = {0: 5, 5: 3, 20: 3}


def run() -> list[Row]:
    """Measure all."""
    return [
        *_measure("{count} x 64 KiB", harness.scaled(2000), 64 * KIB, limit=2.0, with_reading=False),
        *_measure("{count} x 4 MiB", harness.scaled(200), 4 * MIB, limit=1.5, with_reading=True),
        *_measure("1 x {mib} MiB", 1, harness.scaled(1024) * MIB, limit=1.5, with_reading=True),
    ]


def _measure(name: str, count: int, size: int, *, limit: float, with_reading: bool) -> list[Row]:
    name = name.format(count=count, mib=size // MIB)
    with tempfile.TemporaryDirectory() as place:
        paths = make_files(Path(place, "files"), count, size)
        rows = []
        for latency in LATENCIES:
            rows += _rows(f"{name}, {latency} ms", paths, latency, limit=limit, with_reading=with_reading)
        return rows


def _rows(name: str, paths: Sequence[Path], latency: int, *, limit: float, with_reading: bool) -> list[Row]:
    pack = pack_of(paths)
    ours: list[Took] = []
    reading: list[float] = []
    sending: list[float] = []
    with bare_server(latency) as port:
        for round_ in range(ROUNDS[latency] + 1):
            seconds, known = hash_all(paths)
            ask(port, "/forget")
            sent = send_all(port, known)
            ask(port, "/forget")
            took = deliver(port, pack)
            counts = ask(port, "/counts")
            assert counts["uploads"] == len(paths), counts
            if round_:  # the first one warms the caches up
                reading.append(seconds)
                sending.append(sent)
                ours.append(took._replace(sending=took.sending - counts["busy"]))
    floor_reading, floor_sending = statistics.median(reading), statistics.median(sending)
    ours_all = statistics.median(took.all for took in ours)
    ours_sending = statistics.median(took.sending for took in ours)
    ours_reading = statistics.median(took.reading for took in ours)
    told = f"(reading {ours_reading * 1000:.0f} ms, bare {floor_reading * 1000:.0f})"
    whole = Row(f"{name}: read and sent {told}", ours_all * 1000, (floor_reading + floor_sending) * 1000, limit)
    if with_reading:
        return [whole]
    return [Row(f"{name}: sent", ours_sending * 1000, floor_sending * 1000, limit), whole]
