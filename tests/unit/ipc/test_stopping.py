"""Stopping a session ends the helper during any task, with a moment to clean up."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from flamenco_client.core.errors import Cancelled
from flamenco_client.ipc.helper_process import HelperProcess
from flamenco_client.ipc.session import Session
from flamenco_client.tests.support.waiting import AT_ONCE, at_once

if TYPE_CHECKING:
    from .conftest import Hearing


def test_stop_leaves_no_process_and_may_be_repeated(session: Session, gone: Callable[[int], bool]) -> None:
    """Disabling the extension ends the helper during any task; requests end without callbacks."""
    heard: list[object] = []
    request = session.request("rest", {}, on_cancelled=heard.append, on_error=heard.append)
    pid = session.helper_pid
    assert pid is not None

    session.stop()
    session.stop()

    assert gone(pid)
    assert (request.done, session.outstanding, heard) == (True, (), [])
    request.cancel()
    assert session.pump() is False


def test_stop_lets_tasks_clean_up(
    session: Session, hearing: Hearing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A task has time to clean up; here a long time, for slow machines."""
    monkeypatch.setattr(HelperProcess.close, "__defaults__", (AT_ONCE,))
    monkeypatch.setenv("ODD_HELPER_GRACE", str(AT_ONCE))
    session.request("rest", {"mark": str(tmp_path / "mark")}, **hearing.callbacks())
    hearing.pump_until(lambda: hearing.all)

    session.stop()

    assert (tmp_path / "mark").read_text(encoding="utf-8") == "cleaned up"


@pytest.mark.slow
def test_stop_does_not_wait_for_a_task_that_hangs(
    session: Session, hearing: Hearing, gone: Callable[[int], bool]
) -> None:
    """Quitting Blender takes half a second longer at most."""
    session.request("deaf", {}, **hearing.callbacks())
    hearing.pump_until(lambda: hearing.all)
    pid = session.helper_pid

    with at_once():
        session.stop()

    assert pid is not None
    assert gone(pid)


def test_stop_ends_a_helper_that_does_not_react(session: Session, gone: Callable[[int], bool]) -> None:
    """One that is stopped by a signal does not read that its stdin is closed: it is killed."""
    pid = session.run("about", {})["pid"]
    os.kill(pid, signal.SIGSTOP)

    session.stop()

    assert gone(pid)


def test_stop_in_a_callback_ends_a_waiting_run(session: Session) -> None:
    """The extension may be disabled from anywhere, also by what ``run`` calls back: it raises Cancelled."""
    with pytest.raises(Cancelled):
        session.run("rest", {}, on_progress=lambda _: session.stop())
