"""Benchmark of sending files; floor: hashing them once and sending them over bare sockets to the same server.

The bare server is a process of its own and waits 0, 5 or 20 ms before each answer to an upload. Its time for
requirements and checkout is the Manager's own, and is subtracted.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from . import harness
from .bare_client import ask, bare_server, hash_all, make_files, send_all
from .delivering import Took, deliver, pack_of
from .harness import Row

if TYPE_CHECKING:
    from flamenco_client.submission.packing.pack import Pack

KIB, MIB = 1024, 1024 * 1024
LATENCIES = (0, 5, 20)
ROUNDS = {0: 5, 5: 3, 20: 3}


def run() -> list[Row]:
    """Run all measurements."""
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
    figures: dict[str, list[float]] = {"reading": [], "sending": [], "ours": [], "our reading": [], "our sending": []}

    def note(name: str, seconds: float) -> None:
        figures[name].append(seconds)

    with bare_server(latency) as port:
        for round_ in range(ROUNDS[latency] + 1):
            if round_ == 1:  # the first round warms up the caches
                for times in figures.values():
                    times.clear()
            seconds, known = hash_all(paths)
            note("reading", seconds)
            ask(port, "/forget")
            note("sending", send_all(port, known))
            looked, busy = _delivered(port, pack, look=True)
            note("our reading", looked.reading)
            note("our sending", looked.sending - busy)
            straight, busy = _delivered(port, pack, look=False)
            note("ours", straight.all - busy)
    median = {name: statistics.median(times) * 1000 for name, times in figures.items()}
    hashing = f"(hashing {median['our reading']:.0f} ms, bare {median['reading']:.0f})"
    whole = Row(f"{name}: hashed and sent {hashing}", median["ours"], median["reading"] + median["sending"], limit)
    if with_reading:
        return [whole]
    return [Row(f"{name}: sent", median["our sending"], median["sending"], limit), whole]


def _delivered(port: int, pack: Pack, *, look: bool) -> tuple[Took, float]:
    """Deliver to an empty server; return also the seconds that the server took itself."""
    ask(port, "/forget")
    took = deliver(port, pack, look=look)
    counts = ask(port, "/counts")
    assert counts["uploads"] == len(pack.files), counts
    return took, counts["busy"]
