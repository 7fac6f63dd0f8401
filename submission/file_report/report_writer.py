"""Report files: the whole file report on disk, as JSON for programs and as text for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from ...core import atomic_files
from ...core.text import translated
from ...core.user_files import Kind, UserFiles
from .file_report import FileEntry, FileReport

_KEPT: Final = 10
"""Most reports that are kept, each in two forms: large projects need megabytes."""


def save(user_files: UserFiles, submission_id: str, report: FileReport) -> dict[str, str]:
    """Write the whole report and delete old ones.

    Returns:
        ``json`` and ``text``: the paths of both files; nothing when they can't be written. Never raises.
    """
    targets = {
        "json": user_files.path(Kind.FILE_LISTS, submission_id),
        "text": user_files.path(Kind.FILE_LISTS, submission_id, ".txt"),
    }
    try:
        atomic_files.replace(targets["json"], (line.encode() for line in as_json(report)))
        atomic_files.replace(targets["text"], (f"{line}\n".encode() for line in as_text(report)))
    except OSError:
        return {}
    user_files.prune(Kind.FILE_LISTS, keep=_KEPT)
    return {form: str(target) for form, target in targets.items()}


def as_json(report: FileReport) -> Iterator[str]:
    """Yield ``FileReport.as_message`` as JSON, one entry a line: all at once it may be very large."""
    head = json.dumps({**report.as_message(0), "entries": None, "left_out": 0})
    before, _, after = head.partition('"entries": null')
    yield f'{before}"entries": ['
    between = "\n"
    for entry in report.entries:
        yield f"{between} {json.dumps(entry.as_message())}"
        between = ",\n"
    yield f"\n]{after}\n"


def as_text(report: FileReport) -> Iterator[str]:
    """Yield the report as lines for people, always in English, so that others can read it."""
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
