"""The files of the job: the artist's choices, and the file report."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from typing import Any

import bpy

from ... import state
from ...core.errors import ErrorKind, FarmError
from ...state.submission import FilesView
from ..runtime import polled_answer, redraw
from ..runtime.background_work import BackgroundWork, Steps, Task
from ..scene import property_groups

SEPARATOR = ";"
"""Separator of the exclude patterns, as in Blender's file browser."""

LINES_AT_ONCE = 500
"""Lines of the list that are added in one turn of the timer."""


def patterns(text: str) -> tuple[str, ...]:
    """Return the patterns of a string such as ``*.mov; cache/*``."""
    return tuple(pattern.strip() for pattern in text.split(SEPARATOR) if pattern.strip())


def exclude(scene: bpy.types.Scene, pattern: str) -> None:
    """Add an exclude pattern."""
    job = property_groups.job_properties(scene)
    known = patterns(job.exclude)
    if pattern not in known:
        job.exclude = f"{SEPARATOR} ".join((*known, pattern))


def include(scene: bpy.types.Scene, pattern: str) -> None:
    """Remove an exclude pattern."""
    job = property_groups.job_properties(scene)
    job.exclude = f"{SEPARATOR} ".join(each for each in patterns(job.exclude) if each != pattern)


def relative(path: str) -> str:
    """Return a path relative to the .blend, or an absolute one if that is impossible, as on another drive."""
    if not bpy.data.filepath:
        return path
    try:
        return bpy.path.relpath(path)
    except ValueError:
        return path


def show_report(report: Mapping[str, Any], blend: str) -> None:
    """Store the file report of a .blend."""
    if state.current().files.blend != blend and bpy.context.window_manager is not None:
        property_groups.window_properties(bpy.context).file_search = ""  # it was about another file
    state.current().files = FilesView(blend=blend, report=report)
    state.current().listing.error = None
    redraw.tag_throttled()


def search(context: bpy.types.Context) -> None:
    """Let the helper search the whole list for what is typed; what was found before is shown meanwhile."""
    view, window = known(), property_groups.window_properties(context)
    view.wanted = window.file_search.strip()
    source = view.report.get("saved", {}).get("json", "")
    if view.wanted and source:
        question = {"source": source, "wanted": view.wanted}
        polled_answer.refresh(view.search, "search_list", question, math.inf)


def keep_lines(context: bpy.types.Context) -> bool:
    """Add lines to the list until it has one per file, which drawing may not do; return whether some are missing."""
    window, view = property_groups.window_properties(context), known()
    lines, count = window.listed_files, len(view.entries)
    if not view.lines_kept:
        view.lines_kept = True
        if window.active_file:
            window.active_file = 0
    if len(lines) == count:
        return False
    if len(lines) > count:
        lines.clear()
    for _ in range(min(count - len(lines), LINES_AT_ONCE)):
        lines.add()
    redraw.tag_throttled()
    return len(lines) < count


def known() -> FilesView:
    """Return the file report of the open .blend, or of the one that waits for confirmation."""
    current = state.current()
    is_of_this_file = current.files.blend == os.path.normpath(bpy.data.filepath)
    return current.files if current.submission.asks or is_of_this_file else FilesView()


def whole_report() -> str:
    """Return the complete last report as JSON, "" = none. It reads a file, so draw functions must not call it."""
    report = known().report
    if not report:
        return ""
    path = report.get("saved", {}).get("json", "")
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except OSError:  # not written, or deleted: return what the panel shows
        return json.dumps({key: value for key, value in report.items() if key not in {"asks", "saved"}})


def get_report(_group: object) -> str:
    """Return the last report as JSON, for scripts."""
    return whole_report()


def save_list(target: str) -> None:
    """Let the helper write the last report to a JSON file; scripts wait for it.

    Raises:
        FarmError: there is no list, or, without a timer, it could not be written.
        Cancelled: it was interrupted.
    """
    source = known().report.get("saved", {}).get("json", "")
    if not source:
        raise FarmError("There is no list of files yet", kind=ErrorKind.NOT_READY, hint="Press List Files first")
    BackgroundWork(_save_list(source, target)).start_or_run()


def _save_list(source: str, target: str) -> Steps[None]:
    try:
        yield Task("copy_list", {"source": source, "target": target})
    except FarmError as error:
        state.current().listing.error = error
        raise
