"""Work in small steps: counted, not timed, so that it says the same on any machine."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator
from typing import Any

import pytest

from flamenco_client.core.sliced_work import SlicedWork, finish
from flamenco_client.job_types import job_type, setting_parser, setting_values
from flamenco_client.job_types.expressions import Scope, evaluate

HEAVY = "[" + ",".join(["1+1"] * 190) + "][0]"
"""About as many parts as an expression may have."""

COUNT = 200
TYPE = {"name": "heavy", "settings": [{"key": f"k{n}", "type": "int32", "eval": HEAVY} for n in range(COUNT)]}


def ticking() -> Callable[[], float]:
    """A clock on which every look takes a second."""
    return itertools.count().__next__


def counting(amount: int) -> Generator[None, None, int]:
    for _ in range(amount):
        yield
    return amount


def test_all_at_once() -> None:
    """Who may wait gets the result."""
    assert finish(counting(3)) == 3


def test_a_few_at_a_time() -> None:
    """A turn ends when its time is over, at the next step; the last one has the result."""
    work = SlicedWork(counting(10))
    turns = 1
    while not work.run_for(3, ticking()):
        turns += 1
    assert (turns, work.result) == (4, 10)
    assert work.run_for(3, ticking())


@pytest.mark.slow
def test_job_types_are_read_setting_by_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    """No step reads more than one setting of any job type, so that a turn keeps its time."""
    read: list[Any] = []
    whole = setting_parser.read_setting

    def read_one(*given: Any) -> Any:
        read.append(given)
        return whole(*given)

    monkeypatch.setattr(job_type, "read_setting", read_one)
    work = SlicedWork(job_type.reading([TYPE, TYPE | {"name": "other"}]))
    before = 0
    while not work.run_for(0, ticking()):
        assert len(read) - before <= 1
        before = len(read)
    specs, notices = work.result
    assert ([spec.name for spec in specs], notices) == (["heavy", "other"], ())
    assert len(read) == 2 * COUNT


@pytest.mark.slow
@pytest.mark.parametrize(
    "expression",
    [HEAVY, "settings.k{next}", "settings.k{previous}", "settings.k{itself}"],
    ids=["heavy", "each needs the next", "each needs the one before", "each needs itself"],
)
def test_settings_are_computed_one_by_one(monkeypatch: pytest.MonkeyPatch, expression: str) -> None:
    """No step evaluates more than one expression, and there are about as many steps as settings."""
    spec = job_type.parse(
        {
            "name": "many",
            "settings": [
                {
                    "key": f"k{n}",
                    "type": "int32",
                    "eval": expression.format(next=n + 1, previous=n - 1, itself=n) if 0 < n < COUNT - 1 else "1",
                }
                for n in range(COUNT)
            ],
        }
    )
    assert spec is not None
    evaluated: list[Any] = []

    def evaluate_one(*given: Any) -> Any:
        evaluated.append(given)
        return evaluate(*given)

    monkeypatch.setattr(setting_values, "evaluate", evaluate_one)
    work = SlicedWork(setting_values.computing(spec, {}, {}, Scope()))
    steps = before = 0
    while not work.run_for(0, ticking()):
        assert len(evaluated) - before <= 1
        before, steps = len(evaluated), steps + 1
    assert steps <= COUNT + 2
    assert len(work.result.values) == COUNT


def test_few_values_of_blender_are_wanted() -> None:
    """All that expressions want is read at every turn: what goes beyond a hundred is not run, and says so."""
    wanted = [{"key": f"k{n}", "type": "int32", "eval": f"C.scene.a{n}"} for n in range(setting_parser.MAX_CHAINS + 3)]
    spec = job_type.parse({"name": "curious", "settings": wanted})
    assert spec is not None
    assert len(setting_values.needed_chains(spec)) == setting_parser.MAX_CHAINS
    refused = [setting for setting in spec.settings if setting.expression is None]
    assert [setting.key for setting in refused] == ["k100", "k101", "k102"]
    assert "read more than 100 values of Blender" in refused[0].notice
    assert refused[0].editable
