"""The list of jobs: search, filter, order, and a row for each."""

from __future__ import annotations

import time
from typing import Any

import bpy

from ... import state
from ...bridge.runtime.translation import iface_
from ...bridge.scene import property_groups
from ...operators.job_views import FLAMENCO_CLIENT_OT_refresh_jobs, FLAMENCO_CLIENT_OT_tick_job
from ...state.jobs import JobsView
from .. import wrapped_text
from . import words

ROWS = 5
WIDE = 60
"""Characters of a region from which a row has more columns."""
STALE = 30.0
"""Seconds without an answer after which the age of the list is told."""


class FLAMENCO_CLIENT_UL_jobs(bpy.types.UIList):
    """The jobs of the farm"""

    bl_idname = "FLAMENCO_CLIENT_UL_jobs"

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
        """Draw tick, status, name, bar, and what there is room for."""
        view = state.current().jobs
        if index is None or index >= len(view.shown):
            return
        row = view.rows.get(view.shown[index])
        if row is None:
            return
        view.in_view.add(row["id"])
        line = layout.row(align=True)
        line.active = not row["deleting"]
        ticked = row["id"] in view.ticked
        tick = line.operator(
            FLAMENCO_CLIENT_OT_tick_job.bl_idname,
            text="",
            icon="CHECKBOX_HLT" if ticked else "CHECKBOX_DEHLT",
            emboss=False,
        )
        tick.job_id = row["id"]
        is_wide = wrapped_text.room(context) > WIDE * wrapped_text.CHARACTER
        cells = line.split(factor=0.3 if is_wide else 0.55)
        wrong = bool(row["warning"]) and row["status"] == "completed"
        cells.label(text=row["name"], icon="ERROR" if wrong else words.icon(row["status"]), translate=False)
        _draw_cells(cells, row, is_wide=is_wide)

    def draw_filter(self, _context: bpy.types.Context, _layout: bpy.types.UILayout) -> None:
        """Draw none: the filter is above the list."""

    def filter_items(  # type: ignore[override] # the stubs have no return value
        self, _context: bpy.types.Context, _data: Any, _property: str
    ) -> tuple[list[int], list[int]]:
        """Show all lines: they are filtered and sorted already."""
        return [], []


def _draw_cells(layout: bpy.types.UILayout, row: Any, *, is_wide: bool) -> None:
    if not is_wide:
        cells = layout.split(factor=0.35)
        cells.progress(factor=words.fraction(row), text="", translate=False)
        cells.label(text=words.state_of(row), translate=False)
        return
    bar, status, kind, user, updated = layout.split(factor=0.25), None, None, None, None
    bar.progress(factor=words.fraction(row), text=words.steps(row), translate=False)
    status = bar.split(factor=0.35)
    status.label(text=words.state_of(row), translate=False)
    kind = status.split(factor=0.2)
    kind.label(text=str(row["priority"]), translate=False)
    user = kind.split(factor=0.55)
    user.label(text=", ".join(row["workers"]) or row["user"], translate=False)
    updated = user.row()
    updated.alignment = "RIGHT"
    updated.label(text=words.ago(row["updated"]), translate=False)


class FLAMENCO_CLIENT_PT_job_filter(bpy.types.Panel):
    """Which jobs are listed, and in which order"""

    bl_idname = "FLAMENCO_CLIENT_PT_job_filter"
    bl_label = "Filter"
    bl_space_type = "TOPBAR"
    bl_region_type = "HEADER"
    bl_options = {"INSTANCED"}

    def draw(self, context: bpy.types.Context) -> None:
        """Draw filter, job type and order."""
        layout = self.layout
        assert layout is not None
        window = property_groups.window_properties(context)
        layout.label(text="Show")
        layout.column().props_enum(window, "job_filter")
        layout.prop(window, "job_kind", text="")
        layout.label(text="Sort By")
        layout.prop(window, "job_order", text="")


def draw(layout: bpy.types.UILayout, context: bpy.types.Context, *, rows: int = ROWS) -> None:
    """Draw search and list; the timer keeps both up to date while they are drawn."""
    view, window = state.current().jobs, property_groups.window_properties(context)
    view.drawn_at = time.monotonic()
    line = layout.row(align=True)
    line.prop(window, "job_search", text="", icon="VIEWZOOM")
    line.popover(panel=FLAMENCO_CLIENT_PT_job_filter.bl_idname, text="", icon="FILTER")
    line.operator(FLAMENCO_CLIENT_OT_refresh_jobs.bl_idname, text="", icon="FILE_REFRESH")
    _draw_note(layout, view, context)
    layout.template_list(
        FLAMENCO_CLIENT_UL_jobs.bl_idname,
        "",
        window,
        "listed_jobs",
        window,
        "active_job",
        rows=rows,
        item_dyntip_propname="tip",
    )
    if view.ticked:
        line = layout.row()
        line.label(text=iface_("{count} ticked").format(count=len(view.ticked)), translate=False)
        untick = line.operator(FLAMENCO_CLIENT_OT_tick_job.bl_idname, text="Untick All")
        untick.job_id = ""


def _draw_note(layout: bpy.types.UILayout, view: JobsView, context: bpy.types.Context) -> None:
    """Draw why the list is old or empty, or what a filter hides."""
    polling = view.polling
    if polling.error is not None:
        age = time.monotonic() - polling.answered_at
        if view.rows and age > STALE:
            text = iface_("No answer for {time}; the last state is shown").format(time=wrapped_text.duration(age))
        else:
            text = iface_(polling.error.message)
        wrapped_text.wrapped(layout.column(), text, context, icon="ERROR")
    elif not view.version:
        layout.label(text="Asking the Manager", icon="SORTTIME")
    elif not view.rows:
        layout.label(text="There are no jobs on this farm", icon="INFO")
    elif len(view.shown) < len(view.rows) and view.arranging is None:
        hidden = len(view.rows) - len(view.shown)
        layout.label(
            text=iface_("{shown} of {all} jobs; the filter hides {hidden}").format(
                shown=len(view.shown), all=len(view.rows), hidden=hidden
            ),
            translate=False,
        )


def summary() -> str:
    """Return "2 rendering, 1 failed" for the header, "" before the first answer."""
    counts = state.current().jobs.counts
    parts = [(counts.get("active", 0), "{count} rendering"), (counts.get("failed", 0), "{count} failed")]
    parts.append((counts.get("queued", 0), "{count} queued"))
    return ", ".join(iface_(text).format(count=count) for count, text in parts if count)


CLASSES = (FLAMENCO_CLIENT_UL_jobs, FLAMENCO_CLIENT_PT_job_filter)
