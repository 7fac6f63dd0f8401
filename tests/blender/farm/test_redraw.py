"""How often Blender is asked to draw what goes on by itself."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from flamenco_client.tests.blender.extension import Extension


@pytest.fixture
def clock(extension: Extension, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """What the clock of the redraws shows, in seconds."""
    extension.module("state").reset()
    now = [1000.0]
    monkeypatch.setattr(extension.module("bridge.runtime.redraw"), "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def draws(redraw: Any, state: Any, clock: list[float], *, takes: float, seconds: float) -> int:
    """Redraws in so many seconds in which something goes on all the time, each taking so long."""
    count, end = 0, clock[0] + seconds
    while clock[0] < end:
        redraw.turn_begins()
        before = state.redraw.at
        redraw.tag_throttled()
        drawn = state.redraw.at != before
        count += drawn
        clock[0] += redraw.turn_ends(0.05) + (takes if drawn else 0.0)
    return count


def test_quick_displays_are_drawn_ten_times_a_second(extension: Extension, clock: list[float]) -> None:
    """Where a redraw takes a moment, the bar moves smoothly."""
    redraw, state = extension.module("bridge.runtime.redraw"), extension.module("state").current()
    assert draws(redraw, state, clock, takes=0.002, seconds=10) > 50


def test_slow_displays_are_drawn_seldom(extension: Extension, clock: list[float]) -> None:
    """Where it takes long, as when it is drawn by software, Blender has better things to do."""
    redraw, state = extension.module("bridge.runtime.redraw"), extension.module("state").current()
    assert draws(redraw, state, clock, takes=0.06, seconds=10) <= 6


def test_what_the_user_does_is_drawn_at_once(extension: Extension, clock: list[float]) -> None:
    """An answer to a click does not wait, however long drawing takes."""
    redraw, state = extension.module("bridge.runtime.redraw"), extension.module("state").current()
    draws(redraw, state, clock, takes=0.06, seconds=3)
    redraw.tag()
    assert state.redraw.at == clock[0]
