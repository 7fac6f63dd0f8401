"""``helper.outbox``: events are sent in order, and no task waits for Blender to read them."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from flamenco_client.core.progress import Phase, Progress
from flamenco_client.helper.outbox import Outbox
from flamenco_client.ipc.messages import Finished, ProgressEvent
from flamenco_client.tests.support.waiting import PATIENCE, at_once, until


class Reader:
    """Stand-in for the pipe; ``gate`` closed means that Blender does not read."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.gate.set()
        self.lines: list[dict[str, Any]] = []

    def write(self, line: bytes) -> None:
        assert self.gate.wait(PATIENCE)
        self.lines.append(json.loads(line))

    def wait_for(self, condition: Callable[[list[dict[str, Any]]], object]) -> None:
        until(lambda: condition(self.lines), lambda: self.lines[-3:])


@pytest.fixture
def reader() -> Reader:
    return Reader()


def test_the_last_progress_goes_out_even_when_the_task_falls_silent(reader: Reader) -> None:
    """After quick steps a task may compute for a minute: the bar must show the last progress."""
    outbox = Outbox(reader.write, interval=1.0)

    for number in range(10):
        outbox.put(ProgressEvent(1, Progress(Phase.HASHING, files_done=number)))

    reader.wait_for(lambda lines: lines and lines[-1]["files_done"] == 9)
    assert len(reader.lines) <= 3


def test_progress_of_one_request_keeps_its_distance_and_does_not_slow_another(reader: Reader) -> None:
    """The pause is each request's own."""
    outbox = Outbox(reader.write, interval=30)
    outbox.put(ProgressEvent(1, Progress(Phase.HASHING, files_done=1)))
    reader.wait_for(lambda lines: len(lines) == 1)

    outbox.put(ProgressEvent(1, Progress(Phase.HASHING, files_done=2)))
    outbox.put(ProgressEvent(2, Progress(Phase.HASHING, files_done=3)))

    reader.wait_for(lambda lines: len(lines) == 2)
    assert [line["files_done"] for line in reader.lines] == [1, 3]


def test_the_end_does_not_wait_and_comes_after_the_last_progress_of_each_phase(reader: Reader) -> None:
    """A result is never overtaken by, nor delayed for, the progress before it."""
    outbox = Outbox(reader.write, interval=30)
    outbox.put(ProgressEvent(1, Progress(Phase.CHECKING)))
    reader.wait_for(lambda lines: len(lines) == 1)

    for phase, number in ((Phase.HASHING, 1), (Phase.SENDING, 2), (Phase.HASHING, 3), (Phase.SENDING, 4)):
        outbox.put(ProgressEvent(1, Progress(phase, files_done=number)))
    outbox.put(Finished(1, {"done": True}))

    reader.wait_for(lambda lines: len(lines) == 4)
    assert [line.get("files_done", line.get("result")) for line in reader.lines[1:]] == [3, 4, {"done": True}]


def test_nobody_waits_while_blender_does_not_read(reader: Reader) -> None:
    """Waiting progress takes no more space than one event a phase."""
    outbox = Outbox(reader.write, interval=0)
    reader.gate.clear()

    with at_once():
        for number in range(20_000):
            outbox.put(ProgressEvent(1, Progress(Phase.HASHING, files_done=number)))
    outbox.put(Finished(1, {}))
    reader.gate.set()

    reader.wait_for(lambda lines: lines and lines[-1]["event"] == "result")
    assert len(reader.lines) <= 4
    assert reader.lines[-2]["files_done"] == 19_999


def test_a_result_that_is_not_json_is_refused_where_it_is_given(reader: Reader) -> None:
    """After a faulty event the writing thread sends the following ones."""
    outbox = Outbox(reader.write)

    with pytest.raises(TypeError):
        outbox.put(Finished(1, {"thing": object()}))
    outbox.put(Finished(1, {"thing": None}))

    reader.wait_for(lambda lines: len(lines) == 1)


def test_progress_that_is_not_json_is_left_out(reader: Reader) -> None:
    """A fault in one report does not silence the helper."""
    outbox = Outbox(reader.write, interval=0)

    outbox.put(ProgressEvent(1, Progress(Phase.CHECKING, files_done=object())))  # type: ignore[arg-type]
    outbox.put(Finished(1, {}))

    reader.wait_for(lambda lines: [line["event"] for line in lines] == ["result"])


def test_a_closed_pipe_ends_the_writing_quietly() -> None:
    """Blender is gone: no traceback, and tasks may still say what they like."""
    tried = threading.Event()

    def broken(_line: bytes) -> None:
        tried.set()
        raise BrokenPipeError

    outbox = Outbox(broken)
    outbox.put(Finished(1, {}))
    assert tried.wait(PATIENCE)

    outbox.put(Finished(2, {}))
    outbox.put(ProgressEvent(3, Progress(Phase.HASHING)))
