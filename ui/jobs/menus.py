"""Menus of what can be done with a job, a task, a log."""

from __future__ import annotations

import bpy

from ... import state
from ...operators import job_tasks, job_views, jobs
from ...operators.job_views import FLAMENCO_CLIENT_OT_show_whole_log
from ...state.manager import ManagerView


class FLAMENCO_CLIENT_MT_job(bpy.types.Menu):
    """What can be done with the selected job, or with the ticked ones"""

    bl_idname = "FLAMENCO_CLIENT_MT_job"
    bl_label = "Job"

    def draw(self, _context: bpy.types.Context) -> None:
        """Draw the actions; those that the status does not allow are greyed out and say why."""
        layout = self.layout
        assert layout is not None
        layout.operator_context = "INVOKE_DEFAULT"
        for operator, icon in (
            (jobs.FLAMENCO_CLIENT_OT_pause_job, "PAUSE"),
            (jobs.FLAMENCO_CLIENT_OT_resume_job, "PLAY"),
            (jobs.FLAMENCO_CLIENT_OT_requeue_failed, "FILE_REFRESH"),
            (jobs.FLAMENCO_CLIENT_OT_requeue_job, "LOOP_BACK"),
        ):
            layout.operator(operator.bl_idname, icon=icon)  # type: ignore[arg-type] # an icon's name
        layout.separator()
        layout.operator(jobs.FLAMENCO_CLIENT_OT_set_job_priority.bl_idname, icon="SORT_ASC")
        layout.menu(FLAMENCO_CLIENT_MT_job_tag.bl_idname, icon="COMMUNITY")
        layout.separator()
        layout.operator(job_views.FLAMENCO_CLIENT_OT_show_image.bl_idname, icon="IMAGE_DATA")
        layout.operator(job_views.FLAMENCO_CLIENT_OT_open_job.bl_idname, icon="URL")
        layout.separator()
        layout.operator(jobs.FLAMENCO_CLIENT_OT_cancel_job.bl_idname, icon="CANCEL")
        layout.operator(jobs.FLAMENCO_CLIENT_OT_delete_job.bl_idname, icon="TRASH")


class FLAMENCO_CLIENT_MT_job_tag(bpy.types.Menu):
    """Which workers may render the job"""

    bl_idname = "FLAMENCO_CLIENT_MT_job_tag"
    bl_label = "Worker Tag"

    def draw(self, _context: bpy.types.Context) -> None:
        """Draw the Manager's tags."""
        assert self.layout is not None
        manager: ManagerView = state.current().manager
        active = state.current().jobs.active
        chosen = active["tag"] if active is not None else ""
        for tag_id, name in (("", "All Workers"), *((tag["id"], tag["name"]) for tag in manager.tags)):
            operator = self.layout.operator(
                jobs.FLAMENCO_CLIENT_OT_set_job_tag.bl_idname,
                text=name,
                icon="RADIOBUT_ON" if tag_id == chosen else "RADIOBUT_OFF",
                translate=not tag_id,
            )
            operator.tag = tag_id


class FLAMENCO_CLIENT_MT_task(bpy.types.Menu):
    """What can be done with the selected task"""

    bl_idname = "FLAMENCO_CLIENT_MT_task"
    bl_label = "Task"

    def draw(self, _context: bpy.types.Context) -> None:
        """Draw actions and the whole log."""
        layout = self.layout
        assert layout is not None
        layout.operator_context = "INVOKE_DEFAULT"
        layout.operator(job_tasks.FLAMENCO_CLIENT_OT_requeue_task.bl_idname, icon="FILE_REFRESH").move_files = False
        layout.operator(
            job_tasks.FLAMENCO_CLIENT_OT_requeue_task.bl_idname, text="Move Files Away, Then Requeue", icon="LOOP_BACK"
        ).move_files = True
        layout.operator(job_tasks.FLAMENCO_CLIENT_OT_cancel_task.bl_idname, icon="CANCEL")
        layout.separator()
        layout.operator(
            FLAMENCO_CLIENT_OT_show_whole_log.bl_idname, text="Whole Log as Text Block", icon="TEXT"
        ).into = "TEXT"
        layout.operator(
            FLAMENCO_CLIENT_OT_show_whole_log.bl_idname, text="Whole Log in System's Viewer", icon="FILE_TEXT"
        ).into = "FILE"


CLASSES = (FLAMENCO_CLIENT_MT_job, FLAMENCO_CLIENT_MT_job_tag, FLAMENCO_CLIENT_MT_task)
