"""The tasks of the selected job, and the log of the selected task."""

from __future__ import annotations

import re
from typing import Any

import bpy

from ... import state
from ...bridge.scene import property_groups
from ...state.jobs import JobView
from .. import wrapped_text
from . import words
from .menus import FLAMENCO_CLIENT_MT_task

ROWS = 4
PREFIX = re.compile(r"^pid=\d+ > ")
"""What a worker puts before each line of Blender."""
LOG_LINES = 14
"""Most lines of a log in the panel; the whole log is elsewhere."""


class FLAMENCO_CLIENT_UL_tasks(bpy.types.UIList):
    """The tasks of the job"""

    bl_idname = "FLAMENCO_CLIENT_UL_tasks"

    def draw_item(
        self,
        context: bpy.types.Context,
        layout: bpy.types.UILayout,
        _data: object,
        _item: object,
        _icon: int | None,
        _active_data: object,
        _active_property: str | None,
        index: int | None = None,
        _flag: int | None = None,
    ) -> None:
        """Draw status, name, worker and time."""
        view = state.current().jobs.selected
        if index is None or index >= len(view.shown_tasks):
            return
        task = view.tasks.get(view.shown_tasks[index])
        if task is None:
            return
        cells = layout.split(factor=0.4)
        cells.label(text=task["name"], icon=words.icon(task["status"]), translate=False)
        more = cells.split(factor=0.5)
        more.label(text=words.word(task["status"], words.TASK_WORDS), translate=False)
        last = more.row()
        last.alignment = "RIGHT"
        is_narrow = wrapped_text.is_narrow(context)
        last.label(text=task["worker"] or ("" if is_narrow else words.ago(task["updated"])), translate=False)

    def draw_filter(self, _context: bpy.types.Context, _layout: bpy.types.UILayout) -> None:
        """Draw none: the filter is above the list."""

    def filter_items(  # type: ignore[override] # the stubs have no return value
        self, _context: bpy.types.Context, _data: Any, _property: str
    ) -> tuple[list[int], list[int]]:
        """Show all lines: they are filtered already."""
        return [], []


def draw(layout: bpy.types.UILayout, view: JobView, context: bpy.types.Context) -> None:
    """Draw filter, list, and the end of the log of the selected task."""
    window = property_groups.window_properties(context)
    line = layout.row(align=True)
    line.prop(window, "task_filter", text="")
    line.menu(FLAMENCO_CLIENT_MT_task.bl_idname, text="", icon="DOWNARROW_HLT")
    layout.template_list(
        FLAMENCO_CLIENT_UL_tasks.bl_idname,
        "",
        window,
        "listed_tasks",
        window,
        "active_task",
        rows=ROWS,
        item_dyntip_propname="tip",
    )
    task = view.task
    if task is None:
        return
    if task["why"]:
        wrapped_text.wrapped(layout.column(), task["why"], context, icon="ERROR")
    box = layout.box().column(align=True)
    box.scale_y = wrapped_text.DENSE
    if view.log_of != task["id"]:
        box.label(text="Asking the Manager", icon="SORTTIME")
    elif not view.log:
        box.label(text="This task has no log yet", icon="INFO")
    for text in view.log.splitlines()[-LOG_LINES:] if view.log_of == task["id"] else ():
        box.label(text=PREFIX.sub("", text), translate=False)


CLASSES = (FLAMENCO_CLIENT_UL_tasks,)
