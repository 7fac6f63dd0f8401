"""Requests to a real helper process, and what comes back."""

from __future__ import annotations

import logging
import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from flamenco_client.core.errors import Cancelled, FarmError
from flamenco_client.core.progress import Phase, Progress
from flamenco_client.ipc import session as module
from flamenco_client.ipc.session import Session
from flamenco_client.tests.support.waiting import at_once, until

if TYPE_CHECKING:
    from .conftest import Hearing


def test_nothing_starts_before_the_first_request(session: Session) -> None:
    """Enabling the extension costs no process; pumping and stopping without one are fine."""
    assert session.pump() is False
    session.stop()

    assert session.helper_pid is None


def test_a_request_returns_at_once_and_calls_back_from_pump(session: Session, hearing: Hearing) -> None:
    """The caller goes on while the interpreter of the helper starts; progress comes first, the result last."""
    request = session.request("echo", {"text": "grün 🌱"}, **hearing.callbacks())

    assert (hearing.all, request.done) == ([], False)
    hearing.pump_until(lambda: request.done)
    assert hearing.all == [Progress(Phase.CHECKING), {"text": "grün 🌱"}]


def test_a_large_result_comes_whole(session: Session, hearing: Hearing) -> None:
    """The caller gets a result sent in parts as one value, in order; parts of other requests do not mix."""
    asked = [{"list": [f"{number} {'x' * 1000}" for number in range(start, start + 300)]} for start in (0, 1000)]
    for arguments in asked:
        session.request("echo", arguments, **hearing.callbacks())
    hearing.pump_until(lambda: len(hearing.ends) == 2)

    assert sorted(hearing.ends, key=asked.index) == asked


def test_run_returns_the_result_and_serves_other_requests(session: Session, hearing: Hearing) -> None:
    """While a script waits for one thing, callbacks of the others come."""
    session.request("echo", {"n": 1}, **hearing.callbacks())
    steps: list[Progress] = []

    result = session.run("count", {"to": 5}, on_progress=steps.append)

    assert result == {"counted": 5}
    assert steps[-1].files_done == 5
    assert hearing.ends == [{"n": 1}]


def test_a_foreseen_failure_keeps_its_words(session: Session) -> None:
    """What a use-case says arrives whole: message, kind, hint, details."""
    with pytest.raises(FarmError, match="No Manager at example:1") as caught:
        session.run("fail", {})

    error = caught.value
    assert (error.kind, error.hint, error.details) == ("refused", "Start it.", {"port": 1})


@pytest.mark.parametrize("task", ["bug", "unsendable", "no such task"])
def test_an_unforeseen_failure_is_told_plainly(session: Session, task: str, tmp_path: Path) -> None:
    """The artist reads that it is our fault, the log has the traceback, and the helper goes on."""
    with pytest.raises(FarmError, match="Something went wrong inside Flamenco Client") as caught:
        session.run(task, {})

    assert caught.value.kind == "internal"
    assert "secret" not in str(caught.value)
    assert "Traceback" in (tmp_path / "helper.log").read_text(encoding="utf-8")
    assert session.run("echo", {"still": "there"}) == {"still": "there"}


def test_several_requests_run_at_a_time(session: Session) -> None:
    """A long one does not hold up a short one."""
    long = session.request("rest", {})

    assert session.run("echo", {}) == {}
    assert session.outstanding == (long,)


def test_cancel_ends_a_request_and_tells_what_is_left(session: Session, hearing: Hearing) -> None:
    """Cancelling reaches a task that blocks; other requests are not touched."""
    other = session.request("rest", {})
    request = session.request("rest", {"left": "checkout a-1 stays"}, **hearing.callbacks())
    hearing.pump_until(lambda: hearing.all)

    request.cancel()

    hearing.pump_until(lambda: request.done)
    assert [str(end) for end in hearing.ends] == ["checkout a-1 stays"]
    assert isinstance(hearing.ends[0], Cancelled)
    assert not other.done


def test_cancelled_requests_that_wait_for_their_turn_never_start(session: Session, hearing: Hearing) -> None:
    """More requests than threads: cancelling one that waits answers at once."""
    for _ in range(8):
        session.request("rest", {})
    waiting = session.request("echo", {}, **hearing.callbacks())

    waiting.cancel()

    hearing.pump_until(lambda: waiting.done)
    assert [type(end) for end in hearing.all] == [Cancelled]


def test_what_breaks_because_of_a_cancel_counts_as_cancelled(session: Session, hearing: Hearing) -> None:
    """A connection that is closed under a task makes odd errors; the artist pressed cancel and reads that."""
    request = session.request("bug", {"late": True}, **hearing.callbacks())
    hearing.pump_until(lambda: hearing.all)

    request.cancel()

    hearing.pump_until(lambda: request.done)
    assert [type(end) for end in hearing.ends] == [Cancelled]


def test_one_failing_callback_does_not_stop_the_others(
    session: Session, hearing: Hearing, caplog: pytest.LogCaptureFixture
) -> None:
    """The fault is logged, everything else goes on."""

    def broken(_value: object) -> None:
        raise ZeroDivisionError

    session.request("echo", {}, on_progress=broken, on_result=broken)
    request = session.request("echo", {"n": 2}, **hearing.callbacks())
    with caplog.at_level(logging.ERROR):
        hearing.pump_until(lambda: request.done and not session.outstanding)

    assert hearing.ends == [{"n": 2}]
    assert caplog.text.count("ZeroDivisionError") >= 1


def test_a_callback_may_start_and_wait_for_another_request(session: Session, hearing: Hearing) -> None:
    """``run`` inside a callback of ``pump`` neither loses nor doubles anything."""
    inner: list[Any] = []
    request = session.request("echo", {}, on_result=lambda _: inner.append(session.run("echo", {"inner": 1})))
    other = session.request("count", {"to": 3}, **hearing.callbacks())

    hearing.pump_until(lambda: request.done and other.done and inner)

    assert inner == [{"inner": 1}]
    assert hearing.ends == [{"counted": 3}]


def test_arguments_that_are_not_json_are_refused_at_once(session: Session) -> None:
    """That is a fault of the caller; no request stays behind."""
    with pytest.raises(TypeError):
        session.request("echo", {"thing": object()})

    assert session.outstanding == ()


@pytest.mark.slow
def test_large_arguments_arrive_and_leave_no_file(session: Session, hearing: Hearing, tmp_path: Path) -> None:
    """Above what fits into a pipe the arguments travel in a file, which is deleted when it has been read."""
    text = "ä" * 3_000_000

    with at_once():
        request = session.request("echo", {"text": text})
    result = session.run("echo", {"text": text})

    assert result == {"text": text}
    hearing.pump_until(lambda: request.done)
    assert list(tmp_path.glob("flamenco-client-arguments-*")) == []


@pytest.mark.slow
def test_a_flood_of_progress_is_thinned_but_its_last_word_and_all_phases_come(session: Session) -> None:
    """Ten reports a second are enough for a progress bar; the bar must still end where the task does."""
    steps: list[Progress] = []

    started = time.monotonic()
    session.run("count", {"to": 200_000, "phases": 4}, on_progress=steps.append)
    took = time.monotonic() - started

    assert list(dict.fromkeys(step.phase for step in steps)) == [*Phase][:4]
    assert steps[-1].files_done == 200_000
    assert len(steps) <= 10 * took + 20


def test_a_task_never_waits_for_blender_to_read(session: Session, hearing: Hearing, tmp_path: Path) -> None:
    """While Blender renders and reads nothing, a task that reports more than the pipe holds finishes all the same."""
    mark = tmp_path / "mark"

    steps = len(Phase)
    arguments = {"to": steps, "phases": steps, "characters": 200_000, "mark": str(mark)}
    request = session.request("count", arguments, **hearing.callbacks())

    until(mark.exists)
    hearing.pump_until(lambda: request.done)
    assert hearing.ends == [{"counted": steps}]
    assert len(hearing.all) == steps + 1


@pytest.mark.slow
def test_a_helper_that_does_not_read_never_holds_up_blender(session: Session, hearing: Hearing) -> None:
    """A stopped helper fills the pipe; requests wait in a queue and are done in their order when it goes on."""
    pid = session.run("about", {})["pid"]
    os.kill(pid, signal.SIGSTOP)
    try:
        with at_once():
            requests = [
                session.request("echo", {"n": n, "text": "x" * 1000}, **hearing.callbacks()) for n in range(300)
            ]
            assert session.pump() is False
    finally:
        os.kill(pid, signal.SIGCONT)

    hearing.pump_until(lambda: all(request.done for request in requests))
    assert sorted(end["n"] for end in hearing.ends) == list(range(300))


def test_pump_is_bounded(session: Session, hearing: Hearing, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much has arrived and however slow the callbacks are, one turn of the timer is short."""
    now, called, turns = 0.0, 0, [0]

    def slow(_result: object) -> None:
        nonlocal now, called
        now, called = now + 0.002, called + 1

    for _ in range(30):
        session.request("echo", {}, on_result=slow)
    last = session.request("echo", {})
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: now))

    def turn() -> bool:
        before = called
        session.pump()
        turns.append(called - before)
        return last.done and not session.outstanding

    hearing.pump_until(turn)

    assert called == 30
    assert max(turns) == 2  # 4 ms instead of 3, since a callback can't be cut short


def test_stray_output_never_breaks_the_messages(session: Session, tmp_path: Path) -> None:
    """Standard output is for messages only: prints, writes to its descriptor and child processes go to the log."""
    results = [session.run("chatter", {}) for _ in range(3)]

    assert results == [{"stdin": ""}] * 3
    log = (tmp_path / "helper.log").read_text(encoding="utf-8")
    assert all(text in log for text in ("printed", "forged", "from a child"))


def test_stray_output_never_breaks_the_messages_without_a_log_either(
    session: Session, capfd: pytest.CaptureFixture[str]
) -> None:
    """Where there is no place for a log it goes to stderr."""
    session.user_folder = ""

    assert session.run("chatter", {}) == {"stdin": ""}

    session.stop()
    captured = capfd.readouterr()
    assert captured.out == ""
    assert all(text in captured.err for text in ("printed", "forged", "from a child"))


@pytest.mark.slow
def test_the_helper_leaves_processor_and_folder_to_blender(session: Session, tmp_path: Path) -> None:
    """It runs at a lower priority, and does not keep the folder that Blender was started in."""
    about = session.run("about", {})

    assert about["nice"] == min(os.nice(0) + 10, 19)
    assert about["folder"] == str(tmp_path)
