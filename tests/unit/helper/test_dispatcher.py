"""``helper.dispatcher``: every order gets its answer. What a whole process does is in ``tests/unit/ipc``."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Generator, Mapping
from typing import Any

import pytest

from flamenco_client.core.cancel import CancelToken
from flamenco_client.core.progress import Phase, Progress
from flamenco_client.helper.dispatcher import Dispatcher
from flamenco_client.helper.outbox import Outbox
from flamenco_client.tests.support.waiting import PATIENCE

Steps = Generator[Progress, None, dict[str, Any]]


class World:
    """A dispatcher with one task that waits for ``release``, and what it says."""

    def __init__(self) -> None:
        self.said: queue.Queue[dict[str, Any]] = queue.Queue()
        self.release = threading.Event()
        outbox = Outbox(lambda line: self.said.put(json.loads(line)), interval=0)
        self.dispatcher = Dispatcher(
            {"hang": self.hang, "name": self.name, "nest": self.nest, "lack": self.lack}, outbox
        )

    def hang(self, arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
        yield Progress(Phase.CHECKING)
        self.release.wait(PATIENCE)
        return {}

    def name(self, arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
        yield Progress(Phase.CHECKING)
        return {"name": arguments["name"]}

    def lack(self, arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
        yield Progress(Phase.CHECKING)
        raise ImportError("No module named '_ssl'", name="_ssl")

    def nest(self, arguments: Mapping[str, Any], cancel: CancelToken) -> Steps:
        yield Progress(Phase.CHECKING)
        nested: Any = []
        for _ in range(5000):
            nested = [nested]
        return {"nested": nested}

    def take(self, **parts: Any) -> None:
        self.dispatcher.take(json.dumps(parts).encode())

    def answer(self) -> dict[str, Any]:
        """Return the next event that is not progress."""
        while (said := self.said.get(timeout=PATIENCE))["event"] == "progress":
            pass
        return said


@pytest.fixture
def world() -> Generator[World]:
    world = World()
    yield world
    world.release.set()
    assert world.dispatcher.shut_down(PATIENCE)


@pytest.mark.parametrize("line", [b"", b"garbage", b"{}", b'{"id":9,"cancel":true}'])
def test_lines_that_say_nothing_are_ignored(world: World, line: bytes) -> None:
    """Garbage, and the cancelling of what has ended, leave no trace; the next order is done."""
    world.dispatcher.take(line)
    world.take(id=1, do="name", arguments={"name": "next"})

    assert world.answer() == {"id": 1, "event": "result", "result": {"name": "next"}}


@pytest.mark.parametrize(
    "parts",
    [
        {"id": 7, "do": "name", "arguments_file": "/does/not/exist"},
        {"id": 7, "do": "name"},
        {"id": 7, "do": "name", "arguments": {}},
        {"id": 7, "do": "fly", "arguments": {}},
        {"id": 7, "do": "nest", "arguments": {}},
    ],
    ids=str,
)
def test_an_order_that_cannot_be_done_is_answered(world: World, parts: dict[str, Any]) -> None:
    """The sender gets an error and does not wait forever."""
    world.take(**parts)

    answer = world.answer()
    assert (answer["id"], answer["event"], answer["kind"]) == (7, "error", "internal")


def test_shutting_down_tells_whether_all_has_ended(world: World) -> None:
    """A task that hangs is not waited for longer than allowed; those that wait for their turn never start."""
    for number in range(9):
        world.take(id=number, do="hang", arguments={})
    assert world.said.get(timeout=PATIENCE)["event"] == "progress"

    assert world.dispatcher.shut_down(0.05) is False

    world.release.set()
    assert world.dispatcher.shut_down(PATIENCE) is True
    answers = [world.answer() for _ in range(9)]
    assert {answer["event"] for answer in answers if answer["id"] == 8} == {"cancelled"}


def test_a_python_without_encryption(world: World) -> None:
    """The message names what is missing, not an error inside the extension."""
    world.take(id=1, do="lack", arguments={})
    answer = world.answer()
    assert (answer["event"], answer["kind"]) == ("error", "helper-cannot-start")
    assert "_ssl" in json.dumps(answer["message"])
