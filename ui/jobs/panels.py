"""Where jobs are drawn: a sub-panel of the Output properties, and the sidebar of the Image Editor."""

from __future__ import annotations

import bpy

from ... import state
from ...bridge.runtime.translation import n_
from ...operators.job_views import FLAMENCO_CLIENT_OT_show_jobs
from .. import sub_panel
from . import job_list, one_job, worker_list

SIDEBAR_ROWS = 10


def draw_in_output(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """Draw the sub-panel, closed at first."""
    body = sub_panel.draw(layout, "jobs", n_("Jobs"), job_list.summary())
    if body is None:
        return
    job_list.draw(body, context)
    one_job.draw(body, context, image=False)
    body.operator(FLAMENCO_CLIENT_OT_show_jobs.bl_idname, text="Jobs in Own Window", icon="WINDOW")


class _Sidebar(bpy.types.Panel):
    """Panels of the tab Flamenco."""

    bl_space_type = "IMAGE_EDITOR"
    bl_region_type = "UI"
    bl_category = "Flamenco"


class FLAMENCO_CLIENT_PT_jobs(_Sidebar):
    """Jobs of the farm"""

    bl_idname = "FLAMENCO_CLIENT_PT_jobs"
    bl_label = "Jobs"

    def draw_header_preset(self, _context: bpy.types.Context) -> None:
        """Draw whose jobs these are."""
        info = state.current().manager.info
        if info and self.layout is not None:
            self.layout.label(text=str(info.get("name", "")), translate=False)

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the list."""
        assert self.layout is not None
        job_list.draw(self.layout, context, rows=SIDEBAR_ROWS)


class FLAMENCO_CLIENT_PT_selected_job(_Sidebar):
    """The selected job"""

    bl_idname = "FLAMENCO_CLIENT_PT_selected_job"
    bl_label = "Selected Job"

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Return whether a job is selected."""
        return bool(state.current().jobs.selected.job_id)

    def draw(self, context: bpy.types.Context) -> None:
        """Draw it."""
        assert self.layout is not None
        one_job.draw(self.layout, context)


class FLAMENCO_CLIENT_PT_workers(_Sidebar):
    """Workers of the farm"""

    bl_idname = "FLAMENCO_CLIENT_PT_workers"
    bl_label = "Workers"
    bl_options = {"DEFAULT_CLOSED"}

    def draw_header_preset(self, _context: bpy.types.Context) -> None:
        """Draw how many are awake."""
        if self.layout is not None:
            self.layout.label(text=worker_list.summary(), translate=False)

    def draw(self, context: bpy.types.Context) -> None:
        """Draw them."""
        assert self.layout is not None
        worker_list.draw(self.layout, context)


CLASSES = (FLAMENCO_CLIENT_PT_jobs, FLAMENCO_CLIENT_PT_selected_job, FLAMENCO_CLIENT_PT_workers)
