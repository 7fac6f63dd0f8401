"""Order and filter of the list of jobs, by rows as ``job_row`` makes them; quick enough for thousands of jobs."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from .statuses import ENDED, UNFINISHED

Row = Mapping[str, Any]

FILTERS: Final[Mapping[str, Callable[[Row], bool]]] = {
    "all": lambda _row: True,
    "mine": lambda row: bool(row["mine"]),
    "unfinished": lambda row: row["status"] not in ENDED,
    "failed": lambda row: row["status"] == "failed" or bool(row["failed"] or row["warning"]),
    "finished": lambda row: row["status"] in ENDED,
}
RANKS: Final[Mapping[str, int]] = {"active": 0, "pause-requested": 0, "cancel-requested": 0, "failed": 1, "queued": 2}
"""Order by status: what runs, what failed, what waits, all others."""
LAST: Final = 3
ORDERS: Final[Mapping[str, Callable[[Row], Any]]] = {
    "status": lambda row: (RANKS.get(row["status"], LAST), -row["updated"], row["id"]),
    "updated": lambda row: (-row["updated"], row["id"]),
    "created": lambda row: (-row["created"], row["id"]),
    "name": lambda row: (row["name"].casefold(), -row["created"], row["id"]),
    "priority": lambda row: (-row["priority"], row["created"], row["id"]),
    "user": lambda row: (row["user"].casefold(), -row["created"], row["id"]),
}
SLICE: Final = 250
"""Rows that are looked at without a break."""


@dataclass(frozen=True, slots=True)
class Arranged:
    """The list as it is shown."""

    shown: list[str]
    """Ids of the jobs in their order."""
    counts: Mapping[str, int]
    """Number of all jobs by status."""
    kinds: list[str]
    """Job types of all jobs, sorted."""


def arrange(
    rows: Mapping[str, Row], *, search: str = "", show: str = "all", kind: str = "", order: str = "status"
) -> Generator[None, None, Arranged]:
    """Return the shown jobs in their order, and what statuses and types all jobs have; yield now and then.

    Args:
        rows: The jobs by id.
        search: Words that all must be in name, user, type or status.
        show: A key of ``FILTERS``.
        kind: Name of a job type; "" = all.
        order: A key of ``ORDERS``.
    """
    words, fits = search.casefold().split(), FILTERS.get(show, FILTERS["all"])
    key_of = ORDERS.get(order, ORDERS["status"])
    found: list[tuple[Any, str]] = []
    counts: dict[str, int] = {}
    kinds: set[str] = set()
    for number, (job_id, row) in enumerate(list(rows.items())):
        if number % SLICE == SLICE - 1:
            yield
        counts[row["status"]] = counts.get(row["status"], 0) + 1
        kinds.add(row["type"])
        if fits(row) and (not kind or row["type"] == kind) and (not words or _has(row, words)):
            found.append((key_of(row), job_id))
    yield
    found.sort()
    yield
    return Arranged([job_id for _, job_id in found], counts, sorted(kinds - {""}))


def _has(row: Row, words: list[str]) -> bool:
    text = f"{row['name']} {row['user']} {row['type']} {row['status']}".casefold()
    return all(word in text for word in words)


def own_unfinished(rows: Mapping[str, Row]) -> list[Row]:
    """Return the user's jobs that are not finished, the newest first."""
    found = [row for row in rows.values() if row["mine"] and row["status"] in UNFINISHED]
    return sorted(found, key=ORDERS["created"])
