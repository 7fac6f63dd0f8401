"""Cache of each Manager's last answers on disk, so that the panel is usable before the first check."""

from __future__ import annotations

import json
from typing import Any

from ..core import atomic_files
from ..core.encoded_json import pieces
from ..core.errors import ErrorKind, FarmError
from ..core.sliced_work import Steps, finish
from ..core.text import revived, say, to_json
from ..core.user_files import Kind, UserFiles
from .manager_summary import ManagerInfo

SCHEMA = 2
"""Version of the file format; other versions are ignored, since the cache can be rebuilt."""
MAX_BYTES = 2 * 1024 * 1024


def read(user_files: UserFiles, url: str) -> dict[str, Any] | None:
    """Return ``ManagerInfo.as_message()`` of the last check, or None if it is missing or unusable.

    Never raise or block, whatever is on disk.
    """
    return finish(reading(user_files, url))


def reading(user_files: UserFiles, url: str) -> Steps[dict[str, Any] | None]:
    """Do the work of ``read`` in small steps: all of it at once might block Blender for too long."""
    try:
        head, *parts = atomic_files.read(user_files.path(Kind.MANAGERS, url), MAX_BYTES).split(b"\n")
        cached = json.loads(head)
        if cached["schema"] != SCHEMA or cached["url"] != url or cached["parts"] != len(parts):
            return None
        message = dict(cached["info"])
        for line in parts:
            yield
            part = json.loads(line)
            message[part["name"]].extend(part["elements"])
        info = ManagerInfo.from_message({**message, "warnings": revived(message["warnings"])})
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return info.as_message()


def write(user_files: UserFiles, info: dict[str, Any]) -> None:
    """Write ``ManagerInfo.as_message()``; other processes see the old file or the new one, never a part.

    Raises:
        FarmError: It can't be written; the old file is unchanged.
    """
    target = user_files.path(Kind.MANAGERS, info["url"])
    try:
        content = _content({**info, "warnings": to_json(info["warnings"])})  # all else is the Manager's
    except RecursionError:
        raise FarmError(
            "The Manager's answers could not be cached: they are nested too deep.", kind=ErrorKind.CACHE
        ) from None
    if len(content) > MAX_BYTES:
        limit = f"{MAX_BYTES >> 20} MiB"
        raise FarmError(
            say("The Manager's answers are too large to be cached: more than {limit}.", limit=limit),
            kind=ErrorKind.CACHE,
        )
    try:
        atomic_files.replace(target, content)
    except OSError as error:
        raise FarmError(
            say(
                "The Manager's answers could not be cached: {reason} ({folder}).",
                reason=error.strerror or str(error),
                folder=str(target.parent),
            ),
            kind=ErrorKind.CACHE,
            hint="Make that folder writable.",
            details={"path": str(target)},
        ) from error


def _content(info: dict[str, Any]) -> bytes:
    """Return a head line with the number of parts, then the lists, each part on its own line."""
    lists = {name: value for name, value in info.items() if isinstance(value, list)}
    parts = [
        f'{{"name": {json.dumps(name)}, "elements": {piece}}}'
        for name, elements in lists.items()
        for piece in pieces(elements, json.dumps)
    ]
    kept = {**info, **{name: [] for name in lists}}
    head = json.dumps({"schema": SCHEMA, "url": info["url"], "parts": len(parts), "info": kept})
    return "\n".join([head, *parts]).encode()
