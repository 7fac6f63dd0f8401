"""``ipc.messages``: what Blender and the helper say to each other."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from flamenco_client.core.encoded_json import LARGEST
from flamenco_client.core.errors import ErrorKind, FarmError
from flamenco_client.core.progress import Phase, Progress
from flamenco_client.core.text import say
from flamenco_client.ipc import messages
from flamenco_client.ipc.messages import (
    Answer,
    BadMessageError,
    Cancel,
    CancelledEvent,
    Failed,
    Finished,
    ProgressEvent,
    Start,
)

ODD_TEXT = 'line\nbreak  "quotes" \udcff not UTF-8 🌱 \x00'


@pytest.mark.parametrize(
    "order",
    [Start(1, "submit", {"path": ODD_TEXT, "n": [1, None, 2.5]}), Answer(3, {"go_on": True}), Cancel(2)],
    ids=repr,
)
def test_orders_arrive_as_they_were(order: messages.Order) -> None:
    """With any file name, an order is one line of ASCII and is read back equal."""
    line = messages.order_line(order)

    assert line.count(b"\n") == 1
    assert line.isascii()
    assert messages.read_order(line) == order


@pytest.mark.parametrize(
    "event",
    [
        ProgressEvent(1, Progress(Phase.SENDING, 1, 2, 3, 4, ODD_TEXT)),
        Finished(2, {"text": ODD_TEXT}),
        CancelledEvent(3, ODD_TEXT),
    ],
    ids=lambda event: type(event).__name__,
)
def test_events_arrive_as_they_were(event: messages.Event) -> None:
    """Progress, results and cancellations come back equal."""
    line = messages.event_line(event)

    assert line.count(b"\n") == 1
    assert messages.read_event(line) == event


def test_a_large_result_travels_in_parts() -> None:
    """Its lists go ahead a little at a time, so that no line takes Blender long to read; texts keep what they know."""
    warning = say("{path} is missing", path="x" * 90_000)
    types = [{"name": str(number), "label": "y" * 1000} for number in range(300)]
    result = {"types": types, "warnings": (warning,), "name": "farm", "none": [], "inner": {"list": [1]}}
    *parts, end = messages.event_line(Finished(4, result)).splitlines()

    together: dict[str, list[Any]] = {}
    for line in parts:
        part = messages.read_event(line)
        assert isinstance(part, messages.Part)
        together.setdefault(part.name, []).extend(part.elements)
    assert len(parts) > 300_000 / LARGEST
    assert max(map(len, parts[:-1])) < 1.1 * LARGEST
    assert together == {"types": types, "warnings": [warning]}
    assert together["warnings"][0].pattern == warning.pattern
    rest = {"types": [], "warnings": [], "name": "farm", "none": [], "inner": {"list": [1]}}
    assert messages.read_event(end) == Finished(4, rest)


def test_errors_arrive_with_all_their_parts() -> None:
    """An error keeps message, kind, hint and details."""
    error = FarmError("No answer.", kind=ErrorKind.TIMEOUT, hint="Wait.", details={"url": "http://x"})

    event = messages.read_event(messages.event_line(Failed(7, error)))

    assert isinstance(event, Failed)
    assert event.error.as_message() == error.as_message()


@pytest.mark.parametrize(
    "line",
    [b"", b"\xff\xfe", b"hello", b"null", b"[1]", b"{}", b'{"id":"7"}', b'{"id":true}', b"[" * 100_000, b'{"id":7'],
    ids=lambda line: repr(line[:12]),
)
def test_what_is_no_message_is_refused(line: bytes) -> None:
    """Any invalid bytes raise BadMessageError and nothing else, in both directions."""
    with pytest.raises(BadMessageError):
        messages.read_order(line)
    with pytest.raises(BadMessageError):
        messages.read_event(line)


@pytest.mark.parametrize(
    "parts",
    [
        {"id": 7},
        {"id": 7, "do": 1, "arguments": {}},
        {"id": 7, "do": "x", "arguments": []},
        {"id": 7, "do": "x", "arguments_file": "/does/not/exist"},
        {"id": 7, "event": "progress", "phase": "checking", "colour": "green"},
        {"id": 7, "event": "progress", "phase": "dreaming"},
        {"id": 7, "event": "progress"},
        {"id": 7, "event": "result", "result": None},
        {"id": 7, "event": "result"},
        {"id": 7, "event": "surprise"},
    ],
    ids=str,
)
def test_whose_a_broken_message_is_is_told(parts: dict[str, object]) -> None:
    """The error has the request's id, so that it can be answered."""
    read = messages.read_event if "event" in parts else messages.read_order

    with pytest.raises(BadMessageError) as caught:
        read(json.dumps(parts).encode())

    assert caught.value.id == 7


def test_large_arguments_go_through_a_file_for_this_user_only(tmp_path: Path) -> None:
    """The line has the file's path, only the user can read the file, and reading the order deletes it."""
    order = Start(7, "submit", {"text": "x" * 100_000})

    line, path = messages.spill(order, messages.order_line(order), str(tmp_path))

    assert len(line) < 1000
    assert os.path.dirname(path) == str(tmp_path)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert messages.read_order(line) == order
    assert not os.path.exists(path)


def test_a_damaged_file_of_arguments_is_told(tmp_path: Path) -> None:
    """A disk that ran full leaves half a file: the request fails, the helper goes on."""
    order = Start(7, "submit", {"text": "x"})
    line, path = messages.spill(order, messages.order_line(order), str(tmp_path))
    Path(path).write_bytes(b'{"id":7,"argu')

    with pytest.raises(BadMessageError, match="arguments can't be read") as caught:
        messages.read_order(line)

    assert caught.value.id == 7
