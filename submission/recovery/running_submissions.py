"""Running submissions of this computer, including those whose Blender has ended: one locked file each.

The system releases the lock when the process ends, so a file without a lock is stale. A second file requests the end of
a submission: the only way to reach one whose Blender has ended.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...core.cancel import CancelToken
from ...core.errors import ErrorKind, FarmError
from ...core.file_lock import is_locked, lock
from ...core.text import say
from ...core.user_files import Kind, UserFiles, read_object
from ..snapshot import JobSnapshot

_LOOK = 0.3
"""Seconds between two checks whether another Blender requested the end of a submission."""


@contextlib.contextmanager
def registered(snapshot: JobSnapshot, cancel: CancelToken | None = None) -> Iterator[None]:
    """Register a submission until the end of the block; continue without if the file can't be written.

    Args:
        snapshot: The submission.
        cancel: Set when any process calls ``request_stop`` for it.
    """
    path = snapshot.user_files.path(Kind.RUNNING, snapshot.submission_id)
    handle = -1
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        # The file must not appear before it is locked; on Windows an open file can't be renamed.
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
        if cancel is None or handle < 0:
            yield
        else:
            with _watched(_asks_for_end(path), cancel):
                yield
    finally:
        if handle >= 0:
            if os.name == "nt":  # an open file can't be deleted there
                os.close(handle)
            for mine in (path, _asks_for_end(path)):
                with contextlib.suppress(OSError):
                    mine.unlink()
            if os.name != "nt":
                os.close(handle)


@contextlib.contextmanager
def _watched(path: Path, cancel: CancelToken) -> Iterator[None]:
    """Watch for a file until the end of the block, and cancel when it appears."""
    over = threading.Event()

    def look() -> None:
        while not over.wait(_LOOK):
            if path.exists():
                cancel.cancel()
                return

    thread = threading.Thread(target=look, name="running", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def request_stop(user_files: UserFiles, submission_id: str) -> None:
    """Request the end of a submission that runs on this computer; does nothing if it has just ended.

    Raises:
        FarmError: The file can't be written.
    """
    path = user_files.path(Kind.RUNNING, submission_id)
    if not path.exists():
        return
    try:
        _asks_for_end(path).touch()
    except OSError as error:
        raise FarmError(
            say(
                "The submission can't be stopped: {path} can't be written: {reason}.",
                path=str(_asks_for_end(path)),
                reason=error.strerror or str(error),
            ),
            kind=ErrorKind.DISK,
            hint="Free some space on that disk or check its permissions, then try again.",
        ) from error


def list_running(user_files: UserFiles) -> list[dict[str, Any]]:
    """Return running submissions: ``submission_id, manager_url, job_name, copy, since``; delete stale files."""
    found = []
    for record in user_files.records(Kind.RUNNING):
        with contextlib.suppress(OSError):
            if is_locked(record.path):
                note = read_object(record.path)
                if note is not None and isinstance(note.get("submission_id"), str):
                    found.append(note)
            else:
                record.path.unlink()
        if not record.path.exists():
            with contextlib.suppress(OSError):
                _asks_for_end(record.path).unlink()
    return sorted(found, key=lambda note: str(note["submission_id"]))


def _asks_for_end(path: Path) -> Path:
    return path.with_suffix(".stop")
