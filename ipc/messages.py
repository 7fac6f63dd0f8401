"""Messages between Blender and the helper: JSON objects, one a line, ASCII only.

Blender sends orders (``Start``, ``Answer``, ``Keep``, ``Cancel``); the helper answers each ``Start`` with any number of
``ProgressEvent`` and then exactly one of ``Finished``, ``Failed``, ``CancelledEvent``. The lists of a large result are
sent before ``Finished``, as ``Part`` messages. Every message has the id of its request.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from ..core.encoded_json import Encoded, dumps, pieces
from ..core.errors import FarmError
from ..core.progress import Phase, Progress
from ..core.text import from_json, to_json

SPILL_ABOVE: Final = 32 * 1024
"""Bytes of a line above which the arguments are sent in a file: the line might not fit into the pipe at once."""
SPILL_PREFIX: Final = "flamenco-client-arguments-"
IN_PARTS_ABOVE: Final = 64 * 1024
"""Bytes of a result above which its lists are sent in parts: Blender's main thread parses a line at once."""


class BadMessageError(ValueError):
    """A line is not a valid message; ``id`` is that of its request, if known."""

    def __init__(self, message: str, request_id: int | None = None) -> None:
        super().__init__(message)
        self.id = request_id


@dataclass(frozen=True, slots=True)
class Start:
    """Run a task."""

    id: int
    do: str
    """A name of ``helper.tasks``."""
    arguments: Mapping[str, Any]
    keep: bool = False
    """Continue after Blender has ended."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop a request that was started."""

    id: int


@dataclass(frozen=True, slots=True)
class Keep:
    """Continue a request after Blender has ended, or not, other than its ``Start`` said."""

    id: int
    keep: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """The user's answer to a request."""

    id: int
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProgressEvent:
    """Progress of a request."""

    id: int
    progress: Progress


@dataclass(frozen=True, slots=True)
class Part:
    """Further elements of a list of the coming result."""

    id: int
    name: str
    elements: list[Any]


@dataclass(frozen=True, slots=True)
class Finished:
    """A request succeeded."""

    id: int
    result: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Failed:
    """A request failed."""

    id: int
    error: FarmError


@dataclass(frozen=True, slots=True)
class Stopping:
    """The helper has read that a request is cancelled, and stops it."""

    id: int


@dataclass(frozen=True, slots=True)
class CancelledEvent:
    """A request was cancelled."""

    id: int
    message: str
    """What is left behind, as a text; "" for nothing."""


Order = Start | Answer | Keep | Cancel
Event = ProgressEvent | Part | Stopping | Finished | Failed | CancelledEvent


def order_line(order: Order) -> bytes:
    """Return the order as one line.

    Raises:
        TypeError: The arguments contain something that JSON can't represent.
    """
    if isinstance(order, Cancel):
        return _line({"id": order.id, "cancel": True})
    if isinstance(order, Keep):
        return _line({"id": order.id, "keep_going": order.keep})
    if isinstance(order, Answer):
        return _line({"id": order.id, "answer": order.answer})
    return _line({**_head(order), "arguments": order.arguments})


def spill(order: Start, line: bytes, folder: str) -> tuple[bytes, str]:
    """Move the arguments of a long line into a file that only this user can read.

    Args:
        order: The order in ``line``.
        line: The whole line.
        folder: Folder for the file; "" = the system's folder for temporary files.

    Returns:
        A short line with the file's path, and the path. The reader deletes the file.

    Raises:
        OSError: The file can't be written.
    """
    handle, path = tempfile.mkstemp(prefix=SPILL_PREFIX, suffix=".json", dir=folder or None)
    try:
        with open(handle, "wb") as file:
            file.write(line)
    except OSError:
        os.unlink(path)
        raise
    return _line({**_head(order), "arguments_file": os.path.abspath(path)}), path


def read_order(line: bytes) -> Order:
    """Read an order; a file with its arguments is deleted.

    Raises:
        BadMessageError: The line is not an order, or the file with the arguments can't be read.
    """
    parts = _parts(line)
    request_id = parts["id"]
    if parts.get("cancel") is True:
        return Cancel(request_id)
    if isinstance(parts.get("keep_going"), bool):
        return Keep(request_id, parts["keep_going"])
    if isinstance(parts.get("answer"), dict):
        return Answer(request_id, parts["answer"])
    path = parts.get("arguments_file")
    if isinstance(path, str):
        try:
            with open(path, "rb") as file:
                parts["arguments"] = _parts(file.read()).get("arguments")
        except (OSError, BadMessageError) as error:
            raise BadMessageError(f"arguments can't be read from {path}: {error}", request_id) from error
        with contextlib.suppress(OSError):
            os.unlink(path)
    do, arguments = parts.get("do"), parts.get("arguments")
    if not isinstance(do, str) or not isinstance(arguments, dict):
        raise BadMessageError(f'"do" and "arguments" expected: {line[:200]!r}', request_id)
    return Start(request_id, do, arguments, parts.get("keep") is True)


def event_line(event: Event) -> bytes:
    """Return the event as one line; a large result as several, with its parts first.

    Raises:
        TypeError: The result or the details contain something that JSON can't represent.
        RecursionError: They are nested too deep.
    """
    match event:
        case ProgressEvent(id, progress):
            return _line(to_json({"id": id, "event": "progress", **asdict(progress)}))
        case Part(id, name, elements):
            return _line(to_json({"id": id, "event": "part", "name": name, "elements": elements}))
        case Finished(id, result):
            line = _line(to_json({"id": id, "event": "result", "result": result}))
            return line if len(line) <= IN_PARTS_ABOVE else b"".join(_in_parts(id, result))
        case Failed(id, error):
            return _line(to_json({"id": id, "event": "error", **error.as_message()}))
        case Stopping(id):
            return _line({"id": id, "event": "stopping"})
        case CancelledEvent(id, message):
            return _line(to_json({"id": id, "event": "cancelled", "message": message}))


def read_event(line: bytes) -> Event:
    """Read an event.

    Raises:
        BadMessageError: The line is not an event.
    """
    parts = _parts(line, hook=from_json)
    request_id, event = parts.pop("id"), parts.pop("event", None)
    try:
        match event:
            case "progress":
                return ProgressEvent(request_id, Progress(**parts | {"phase": Phase(parts["phase"])}))
            case "part" if isinstance(parts["elements"], list):
                return Part(request_id, str(parts["name"]), parts["elements"])
            case "result" if isinstance(parts["result"], dict):
                return Finished(request_id, parts["result"])
            case "error":
                return Failed(request_id, FarmError.from_message(parts))
            case "stopping":
                return Stopping(request_id)
            case "cancelled":
                return CancelledEvent(request_id, _text(parts.get("message", "")))
    except (KeyError, TypeError, ValueError) as error:
        raise BadMessageError(f"{error!r} in {line[:200]!r}", request_id) from error
    raise BadMessageError(f"unknown event: {line[:200]!r}", request_id)


def _in_parts(request_id: int, result: Mapping[str, Any]) -> Iterator[bytes]:
    lists = {name: value for name, value in result.items() if isinstance(value, list | tuple)}
    for name, elements in lists.items():
        for piece in pieces(elements, lambda element: dumps(to_json(element))):
            yield _line({"id": request_id, "event": "part", "name": name, "elements": Encoded(piece)})
    rest = {**result, **{name: [] for name in lists}}
    yield _line(to_json({"id": request_id, "event": "result", "result": rest}))


def _head(order: Start) -> dict[str, Any]:
    return {"id": order.id, "do": order.do} | ({"keep": True} if order.keep else {})


def _line(parts: Mapping[str, Any]) -> bytes:
    return dumps(parts).encode("ascii") + b"\n"


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value)  # keeps a Text


def _parts(line: bytes, hook: Callable[[dict[str, Any]], Any] | None = None) -> dict[str, Any]:
    try:
        parts = json.loads(line, object_hook=hook)
    except (ValueError, RecursionError) as error:
        raise BadMessageError(f"{error}: {line[:200]!r}") from error
    if not isinstance(parts, dict) or type(parts.get("id")) is not int:
        raise BadMessageError(f'an object with an "id" expected: {line[:200]!r}')
    return parts
