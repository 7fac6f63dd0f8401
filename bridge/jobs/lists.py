"""The lists of jobs and tasks: what is shown in which order, the selection, and as many empty lines as there are rows.

Properties are slow to fill, so Blender's lists have empty lines; their texts are in the state, at the same index. The
selection is the id of a job, not a row: rows move.
"""

from __future__ import annotations

import json
from typing import Any

import bpy

from ... import state
from ...core.sliced_work import SlicedWork
from ...jobs import listing
from ...jobs.statuses import FAILED_TASKS
from ...state.jobs import JobsView, JobView
from ..runtime import redraw
from ..runtime.translation import n_
from ..scene import property_groups

LINES_AT_ONCE = 300
"""Lines of a list that are added in one turn of the timer."""
SLICE = 0.002
"""Seconds of a turn for filter and order."""

FILTERS = (
    ("all", "All", "All jobs"),
    ("mine", n_("Mine"), "Jobs that were sent from here, or under your name"),
    ("unfinished", n_("Unfinished"), "Jobs that wait or run"),
    ("failed", n_("Failed"), "Jobs that failed, have failed tasks, or whose result may be wrong"),
    ("finished", n_("Finished"), "Jobs that are completed, failed or cancelled"),
)
ORDERS = (
    ("status", "Status", "What runs first, then what failed"),
    ("updated", n_("Updated"), "The last change first"),
    ("created", n_("Created"), "The newest first"),
    ("name", "Name", "By name"),
    ("priority", "Priority", "The most important first"),
    ("user", n_("User"), "By user"),
)
TASK_FILTERS = (
    ("all", "All Tasks", "All tasks"),
    ("failed", n_("Failed"), "Tasks that failed"),
    ("active", n_("Active"), "Tasks at work"),
    ("queued", n_("Queued"), "Tasks that wait"),
    ("completed", n_("Completed"), "Tasks that are completed"),
)
EVERY = "*"
"""Every job type; Blender's enums need an identifier."""
_kinds: list[tuple[str, str, str]] = []
"""Items of the menu of job types: Blender does not keep their strings alive."""


def kind_items(_group: object, _context: object) -> list[tuple[str, str, str]]:
    """Return the job types of the listed jobs as items of a menu."""
    current = state.current()
    specs = current.manager.job_types
    found = [(name, specs[name].label if name in specs else name, "") for name in current.jobs.kinds]
    _kinds[:] = [(EVERY, "All Job Types", ""), *found]
    return _kinds


def refresh(context: bpy.types.Context) -> bool:
    """Bring lists up to date with what is known and wanted; return whether work is unfinished."""
    view = state.current().jobs
    more = _arrange(view, context)
    window = property_groups.window_properties(context)
    more = _fit(window.listed_jobs, len(view.shown)) or more
    return _fit(window.listed_tasks, len(view.selected.shown_tasks)) or more


def _arrange(view: JobsView, context: bpy.types.Context) -> bool:
    window = property_groups.window_properties(context)
    kind = "" if window.job_kind == EVERY else window.job_kind
    wanted = (view.url, view.version, window.job_search, window.job_filter, kind, window.job_order)
    if wanted == view.wanted:
        return False
    if view.arranging is None or view.arranging[0] != wanted:
        steps = listing.arrange(
            view.rows, search=window.job_search, show=window.job_filter, kind=kind, order=window.job_order
        )
        view.arranging = wanted, SlicedWork(steps)
    if not view.arranging[1].run_for(SLICE):
        return True
    arranged, view.arranging, view.wanted = view.arranging[1].result, None, wanted
    view.shown, view.counts, view.kinds = arranged.shown, arranged.counts, arranged.kinds
    redraw.tag()
    return False


def _fit(lines: Any, count: int) -> bool:
    """Add or remove empty lines; return whether some are missing."""
    if len(lines) == count:
        return False
    if len(lines) > count + LINES_AT_ONCE:
        lines.clear()
    while len(lines) > count:
        lines.remove(len(lines) - 1)
    for _ in range(min(count - len(lines), LINES_AT_ONCE)):
        lines.add()
    redraw.tag_throttled()
    return len(lines) < count


def arrange_tasks(view: JobView, show: str) -> None:
    """List the tasks of the selected job: failed ones first, then by their number in the job."""
    statuses = FAILED_TASKS if show == "failed" else {show}
    found = [task for task in view.tasks.values() if show == "all" or task["status"] in statuses]
    found.sort(key=lambda task: (task["status"] not in FAILED_TASKS, task["index"], task["id"]))
    view.shown_tasks = [str(task["id"]) for task in found]


def get_active_job(_group: object) -> int:
    """Return the row of the selected job; -1 = it is not shown."""
    view = state.current().jobs
    try:
        return view.shown.index(view.selected.job_id)
    except ValueError:
        return -1


def set_active_job(_group: object, row: int) -> None:
    """Select the job of a row."""
    view = state.current().jobs
    if 0 <= row < len(view.shown):
        select(view.shown[row])


def select(job_id: str) -> None:
    """Select a job; its details are asked for at the next turn."""
    state.current().jobs.select(job_id)
    redraw.tag()


def get_active_task(_group: object) -> int:
    """Return the row of the selected task; -1 = it is not shown."""
    view = state.current().jobs.selected
    try:
        return view.shown_tasks.index(view.task_id)
    except ValueError:
        return -1


def set_active_task(_group: object, row: int) -> None:
    """Select the task of a row; its log is asked for."""
    view = state.current().jobs.selected
    if 0 <= row < len(view.shown_tasks):
        view.task_id = view.shown_tasks[row]
        view.log_polling.soon()
        redraw.tag()


def get_jobs(_group: object) -> str:
    """Return what is known of all jobs as JSON, for scripts."""
    view = state.current().jobs
    return json.dumps({"manager_url": view.url, "jobs": list(view.rows.values()), "workers": view.workers})
