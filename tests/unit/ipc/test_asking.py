"""Requests that wait for the user's confirmation."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from flamenco_client.core.errors import Cancelled
from flamenco_client.core.progress import Phase, Progress
from flamenco_client.ipc.session import Session
from flamenco_client.tests.support.waiting import at_once

if TYPE_CHECKING:
    from .conftest import Hearing

QUESTION = Progress(Phase.REVIEW, report={"asks": ["missing"]})


def test_it_waits_for_the_word_and_goes_on(session: Session, hearing: Hearing) -> None:
    """The question comes as progress with its data; nothing more comes before the answer; then the request goes on."""
    request = session.request("ask", {}, **hearing.callbacks())
    hearing.pump_until(lambda: hearing.all)
    time.sleep(0.3)
    session.pump()
    assert hearing.all == [QUESTION]

    request.answer(go_on=True)

    hearing.pump_until(lambda: request.done)
    assert hearing.all == [QUESTION, Progress(Phase.CHECKING), {"went_on": True}]


def test_an_answer_that_does_not_say_go_on_is_none(session: Session, hearing: Hearing) -> None:
    """Only an explicit confirmation counts; other answers, and answers to other requests, are ignored."""
    request = session.request("ask", {}, **hearing.callbacks())
    other = session.request("rest", {})
    for answer in ({}, {"go_on": False}, {"go_on": "yes"}, {"go": True}):
        request.answer(**answer)
    other.answer(go_on=True)
    hearing.pump_until(lambda: hearing.all)
    time.sleep(0.2)
    session.pump()

    assert (hearing.all, other.done) == ([QUESTION], False)
    request.answer(go_on=True)
    hearing.pump_until(lambda: request.done)


def test_an_answer_given_too_early_holds(session: Session, hearing: Hearing) -> None:
    """An answer that arrives before the question counts."""
    request = session.request("ask", {}, **hearing.callbacks())
    request.answer(go_on=True)

    hearing.pump_until(lambda: request.done)
    assert hearing.ends == [{"went_on": True}]


def test_cancel_while_it_waits_works_at_once(session: Session, hearing: Hearing) -> None:
    """Cancelling needs no answer; a later confirmation is ignored."""
    request = session.request("ask", {}, **hearing.callbacks())
    hearing.pump_until(lambda: hearing.all)

    with at_once():
        request.cancel()
        hearing.pump_until(lambda: request.done)
    request.answer(go_on=True)

    (end,) = hearing.ends
    assert isinstance(end, Cancelled)


def test_closing_blender_ends_the_waiting(session: Session, hearing: Hearing, gone: Callable[[int], bool]) -> None:
    """No helper keeps waiting for the confirmation after Blender has ended."""
    session.request("ask", {}, **hearing.callbacks())
    hearing.pump_until(lambda: hearing.all)
    pid = session.helper_pid
    assert pid is not None

    session.stop()

    assert gone(pid)
