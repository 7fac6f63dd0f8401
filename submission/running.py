"""Which submissions run on this computer now, also those that go on without a Blender: one locked file each.

The lock goes with the process, so that whatever lies there without one is nobody's.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .lock import is_locked, lock

if TYPE_CHECKING:
    from .snapshot import JobSnapshot

_MOST_BYTES = 1 << 16


@contextlib.contextmanager
def noted(snapshot: JobSnapshot) -> Iterator[None]:
    """Note a submission until the end of the block; a disk that refuses is no reason not to submit."""
    path = _path(snapshot.state_folder, snapshot.submission_id)
    handle = -1
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Nobody must see it before it is locked; on Windows a file that is open can't be renamed.
        draft = path if os.name == "nt" else path.with_suffix(".part")
        handle = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        lock(handle)
        note = {
            "submission_id": snapshot.submission_id,
            "manager_url": snapshot.manager_url,
            "job_name": snapshot.name,
            "copy": snapshot.blend.copy if snapshot.blend else "",
            "since": time.time(),
        }
        os.write(handle, json.dumps(note).encode())
        if draft != path:
            os.replace(draft, path)
    try:
        yield
    finally:
        if handle >= 0:
            if os.name == "nt":  # an open file can't be deleted there
                os.close(handle)
            with contextlib.suppress(OSError):
                path.unlink()
            if os.name != "nt":
                os.close(handle)


def now(state_folder: str) -> list[dict[str, Any]]:
    """The submissions that run: ``submission_id, manager_url, job_name, copy, since``. What is nobody's is deleted."""
    found = []
    for path in sorted((Path(state_folder) / "running").glob("*.json")):
        with contextlib.suppress(OSError, ValueError, RecursionError):
            if is_locked(path):
                note = json.loads(path.read_bytes()[:_MOST_BYTES])
                if isinstance(note, dict) and isinstance(note.get("submission_id"), str):
                    found.append(note)
            else:
                path.unlink()
    return found


def _path(state_folder: str, submission_id: str) -> Path:
    name = hashlib.sha256(submission_id.encode(errors="surrogatepass")).hexdigest()[:32]
    return Path(state_folder) / "running" / f"{name}.json"
