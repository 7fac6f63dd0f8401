"""Parts of a task's log, and the whole of it as a file; never the whole of it in memory."""

from __future__ import annotations

import os
from collections.abc import Generator
from pathlib import Path
from typing import Final

from ...core.errors import ErrorKind, FarmError
from ...core.progress import Phase, Progress
from ...core.text import say
from ...core.user_files import Kind, UserFiles
from ..farm_jobs import FarmJobs

HEAD: Final = 8 * 1024
"""Bytes of the begin, where Blender says what it misses."""
PART: Final = 1024 * 1024
MOST: Final = 100 * 1024 * 1024
"""Largest part of a log that is saved."""
KEPT: Final = 20
KEPT_BYTES: Final = 200 * 1024 * 1024


def head(farm: FarmJobs, task_id: str) -> str:
    """Return the first 8 KB of a log; "" if there is none."""
    path, size = farm.log_info(task_id)
    return farm.file(path, 0, HEAD).decode("utf-8", "replace") if path and size else ""


def save(farm: FarmJobs, task_id: str, user_files: UserFiles) -> Generator[Progress, None, dict[str, object]]:
    """Save the whole log of a task in the user folder, in parts.

    Returns:
        ``path``, ``size`` in bytes, and whether it was ``cut`` because it is larger than ``MOST``.

    Raises:
        FarmError: There is no log yet.
        OSError: The disk refuses.
    """
    source, size = farm.log_info(task_id)
    if not source or not size:
        raise FarmError(say("This task has no log yet."), kind=ErrorKind.NOT_READY, hint="Try again once it has run.")
    target = user_files.path(Kind.TASK_LOGS, task_id, ".txt")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".part")
    try:
        with open(partial, "wb") as file:
            while file.tell() < MOST:
                yield Progress(Phase.COPYING, file.tell(), max(size, file.tell()))
                part = farm.file(source, file.tell(), min(PART, MOST - file.tell()))
                file.write(part)
                if len(part) < PART:
                    break
            written = file.tell()
        os.replace(partial, target)
    finally:
        Path(partial).unlink(missing_ok=True)
    user_files.prune(Kind.TASK_LOGS, keep=KEPT, size=KEPT_BYTES, spare=60.0)
    return {"path": str(target), "size": written, "cut": written >= MOST}
