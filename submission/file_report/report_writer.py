"""The whole report on a job's files, kept on disk for whoever asks: as JSON for programs, as text for people."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...core import atomic_files
from ...core.text import translated

if TYPE_CHECKING:
    from .file_report import FileEntry, FileReport

FOLDER: Final = "file_lists"
_KEPT: Final = 10
"""Lists that are kept, in two forms each: those of huge projects have megabytes."""


def save(state_folder: str | os.PathLike[str], name: str, report: FileReport) -> dict[str, str]:
    """Write the whole report; older ones go.

    Args:
        state_folder: Where the extension keeps things.
        name: A safe file name, such as a submission's id.
        report: The report.

    Returns:
        ``json`` and ``text``: the paths of both files; nothing when they can't be written. Never raises.
    """
    folder = Path(state_folder) / FOLDER
    targets = {"json": folder / f"{name}.json", "text": folder / f"{name}.txt"}
    try:
        atomic_files.replace(targets["json"], (line.encode() for line in as_json(report)))
        atomic_files.replace(targets["text"], (f"{line}\n".encode() for line in as_text(report)))
    except OSError:
        return {}
    _forget_old(folder)
    return {form: str(target) for form, target in targets.items()}


def as_json(report: FileReport) -> Iterator[str]:
    """``FileReport.as_message`` as JSON, an entry a line; never all of it at once, it may be very large."""
    head = json.dumps({**report.as_message(0), "entries": None, "left_out": 0})
    before, _, after = head.partition('"entries": null')
    yield f'{before}"entries": ['
    between = "\n"
    for entry in report.entries:
        yield f"{between} {json.dumps(entry.as_message())}"
        between = ",\n"
    yield f"\n]{after}\n"


def as_text(report: FileReport) -> Iterator[str]:
    """The report as lines for people, in English like every file that goes to a colleague."""
    yield f"Project: {report.project}"
    yield f"Files: {report.files}, {report.bytes} bytes"
    for state, count in report.counts.items():
        if state != "sent":
            yield f"{state}: {count['files']}, {count['bytes']} bytes"
    for remark in report.remarks:
        yield f"Note: {translated(remark.text, str)}"
    yield ""
    for entry in report.entries:
        yield from _entry(entry)


def _entry(entry: FileEntry) -> Iterator[str]:
    state = f"[{', '.join(entry.states)}] " if entry.states else ""
    why = f" ({translated(entry.why, str)})" if entry.why else ""
    yield f"{state}{entry.path}{why}"
    if entry.path_in_pack:
        yield f"    {entry.size} bytes, {entry.path_in_pack}"
    for user in entry.users:
        yield f"    used by {user}"


def _forget_old(folder: Path) -> None:
    with contextlib.suppress(OSError):
        lists = sorted(folder.iterdir(), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in lists[2 * _KEPT :]:
            file.unlink(missing_ok=True)
