"""Arithmetic of the benchmarks."""

from __future__ import annotations

import pytest

from flamenco_client.tests.bench.harness import Limit, Row, median_ms, medians_ms, table


@pytest.mark.parametrize(
    ("row", "within", "text"),
    [
        (Row("a", 30, 20, 1.5), True, "<= 1.5 x"),
        (Row("a", 31, 20, 1.5), False, "<= 1.5 x"),
        (Row("a", 30, 20, 10, Limit.EXTRA), True, "<= 10 ms more than floor"),
        (Row("a", 31, 20, 10, Limit.EXTRA), False, "<= 10 ms more than floor"),
        (Row("a", 50, 1, 50, Limit.VALUE), True, "<= 50 ms in all"),
        (Row("a", 51, 1, 50, Limit.VALUE), False, "<= 50 ms in all"),
        (Row("a", 1, 0, 2), False, "<= 2 x"),
    ],
)
def test_limits(row: Row, within: bool, text: str) -> None:
    """A limit is a ratio to the floor, an excess over the floor, or an absolute value."""
    assert row.is_within is within
    assert row.limit_text == text


def test_table() -> None:
    """The table has one line per row, with the ratio and whether it is within its limit."""
    lines = table([Row("decoding", 30, 20, 2), Row("import", 9, 2, 5, Limit.EXTRA)]).splitlines()

    assert len(lines) == 4
    assert lines[2].split() == ["decoding", "30.00", "ms", "20.00", "ms", "1.50", "x", "<=", "2", "x", "ok"]
    assert lines[3].endswith("OVER")


def test_medians_skip_the_first_run_and_alternate() -> None:
    """The warm-up does not count, and the actions alternate."""
    calls: list[str] = []

    times = medians_ms([lambda: calls.append("a"), lambda: calls.append("b")], repeat=2)

    assert calls == ["a", "b"] * 3
    assert len(times) == 2
    assert median_ms(lambda: calls.append("c"), repeat=2) >= 0
    assert calls.count("c") == 3
