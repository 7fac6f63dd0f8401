"""Dry run: list the files that would be uploaded, without a Manager."""

from __future__ import annotations

import fnmatch
import json
import shutil
from collections.abc import Generator
from typing import Any, Final

from ..core.cancel import CancelToken
from ..core.errors import ErrorKind, FarmError
from ..core.progress import Phase, Progress
from ..core.safe_names import printable
from ..core.text import say
from .file_report import report_writer
from .file_report.file_report import MOST_OF_A_STATE, report_on
from .packing.plan import plan_files
from .snapshot import BlendSource, JobSnapshot


def list_files(
    snapshot: JobSnapshot, blend: BlendSource, cancel: CancelToken
) -> Generator[Progress, None, dict[str, Any]]:
    """Report all files that would be uploaded; call no Manager and upload nothing.

    Returns:
        The report of ``file_report``, its entries bounded; ``saved``: where the whole one is, as JSON and as text.

    Raises:
        FarmError: The .blend can't be packed.
        Cancelled: The user cancelled.
    """
    pack = yield from plan_files(snapshot, blend, cancel)
    report = report_on(snapshot, pack)
    saved = report_writer.save(snapshot.user_files, snapshot.submission_id, report)
    return {**report.as_message(MOST_OF_A_STATE), "asks": [], "saved": saved}


def search_list(
    source: str, wanted: str, cancel: CancelToken, most: int = MOST_OF_A_STATE
) -> Generator[Progress, None, dict[str, Any]]:
    """Search a whole list of files, line by line: it may be very large.

    Args:
        source: The list as JSON, as ``report_writer`` writes it.
        wanted: A part of the path, or a pattern such as ``*.exr``, in any case.
        cancel: Set when the answer is not wanted any more.
        most: Most entries in the answer.

    Returns:
        ``entries``, the first ones that fit, and ``found``, the number of all.

    Raises:
        FarmError: The list can't be read.
        Cancelled: It was cancelled.
    """
    pattern, found = f"*{wanted.casefold()}*", 0
    entries: list[dict[str, Any]] = []
    yield Progress(Phase.CHECKING)
    try:
        with open(source, encoding="utf-8") as file:
            for number, line in enumerate(file):
                if number % _LINES == 0:
                    cancel.check()
                entry = _entry_of(line)
                if entry is not None and fnmatch.fnmatchcase(str(entry["path"]).casefold(), pattern):
                    found += 1
                    if len(entries) < most:
                        entries.append(entry)
    except OSError as error:
        text = say("{path} can't be read: {reason}.", path=printable(source), reason=error.strerror or str(error))
        raise FarmError(text, kind=ErrorKind.DISK, hint="Press List Files again.") from error
    return {"entries": entries, "found": found}


def _entry_of(line: str) -> dict[str, Any] | None:
    """Return the entry in a line of a list; None for its first and last lines."""
    try:
        entry = json.loads(line.rstrip().rstrip(","))
    except ValueError:
        return None
    return entry if isinstance(entry, dict) and "path" in entry else None


_LINES: Final = 1000
"""Lines between two looks whether the search was cancelled."""


def copy_list(source: str, target: str) -> Generator[Progress, None, dict[str, Any]]:
    """Copy a file list to a path that the user chose.

    Raises:
        FarmError: It can't be written there.
    """
    yield Progress(Phase.COPYING)
    try:
        shutil.copyfile(source, target)
    except OSError as error:
        raise FarmError(
            say("{path} can't be written: {reason}.", path=printable(target), reason=error.strerror or str(error)),
            kind=ErrorKind.DISK,
            hint="Choose another folder.",
        ) from error
    return {"path": target}
