"""Operators on one task of a job."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .. import state
from .reporting import ReportingOperator


class _TaskOperator(ReportingOperator):
    """Base of the actions on one task of the selected job."""

    action = ""

    if TYPE_CHECKING:
        job_id: str
        task_id: str
    else:
        job_id: bpy.props.StringProperty(
            name="Job", description="ID of the job; empty: the selected one", options={"SKIP_SAVE"}
        )
        task_id: bpy.props.StringProperty(
            name="Task", description="ID of the task; empty: the selected one", options={"SKIP_SAVE"}
        )

    @classmethod
    def why_not(cls, _context: bpy.types.Context) -> str:
        """Return a reason unless the selected task has a status for this."""
        from ..jobs import statuses

        view = state.current().jobs
        task, job = view.selected.task, view.active
        if bpy.app.background:
            return ""
        if task is None or job is None:
            return "No task is selected"
        offered = statuses.offers_for_task(cls.action, task["status"], job["status"])
        return "" if offered else "The status of the task does not allow this"

    def start(self, context: bpy.types.Context) -> None:
        """Do it without waiting."""
        self._act(context, wait=False)

    def run(self, context: bpy.types.Context) -> None:
        """Do it and wait."""
        self._act(context, wait=True)

    def _act(self, context: bpy.types.Context, *, wait: bool) -> None:
        from ..bridge.jobs import control

        selected = state.current().jobs.selected
        job_id, task_id = self.job_id or selected.job_id, self.task_id or selected.task_id
        arguments = {"action": self.action, "job_id": job_id, "task_ids": [task_id]}
        control.act(context, "act_on_tasks", arguments, wait=wait)


class FLAMENCO_CLIENT_OT_requeue_task(_TaskOperator):
    """Queue this task again; frames that exist are skipped"""

    bl_idname = "flamenco_client.requeue_task"
    bl_label = "Requeue Task"
    action = "requeue"

    if TYPE_CHECKING:
        move_files: bool
    else:
        move_files: bpy.props.BoolProperty(
            name="Move Files Away First",
            description="Move the files of the task's frames into a folder beside them",
            options={"SKIP_SAVE"},
        )

    def _act(self, context: bpy.types.Context, *, wait: bool) -> None:
        from ..bridge.jobs import frames

        selected = state.current().jobs.selected
        task_id = self.task_id or selected.task_id
        of_task = selected.tasks.get(task_id, {}).get("frames", "")
        if not self.move_files or not of_task:
            super()._act(context, wait=wait)
            return
        arguments = {"action": self.action, "job_id": self.job_id or selected.job_id, "task_ids": [task_id]}
        frames.requeue_moved(context, "act_on_tasks", arguments, of_task)


class FLAMENCO_CLIENT_OT_cancel_task(_TaskOperator):
    """Cancel this task"""

    bl_idname = "flamenco_client.cancel_task"
    bl_label = "Cancel Task"
    action = "cancel"


CLASSES = (FLAMENCO_CLIENT_OT_requeue_task, FLAMENCO_CLIENT_OT_cancel_task)
