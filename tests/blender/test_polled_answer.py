"""Polled answers: the helper is asked without waiting, again when it is time, and only for the question of now."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.waiting import until

HELPER = Path(__file__).resolve().parents[1] / "support" / "odd_helper.py"


class Bench:
    """A polled answer of a helper that has odd tasks."""

    def __init__(self, extension: Extension) -> None:
        self.module = extension.module("bridge.runtime.polled_answer")
        self.polled = extension.module("state.polled_answer").PolledAnswer()
        self.link = extension.module("ipc.session").get()
        self.link._command = lambda folder: [sys.executable, "-I", str(HELPER), folder]

    def refresh(self, task: str = "echo", age: float = math.inf, **arguments: Any) -> None:
        self.module.refresh(self.polled, task, arguments, age)

    def wait(self, condition: Callable[[], object] | None = None) -> None:
        until(condition or (lambda: not self.link.outstanding), meanwhile=self.link.pump, pause=0.002)


@pytest.fixture
def bench(extension: Extension) -> Iterator[Bench]:
    """A helper of its own for each test."""
    extension.module("ipc.session").reset()
    yield Bench(extension)
    extension.module("ipc.session").reset()


def test_the_answer_comes_later(bench: Bench) -> None:
    """Refreshing waits for nothing and asks once; what came is not asked for again before it is too old."""
    for _ in range(3):
        bench.refresh(word="hello")
    assert (bench.polled.answer, len(bench.link.outstanding)) == (None, 1)
    bench.wait()
    assert bench.polled.answer == {"word": "hello"}

    bench.refresh(word="hello")
    assert bench.link.outstanding == ()
    bench.refresh(age=0.0, word="hello")
    assert len(bench.link.outstanding) == 1
    assert bench.polled.answer == {"word": "hello"}, "it stays until there is a newer one"


def test_an_older_question_is_not_answered(bench: Bench) -> None:
    """Its answer is gone at once, and one that arrives late is dropped."""
    bench.refresh(word="old")
    bench.wait()
    bench.refresh(word="new")
    assert bench.polled.answer is None
    bench.refresh("rest")
    bench.wait(lambda: len(bench.link.outstanding) == 1)

    assert (bench.polled.task, bench.polled.answer) == ("rest", None)


def test_what_failed_is_tried_again_later(bench: Bench) -> None:
    """Not at every turn; the error is kept until then."""
    bench.refresh("fail", age=1000.0)
    bench.wait()
    assert bench.polled.error.kind == "refused"

    bench.refresh("fail", age=1000.0)
    assert bench.link.outstanding == ()
    bench.polled.asked_at -= 2000.0
    bench.refresh("fail", age=1000.0)
    assert len(bench.link.outstanding) == 1


def test_the_helper_was_stopped(bench: Bench) -> None:
    """A request without an answer does not end the polling."""
    bench.refresh("rest")
    bench.link.stop()
    bench.refresh("rest")
    assert len(bench.link.outstanding) == 1


def test_a_script_waits_for_a_fresh_answer(bench: Bench) -> None:
    """An answer of before does not count, nor one under way; what fails leaves none."""
    bench.refresh(word="hello")
    bench.module.fetch(bench.polled, "echo", {"word": "hello"}, lambda result: result["word"])
    assert bench.polled.answer == "hello"
    bench.module.fetch(bench.polled, "fail", {})
    assert (bench.polled.answer, bench.polled.error.kind) == (None, "refused")


def test_not_visible(bench: Bench) -> None:
    """At what was never drawn, or not for a while."""
    assert bench.module.is_seen(bench.module.time.monotonic())
    assert not bench.module.is_seen(bench.module.time.monotonic() - 60)
    assert not bench.module.is_seen(float("-inf"))
