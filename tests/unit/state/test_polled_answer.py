"""Polled answers: when to ask again, and to which question an answer belongs."""

from __future__ import annotations

import math
from typing import Any

import pytest

from flamenco_client.core.errors import ErrorKind, FarmError
from flamenco_client.ipc.request import Request
from flamenco_client.state.polled_answer import LONGEST, PolledAnswer

FAULT = FarmError("No disk.", kind=ErrorKind.FILE)


def asked(at: float = 100.0, **arguments: Any) -> PolledAnswer[str]:
    polled = PolledAnswer[str]()
    polled.begin("look", arguments)
    polled.asked_at = at
    return polled


def waits(polled: PolledAnswer[str], age: float) -> float:
    """Return the seconds after which it is asked again."""
    return next(after for after in range(2000) if polled.is_due(age, polled.asked_at + after))


def test_a_new_question_is_due_at_once() -> None:
    """With any age."""
    assert PolledAnswer[str]().is_due(math.inf, 0.0)


def test_an_answer_is_asked_for_again_when_it_is_too_old() -> None:
    """Its age counts from the question; without a greatest age it stays."""
    polled = asked()
    polled.keep("yes")

    assert waits(polled, 10.0) == 10
    assert not polled.is_due(math.inf, 1e9)


def test_failures_in_a_row_make_the_pauses_longer() -> None:
    """Up to some minutes, also where there would be no second question; the first success ends that."""
    polled = asked()
    pauses = []
    for _ in range(4):
        polled.fail(FAULT)
        pauses.append(waits(polled, 10.0))
    for _ in range(2000):
        polled.fail(FAULT)

    assert pauses == [20, 40, 80, 160]
    assert waits(polled, 10.0) == waits(polled, math.inf) == LONGEST
    polled.keep("yes")
    assert waits(polled, 10.0) == 10


def test_one_attempt_at_a_time() -> None:
    """However long it takes; one that ended without an answer, as with the session, does not block the next."""
    polled = asked()
    polled.request = Request(1, "look")
    polled.expire()
    assert not polled.is_due(10.0, 1e9)

    polled.request.done = True
    assert polled.is_due(10.0, 100.0)


def test_expired_while_it_is_asked() -> None:
    """The answer under way may be of before the change: it is asked for once more."""
    polled = asked()
    polled.request = Request(1, "look")
    polled.expire()
    polled.keep("yes")

    assert polled.is_due(math.inf, 100.0)


def test_an_answer_belongs_to_its_question() -> None:
    """It is not shown for another one, and not known after another one has begun."""
    polled = asked(file="a.blend", folder="")
    polled.keep("yes")
    assert polled.about(file="a.blend") == "yes"
    assert polled.about(file="b.blend") is None
    assert not polled.is_known(file="b.blend")

    polled.begin("look", {"file": "b.blend", "folder": ""})
    assert polled.about(file="b.blend") is None
    assert not polled.is_known(file="b.blend")


@pytest.mark.parametrize("known", ["yes", None])
def test_a_failure_keeps_the_answer(known: str | None) -> None:
    """The last good answer stays; the question counts as answered even without one."""
    polled = asked(file="a.blend")
    if known:
        polled.keep(known)
    polled.fail(FAULT)

    assert (polled.about(file="a.blend"), polled.error) == (known, FAULT)
    assert polled.is_known(file="a.blend")
