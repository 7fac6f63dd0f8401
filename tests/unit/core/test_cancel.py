"""A request to stop reaches the work at once, from any thread, once."""

from __future__ import annotations

import logging
import threading

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.errors import Cancelled


def test_check() -> None:
    """Checking passes until the user says stop, and raises from then on."""
    token = CancelToken()
    token.check()
    assert not token.cancelled

    token.cancel()

    assert token.cancelled
    with pytest.raises(Cancelled):
        token.check()


def test_callbacks_run_once() -> None:
    """Each callback runs once, in order, however often the user says stop."""
    token, calls = CancelToken(), list[str]()
    token.on_cancel(lambda: calls.append("first"))
    token.on_cancel(lambda: calls.append("second"))
    token.cancel()
    token.cancel()

    assert calls == ["first", "second"]


def test_undo() -> None:
    """A callback that was taken back does not run; taking it back twice, or late, does no harm."""
    token, calls = CancelToken(), list[str]()
    undo = token.on_cancel(lambda: calls.append("gone"))
    late = token.on_cancel(lambda: calls.append("kept"))
    undo()
    undo()
    token.cancel()
    late()

    assert calls == ["kept"]


def test_late_callback_runs_at_once() -> None:
    """A call that begins after the user cancelled is ended too."""
    token, calls = CancelToken(), list[str]()
    token.cancel()
    undo = token.on_cancel(lambda: calls.append("late"))
    undo()

    assert calls == ["late"]


def test_a_failing_callback_does_not_stop_others(caplog: pytest.LogCaptureFixture) -> None:
    """An error in one callback is logged, and the rest run."""
    token, calls = CancelToken(), list[str]()
    token.on_cancel(lambda: 1 / 0)
    token.on_cancel(lambda: calls.append("second"))
    with caplog.at_level(logging.ERROR):
        token.cancel()

    assert calls == ["second"]
    assert "division by zero" in caplog.text


def test_callback_may_use_the_token() -> None:
    """A callback that looks at the token, or registers another, does not dead-lock."""
    token, calls = CancelToken(), list[bool]()
    token.on_cancel(lambda: token.on_cancel(lambda: calls.append(token.cancelled)))
    worker = threading.Thread(target=token.cancel, daemon=True)
    worker.start()
    worker.join(5)

    assert not worker.is_alive()
    assert calls == [True]


def test_wakes_another_thread() -> None:
    """The callback runs in the thread that cancels, while the working thread is blocked."""
    token, ended = CancelToken(), threading.Event()
    names = list[str]()

    def callback() -> None:
        names.append(threading.current_thread().name)
        ended.set()

    token.on_cancel(callback)
    canceller = threading.Thread(target=token.cancel, name="canceller", daemon=True)
    canceller.start()

    assert ended.wait(5)
    canceller.join(5)
    assert names == ["canceller"]
