"""Polled answers: answers of the helper that are updated while they are visible.

The owner holds a ``state.polled_answer.PolledAnswer`` and calls ``refresh`` at each turn of the timer while it is
visible, with the current question; scripts call ``fetch``. There is one request at a time for each question, and
an answer to an older question is never kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from ...core.errors import FarmError
from ...state.polled_answer import PolledAnswer
from . import helper_session, redraw

T = TypeVar("T")

UNSEEN: Final = 2.0
"""Seconds without a draw after which something is not visible."""


def is_seen(drawn_at: float) -> bool:
    """Return whether something that was drawn at this time is still visible."""
    return time.monotonic() - drawn_at < UNSEEN


def refresh(
    polled: PolledAnswer[T],
    task: str,
    arguments: Mapping[str, Any],
    age: float,
    read: Callable[[Any], T] = lambda result: result,
) -> None:
    """Ask the helper if the question has changed or its answer is too old; the answer arrives later.

    Args:
        polled: Where the answer is kept.
        task: A name of ``helper.tasks``.
        arguments: What the task needs; together with it the question.
        age: Maximum age of the answer in seconds.
        read: Converts the result of the task to the answer.
    """
    if (polled.task, polled.arguments) != (task, arguments):
        polled.begin(task, arguments)
    if not polled.is_due(age, time.monotonic()):
        return

    def on_result(result: Any) -> None:
        if polled.request is request:
            polled.request, before = None, polled.answer
            polled.keep(read(result))
            if polled.answer != before:
                redraw.tag_throttled()

    def on_error(error: FarmError) -> None:
        if polled.request is request:
            polled.fail(error)
            redraw.tag_throttled()

    polled.asked_at = time.monotonic()
    request = polled.request = helper_session.get().request(task, arguments, on_result=on_result, on_error=on_error)


def fetch(
    polled: PolledAnswer[T],
    task: str,
    arguments: Mapping[str, Any],
    read: Callable[[Any], T] = lambda result: result,
) -> None:
    """Ask the helper and wait, for a script: a fresh answer, or none and an error."""
    polled.begin(task, arguments)
    polled.asked_at = time.monotonic()
    try:
        polled.keep(read(helper_session.get().run(task, arguments)))
    except FarmError as error:
        polled.fail(error)
