"""Maintenance: measure and clear the extension's files on this computer."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

from ..core.cancel import CancelToken
from ..core.file_lock import holds_any
from ..core.progress import Phase, Progress
from ..core.user_files import CLEARED, Kind, UserFiles
from .local_files.held_blend import COPY_FOLDER
from .records.records import is_open
from .recovery import job_copies, running_submissions

FRESH = 600.0
"""Seconds for which a copy or rewritten file may belong to a submission that is about to begin."""

Find = Callable[[UserFiles, Path], list[Path]]


def _inside(*kinds: Kind) -> Find:
    return lambda files, _copies: [path for kind in kinds for path in _entries(files.directory(kind))]


def _copies(_files: UserFiles, copies: Path) -> list[Path]:
    # A folder that the user chose may contain other files.
    return [path for path in _entries(copies) if COPY_FOLDER.fullmatch(path.name)]


def _named(*starts: str) -> Find:
    return lambda files, _copies: [path for path in _entries(files.root) if path.name.startswith(starts)]


KINDS: dict[str, Find] = {
    "checksums": _inside(Kind.CHECKSUMS),
    "rewritten": _inside(Kind.REWRITTEN, Kind.HELD),
    "copies": _copies,
    "lists": _inside(Kind.FILE_LISTS),
    "managers": _inside(Kind.MANAGERS),
    "libraries": _named("wheels-"),
    "records": _inside(Kind.SUBMISSIONS),
    "jobs": _inside(Kind.LAST_IMAGES, Kind.TASK_LOGS),
    "log": _named("helper.log"),
}
"""The kinds of files by name, and how to find them in the user's folder and the folder of copies."""


def measure(files: UserFiles, copies_folder: str, cancel: CancelToken) -> Generator[Progress, None, dict[str, Any]]:
    """Measure all kinds of files.

    Returns:
        ``kinds``: name to ``{bytes, files}``.

    Raises:
        Cancelled: The user cancelled.
    """
    copies = Path(copies_folder)
    kinds = {}
    for name, find in KINDS.items():
        yield Progress(Phase.CHECKING)
        cancel.check()
        sizes = [size for path in find(files, copies) for size in _sizes(path)]
        kinds[name] = {"bytes": sum(sizes), "files": len(sizes)}
    beside = job_copies.sizes(files)
    kinds["job_copies"] = {"bytes": sum(beside), "files": len(beside)}
    return {"kinds": kinds}


def clear(
    files: UserFiles, copies_folder: str, keep: str, cancel: CancelToken
) -> Generator[Progress, None, dict[str, Any]]:
    """Delete all files except those that a running submission or this process needs.

    Args:
        files: The user's files.
        copies_folder: Where temporary copies are.
        keep: Folder with the libraries of this process.
        cancel: Stops it.

    Returns:
        What ``measure`` does: what is left.

    Raises:
        Cancelled: The user cancelled.
    """
    copies = Path(copies_folder)
    busy = running_submissions.list_running(files)
    used = {str(Path(note["copy"]).parent) for note in busy if note.get("copy")} | {keep}
    for name, find in KINDS.items():
        yield Progress(Phase.CHECKING)
        cancel.check()
        if busy and name in {"checksums", "rewritten"}:
            continue
        for path in find(files, copies):
            if name == "log":
                _empty(path)
            elif name == "libraries" and str(path) == keep:
                _clear_later(path)
            elif name == "records" and is_open(path.with_suffix(".json")):
                continue  # only it prevents a second job
            elif str(path) not in used and not (
                name in {"copies", "rewritten"} and (_is_fresh(path) or holds_any(path))
            ):
                _delete(path)
    return (yield from measure(files, copies_folder, cancel))


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _sizes(path: Path) -> list[int]:
    """Return the size of a file, or of all files below a folder, without following links."""
    try:
        if not path.is_dir() or path.is_symlink():
            return [path.lstat().st_size]
    except OSError:
        return []
    return [size for entry in _entries(path) for size in _sizes(entry)]


def _is_fresh(path: Path) -> bool:
    try:
        return time.time() - path.lstat().st_mtime < FRESH
    except OSError:
        return True


def _clear_later(libraries: Path) -> None:
    """Let the next helper unpack the libraries anew: this one uses them."""
    with contextlib.suppress(OSError):
        (libraries / CLEARED).touch()


def _delete(path: Path) -> None:
    with contextlib.suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink()


def _empty(path: Path) -> None:
    """Empty the logs instead of deleting them: running helpers keep appending to the open files."""
    with contextlib.suppress(OSError):
        os.truncate(path, 0)
