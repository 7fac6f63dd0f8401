"""Notices: outcomes of submissions that ended without a Blender, kept on disk until one shows them, once."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from typing import Any

from ...core import text
from ...core.user_files import Kind, UserFiles, read_object

_PARTS: dict[str, type | tuple[type, ...]] = {
    "what": str,
    "submission_id": str,
    "manager_url": str,
    "job_name": str,
    "job_id": str,
    "job_url": str,
    "message": str,
    "hint": str,
    "at": (int, float),
}
"""``what``: ``arrived`` (the job exists after all), ``absent`` (it was never created), ``deleted`` (it was cancelled);
``done``, ``failed`` or ``cancelled``: outcome after Blender had been closed."""


def leave_notice(user_files: UserFiles, what: str, submission_id: str, **parts: str) -> None:
    """Store a notice for the next Blender; if it can't be written, only the notice is lost."""
    notice: dict[str, Any] = dict.fromkeys(_PARTS, "")
    notice |= {"what": what, "submission_id": submission_id, "at": time.time(), **parts}
    with contextlib.suppress(OSError, ValueError):
        user_files.write_json(Kind.NOTICES, submission_id, text.to_json(notice))


def discard_notice(user_files: UserFiles, submission_id: str) -> None:
    """Delete a notice whose outcome has been shown already."""
    user_files.delete(Kind.NOTICES, submission_id)


def take_notices(user_files: UserFiles) -> list[dict[str, Any]]:
    """Return all notices, oldest first, and delete them: only one of several Blenders shows each."""
    found = []
    for record in user_files.records(Kind.NOTICES):
        notice = read_object(record.path, hook=text.from_json)
        with contextlib.suppress(OSError):
            record.path.unlink()  # the process that deletes it shows it
            if notice is not None and _is_notice(notice):
                found.append(notice)
    return sorted(found, key=lambda notice: float(notice["at"]))


def _is_notice(notice: Mapping[str, Any]) -> bool:
    return all(isinstance(notice.get(name), kind) for name, kind in _PARTS.items())
