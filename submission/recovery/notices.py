"""What became of a submission that nobody watched to its end: kept on disk until a Blender shows it, once."""

from __future__ import annotations

import contextlib
import hashlib
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...core import atomic_files, text

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_BYTES = 1 << 18
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


def tell(state_folder: str, what: str, submission_id: str, **parts: str) -> None:
    """Leave word for the next Blender that looks; a disk that refuses costs the word, nothing else."""
    news: dict[str, Any] = dict.fromkeys(_PARTS, "")
    news |= {"what": what, "submission_id": submission_id, "at": time.time(), **parts}
    with contextlib.suppress(OSError):
        atomic_files.replace(_path(state_folder, submission_id), json.dumps(text.to_json(news)).encode())


def forget(state_folder: str, submission_id: str) -> None:
    """It was seen otherwise."""
    with contextlib.suppress(OSError):
        _path(state_folder, submission_id).unlink()


def take(state_folder: str) -> list[dict[str, Any]]:
    """All there is, oldest first, and take it off the disk: of two Blenders one shows it."""
    found = []
    for path in _folder(state_folder).glob("*.json"):
        with contextlib.suppress(OSError, ValueError, RecursionError):
            content = atomic_files.read(path, _MOST_BYTES)
            path.unlink()  # whoever deletes it shows it
            news = json.loads(content, object_hook=text.from_json)
            if _is_news(news):
                found.append(news)
    return sorted(found, key=lambda news: float(news["at"]))


def _is_news(news: Mapping[str, Any] | Any) -> bool:
    return isinstance(news, dict) and all(isinstance(news.get(name), kind) for name, kind in _PARTS.items())


def _folder(state_folder: str) -> Path:
    return Path(state_folder) / "news"


def _path(state_folder: str, submission_id: str) -> Path:
    return (
        _folder(state_folder) / f"{hashlib.sha256(submission_id.encode(errors='surrogatepass')).hexdigest()[:32]}.json"
    )
