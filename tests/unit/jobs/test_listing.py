"""Filter, search and order of the list."""

from __future__ import annotations

from typing import Any

import pytest

from flamenco_client.core.sliced_work import finish
from flamenco_client.jobs import listing
from flamenco_client.tests.unit.jobs.conftest import a_row

ODD = "never heard of"
ROWS = {
    "1": a_row("1", name="Hero", status="active", mine=True, updated=10.0),
    "2": a_row("2", name="crowd", status="failed", user="bob", updated=30.0, priority=80),
    "3": a_row("3", name="sky", status="completed", mine=True, updated=20.0, warning="skipped"),
    "4": a_row("4", name="later", status=ODD, updated=40.0, type="other"),
}


def _shown(**how: Any) -> list[str]:
    return finish(listing.arrange(ROWS, **how)).shown


@pytest.mark.parametrize(
    ("show", "ids"),
    [
        ("all", {"1", "2", "3", "4"}),
        ("mine", {"1", "3"}),
        ("unfinished", {"1", "4"}),
        ("failed", {"2", "3"}),
        ("finished", {"2", "3"}),
        ("unheard of", {"1", "2", "3", "4"}),
    ],
)
def test_filters(show: str, ids: set[str]) -> None:
    """Each filter shows its jobs; what completed wrongly counts as failed; an unknown filter hides nothing."""
    assert set(_shown(show=show)) == ids


def test_search_and_kind() -> None:
    """All words must fit, whatever their case, in name, user, type or status."""
    assert _shown(search="HERO") == ["1"]
    assert _shown(search="bob crowd") == ["2"]
    assert _shown(search="bob hero") == []
    assert _shown(kind="other") == ["4"]


def test_orders() -> None:
    """By status what runs comes first, then what failed; all orders name each job once."""
    assert _shown() == ["1", "2", "4", "3"]
    assert _shown(order="updated") == ["4", "2", "3", "1"]
    assert _shown(order="name") == ["2", "1", "4", "3"]
    assert _shown(order="priority")[0] == "2"
    for order in listing.ORDERS:
        assert sorted(_shown(order=order)) == ["1", "2", "3", "4"]


def test_it_pauses() -> None:
    """Thousands of jobs are looked at in slices, so that Blender draws in between."""
    rows = {str(number): a_row(str(number)) for number in range(1000)}
    assert sum(1 for _ in listing.arrange(rows)) >= 1000 // listing.SLICE


def test_own_unfinished() -> None:
    """For the status bar: the user's own, not the finished ones."""
    assert [row["id"] for row in listing.own_unfinished(ROWS)] == ["1"]
    assert finish(listing.arrange(ROWS, show="mine")).counts == {"active": 1, "failed": 1, "completed": 1, ODD: 1}
