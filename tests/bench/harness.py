"""Results and timing of benchmarks, always together with a floor measured in the same run.

Limits are relative to the floor, because milliseconds differ between machines. Each `bench_*.py` in this folder has a
function ``run() -> list[Row]``; `build.py bench` runs them all.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

_scale = [1.0]


def set_scale(scale: float) -> None:
    """Scale the benchmarks that use ``scaled``, together with their floors, for a quick run."""
    _scale[0] = scale


def scaled(count: int) -> int:
    """Return a number of items, scaled."""
    return max(1, round(count * _scale[0]))


class Limit(Enum):
    """The figure that a row's limit applies to."""

    RATIO = "x floor"
    EXTRA = "more than floor"
    VALUE = "in all"


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. `measured`, `floor`, and a limit of kind EXTRA or VALUE are in `unit`."""

    name: str
    measured: float
    floor: float
    limit: float
    kind: Limit = Limit.RATIO
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        return self.measured / self.floor if self.floor else float("inf")

    @property
    def compared(self) -> float:
        """The figure that the limit applies to."""
        return {
            Limit.RATIO: self.ratio,
            Limit.EXTRA: self.measured - self.floor,
            Limit.VALUE: self.measured,
        }[self.kind]

    @property
    def is_within(self) -> bool:
        return self.compared <= self.limit

    @property
    def limit_text(self) -> str:
        return (
            f"<= {self.limit:g} x" if self.kind is Limit.RATIO else f"<= {self.limit:g} {self.unit} {self.kind.value}"
        )


def median_ms(action: Callable[[], object], *, repeat: int = 7) -> float:
    """Return the median time of ``action`` in milliseconds, after one run that does not count."""
    action()
    times = []
    for _ in range(repeat):
        begin = time.perf_counter()
        action()
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1000


def medians_ms(actions: Sequence[Callable[[], object]], *, repeat: int = 7) -> list[float]:
    """Return the medians of several actions in milliseconds; they alternate, so that a slow moment affects all."""
    times: list[list[float]] = [[] for _ in actions]
    for round_ in range(repeat + 1):
        for action, own in zip(actions, times, strict=True):
            begin = time.perf_counter()
            action()
            if round_:
                own.append(time.perf_counter() - begin)
    return [statistics.median(own) * 1000 for own in times]


def table(rows: Sequence[Row]) -> str:
    """Format the rows as columns."""
    head = ("what", "measured", "floor", "ratio", "wanted", "")
    body = [
        (
            row.name,
            f"{row.measured:.2f} {row.unit}",
            f"{row.floor:.2f} {row.unit}",
            f"{row.ratio:.2f} x",
            row.limit_text,
            "ok" if row.is_within else "OVER",
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in (head, *body)) for column in range(len(head))]
    lines = []
    for line in (head, tuple("-" * width for width in widths), *body):
        cells = [
            cell.ljust(width) if column in {0, 4, 5} else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
