"""What became of a submission that nobody watched to its end: kept on disk until a Blender shows it, once."""

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
"""``what``: ``arrived`` (the job is there after all), ``absent`` (it never was), ``deleted`` (it was not wanted);
``done``, ``failed`` or ``cancelled``: sent on after Blender had been closed."""


def leave_notice(user_files: UserFiles, what: str, submission_id: str, **parts: str) -> None:
    """Leave word for the next Blender that looks; a disk that refuses costs the word, nothing else."""
    notice: dict[str, Any] = dict.fromkeys(_PARTS, "")
    notice |= {"what": what, "submission_id": submission_id, "at": time.time(), **parts}
    with contextlib.suppress(OSError, ValueError):
        user_files.write_json(Kind.NOTICES, submission_id, text.to_json(notice))


def discard_notice(user_files: UserFiles, submission_id: str) -> None:
    """It was seen otherwise."""
    user_files.delete(Kind.NOTICES, submission_id)


def take_notices(user_files: UserFiles) -> list[dict[str, Any]]:
    """All there is, oldest first, and take it off the disk: of two Blenders one shows it."""
    found = []
    for record in user_files.records(Kind.NOTICES):
        notice = read_object(record.path, hook=text.from_json)
        with contextlib.suppress(OSError):
            record.path.unlink()  # whoever deletes it shows it
            if notice is not None and _is_notice(notice):
                found.append(notice)
    return sorted(found, key=lambda notice: float(notice["at"]))


def _is_notice(notice: Mapping[str, Any]) -> bool:
    return all(isinstance(notice.get(name), kind) for name, kind in _PARTS.items())
