"""Background work: a generator that the timer drives, or a script runs to its end."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.waiting import until

HELPER = Path(__file__).resolve().parents[1] / "support" / "odd_helper.py"


class Bench:
    """Work with a helper that has odd tasks, and what is heard of it."""

    def __init__(self, extension: Extension) -> None:
        self.module = extension.module("bridge.runtime.background_work")
        self.errors = extension.module("core.errors")
        self.state = extension.module("state")
        self.turn: Callable[[], float] = extension.module("bridge.timer").turn
        self.link = extension.module("ipc.session").get()
        self.link._command = lambda folder: [sys.executable, "-I", str(HELPER), folder]
        self.view = extension.module("state.background").WorkView()
        self.heard: list[object] = []

    def task(self, name: str, /, **arguments: Any) -> Any:
        return self.module.Task(name, arguments)

    def work(self, steps: Generator[Any, Any, Any]) -> Any:
        return self.module.BackgroundWork(steps, self.view, lambda: self.heard.append("end"))

    def turn_until(self, condition: Callable[[], object]) -> None:
        until(condition, meanwhile=self.turn, pause=0.002)


@pytest.fixture
def bench(extension: Extension) -> Iterator[Bench]:
    """A helper of its own for each test."""
    extension.module("ipc.session").reset()
    extension.module("state").reset()
    yield Bench(extension)
    extension.module("ipc.session").reset()
    extension.module("state").reset()


def greet(bench: Bench) -> Generator[Any, Any, str]:
    """Something of every kind: a pause, a task, a task that fails."""
    yield None
    answer = yield bench.task("echo", word="hello")
    bench.heard.append(answer["word"])
    try:
        yield bench.task("fail")
    except bench.errors.FarmError as error:
        bench.heard.append(error.kind)
    yield None
    return "done"


def test_the_timer_drives_it(bench: Bench) -> None:
    """A click returns at the first pause; each pause ends a turn, and Blender waits for nothing."""
    bench.work(greet(bench)).start()
    assert (bench.view.status, bench.heard) == ("running", [])
    bench.turn_until(lambda: not bench.view.running)

    assert bench.heard == ["hello", "refused", "end"]
    assert (bench.view.status, bench.view.work, bench.state.current().works) == ("done", None, [])


def test_a_script_runs_the_same_to_its_end(bench: Bench) -> None:
    """It gets the result, and hears of the progress."""
    progress: list[Any] = []
    assert bench.work(greet(bench)).run(progress.append) == "done"

    assert bench.heard == ["hello", "refused", "end"]
    assert [each.phase for each in progress] == ["checking", "checking"]
    assert bench.view.progress is progress[-1]


@pytest.mark.parametrize("waits", [False, True])
def test_it_fails(bench: Bench, waits: bool) -> None:
    """What the helper could not do is the outcome; a script has it raised."""

    def steps() -> Generator[Any, Any, None]:
        yield bench.task("fail")

    work = bench.work(steps())
    if waits:
        with pytest.raises(bench.errors.FarmError, match="No Manager at example:1"):
            work.run()
    else:
        work.start()
        bench.turn_until(lambda: not bench.view.running)

    assert (bench.view.status, bench.view.error.kind, bench.heard) == ("failed", "refused", ["end"])


@pytest.mark.parametrize("pauses", [0, 1])
def test_unexpected_error(bench: Bench, pauses: int) -> None:
    """A fault of the extension's own is an outcome like others, so that nothing in the panel waits for ever."""

    def steps() -> Generator[Any, Any, None]:
        for _ in range(pauses):
            yield None
        yield bench.task("echo", thing=object())  # JSON can't say it

    bench.work(steps()).start()
    bench.turn_until(lambda: not bench.view.running)

    assert (bench.view.status, bench.view.error.kind, bench.heard) == ("failed", "internal", ["end"])
    assert "TypeError" in bench.view.error.message


def test_cancelled_in_a_pause(bench: Bench) -> None:
    """Blender's own part stops at once."""
    work = bench.work(greet(bench))
    work.start()
    work.cancel()

    assert (bench.view.status, bench.heard) == ("cancelled", ["end"])
    assert bench.turn() > 0
    assert bench.heard == ["end"]


def test_cancelled_in_the_helper(bench: Bench) -> None:
    """It ends when the helper has stopped, which says what is left behind."""

    def steps() -> Generator[Any, Any, None]:
        yield bench.task("rest", left="a checkout stays")

    work = bench.work(steps())
    work.start()
    bench.turn_until(lambda: bench.view.progress)
    work.cancel()
    assert (bench.view.status, bench.view.cancelling) == ("running", True)
    bench.turn_until(lambda: not bench.view.running)

    assert (bench.view.status, bench.view.cancelling, bench.view.message) == ("cancelled", False, "a checkout stays")


def test_a_question_and_its_answer(bench: Bench) -> None:
    """The helper asks by its progress, and goes on when it is answered."""

    def steps() -> Generator[Any, Any, dict[str, Any]]:
        return (yield bench.task("ask"))

    work = bench.work(steps())
    work.start()
    bench.turn_until(lambda: bench.view.progress)
    assert bench.view.progress.report["asks"] == ["missing"]
    work.answer(go_on=True)
    bench.turn_until(lambda: not bench.view.running)

    assert bench.view.status == "done"


@pytest.mark.parametrize("where", ["helper", "blender"])
def test_interrupted_from_the_keyboard(bench: Bench, where: str) -> None:
    """Ctrl-C ends a script's call, wherever it is, and the work with it."""

    def interrupt(_progress: object = None) -> None:
        signal.raise_signal(signal.SIGINT)

    def steps() -> Generator[Any, Any, None]:
        if where == "blender":
            interrupt()
        yield bench.module.Task("rest", {"left": "a checkout stays"}, interrupt)

    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores Ctrl-C
    try:
        with pytest.raises(KeyboardInterrupt):
            bench.work(steps()).run()
    finally:
        signal.signal(signal.SIGINT, before)

    assert (bench.view.status, bench.heard) == ("cancelled", ["end"])
    assert bench.view.message == ("a checkout stays" if where == "helper" else "")
    assert bench.state.current().works == []


def test_the_session_is_stopped(bench: Bench) -> None:
    """The extension may be disabled while a script waits: its call ends as cancelled."""

    def steps() -> Generator[Any, Any, None]:
        yield bench.module.Task("rest", {}, lambda _progress: bench.link.stop())

    with pytest.raises(bench.errors.Cancelled):
        bench.work(steps()).run()


def test_several_at_once(bench: Bench) -> None:
    """One that waits for the helper does not hold up another."""

    def resting() -> Generator[Any, Any, None]:
        yield bench.task("rest")

    other = bench.module.BackgroundWork(resting())
    other.start()
    assert bench.work(greet(bench)).run() == "done"
    assert bench.state.current().works == [other]


def test_many_small_steps(bench: Bench, monkeypatch: pytest.MonkeyPatch, extension: Extension) -> None:
    """Are done a few in each turn, beginning with the next one; where scripts wait they are done at once."""

    def many() -> Generator[None, None, int]:
        for _ in range(10):
            bench.heard.append("step")
            yield
        return 10

    def steps() -> Generator[Any, Any, int]:
        return (yield from bench.module.sliced(many(), seconds=0.001))

    assert bench.work(steps()).run() == 10
    bench.heard.clear()
    monkeypatch.setattr(extension.module("bridge.runtime.helper_session"), "time_budget", lambda _seconds: 0.0)
    bench.work(steps()).start()
    assert bench.heard == []
    bench.turn()
    assert bench.heard == ["step"]
