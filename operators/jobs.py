"""Operators on jobs of the farm: each takes a ``job_id``, else the ticked jobs, else the selected one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from .. import state
from ..bridge.runtime.translation import n_, rpt_
from .reporting import ReportingOperator

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

WIDTH = 520
"""Of a confirmation, in pixels at a scale of 1."""
NAMES = 4
"""Most jobs that a confirmation names."""


class _JobOperator(ReportingOperator):
    """Base of the actions on jobs."""

    action = ""
    """As in ``jobs.statuses``."""
    question = ""
    """What is asked before; "" = nothing."""

    if TYPE_CHECKING:
        job_id: str
    else:
        job_id: bpy.props.StringProperty(
            name="Job",
            description="ID of the job; empty: the ticked jobs, else the selected one",
            options={"SKIP_SAVE"},
        )

    @classmethod
    def why_not(cls, _context: bpy.types.Context) -> str:
        """Return a reason unless all chosen jobs have a status for this; a script's call asks the Manager."""
        from ..bridge.jobs import control

        if bpy.app.background:
            return ""
        return control.why_not(cls.action)

    def value(self) -> Any:
        """Return what the action needs beside the jobs."""
        return None

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask first where that is worth it."""
        if not self.question:
            return super().invoke(context, event)
        ask: Any = context.window_manager.invoke_props_dialog  # type: ignore[union-attr]  # a window has one
        result: set[OperatorReturnItems] = ask(
            self, width=WIDTH, title=rpt_(self.bl_label), confirm_text=rpt_(self.bl_label), cancel_default=True
        )
        return result

    def draw(self, _context: bpy.types.Context) -> None:
        """Draw the confirmation: it names the jobs."""
        assert self.layout is not None
        column = self.layout.column(align=True)
        column.label(text=self.question)
        rows = state.current().jobs.rows
        chosen = self.chosen()
        for job_id in chosen[:NAMES]:
            column.label(text=str(rows.get(job_id, {}).get("name", job_id)), icon="DOT", translate=False)
        if len(chosen) > NAMES:
            column.label(
                text=rpt_("and {count} more").format(count=len(chosen) - NAMES), icon="BLANK1", translate=False
            )
        self.draw_more(column)

    def chosen(self) -> list[str]:
        """Return the ids of the jobs."""
        from ..bridge.jobs import control

        return control.jobs_of(self.job_id)

    def draw_more(self, layout: bpy.types.UILayout) -> None:
        """Draw what else is asked."""

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Do it: after a question without waiting, for a script to the end."""
        return self._report(self.run if bpy.app.background or not self.question else self.start, context)

    def start(self, context: bpy.types.Context) -> None:
        """Do it without waiting."""
        self._act(context, wait=False)

    def run(self, context: bpy.types.Context) -> None:
        """Do it and wait."""
        self._act(context, wait=True)

    def _act(self, context: bpy.types.Context, *, wait: bool) -> None:
        from ..bridge.jobs import control

        arguments = {"action": self.action, "job_ids": self.chosen(), "value": self.value()}
        control.act(context, "act_on_jobs", arguments, wait=wait)


class FLAMENCO_CLIENT_OT_cancel_job(_JobOperator):
    """Cancel the job: its tasks stop, its frames stay"""

    bl_idname = "flamenco_client.cancel_job"
    bl_label = "Cancel Job"
    action = "cancel"
    question = n_("Tasks at work stop; finished frames stay. It can be resumed later.")


class FLAMENCO_CLIENT_OT_pause_job(_JobOperator):
    """Pause the job: tasks at work are finished, no others begin"""

    bl_idname = "flamenco_client.pause_job"
    bl_label = "Pause Job"
    action = "pause"


class FLAMENCO_CLIENT_OT_resume_job(_JobOperator):
    """Let a paused or cancelled job go on"""

    bl_idname = "flamenco_client.resume_job"
    bl_label = "Resume Job"
    action = "resume"


class FLAMENCO_CLIENT_OT_requeue_job(_JobOperator):
    """Queue the tasks of the job again: all of a completed job, otherwise those that are not completed"""

    bl_idname = "flamenco_client.requeue_job"
    bl_label = "Requeue Job"
    action = "requeue"
    question = n_("Frames that exist are skipped, not rendered again, unless they are moved away first.")

    if TYPE_CHECKING:
        move_files: bool
    else:
        move_files: bpy.props.BoolProperty(
            name="Move Files Away First",
            description="Move the files of the job's frames into a folder beside them",
            options={"SKIP_SAVE"},
        )

    def draw_more(self, layout: bpy.types.UILayout) -> None:
        """Offer to move the files, where this machine sees them."""
        if state.current().jobs.selected.frames.get("there") and len(state.current().jobs.chosen) == 1:
            layout.prop(self, "move_files")

    def _act(self, context: bpy.types.Context, *, wait: bool) -> None:
        from ..bridge.jobs import control, frames

        if not self.move_files:
            super()._act(context, wait=wait)
            return
        chosen = control.jobs_of(self.job_id)
        found = frames.known(chosen[0] if chosen else "")
        arguments = {"action": self.action, "job_ids": chosen, "value": None}
        frames.requeue_moved(context, "act_on_jobs", arguments, f"{found['range'][0]}-{found['range'][1]}")


class FLAMENCO_CLIENT_OT_requeue_failed(_JobOperator):
    """Queue only the failed tasks of the job again"""

    bl_idname = "flamenco_client.requeue_failed"
    bl_label = "Requeue Failed Tasks"
    action = "requeue_failed"


class FLAMENCO_CLIENT_OT_delete_job(_JobOperator):
    """Delete the job from the farm"""

    bl_idname = "flamenco_client.delete_job"
    bl_label = "Delete Job"
    action = "delete"
    question = n_("The job, its tasks and logs are deleted from the farm. Rendered frames stay.")

    if TYPE_CHECKING:
        asked: bool
    else:
        asked: bpy.props.BoolProperty(options={"SKIP_SAVE", "HIDDEN"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Let the Manager be asked first what goes with it; then it is invoked again."""
        if self.asked:
            return super().invoke(context, event)
        return self._report(self._ask_first, context)

    def _ask_first(self, context: bpy.types.Context) -> None:
        from ..bridge.jobs import control

        control.ask_before_deleting(context, control.jobs_of(self.job_id))

    def chosen(self) -> list[str]:
        """Return the jobs that were asked about."""
        return [job["id"] for job in state.current().jobs.deleting] if self.asked else super().chosen()

    def draw_more(self, layout: bpy.types.UILayout) -> None:
        """Say whether uploaded files go as well."""
        if any(job["shaman_checkout"] for job in state.current().jobs.deleting):
            layout.label(text="Its uploaded files are deleted from the farm, too.", icon="INFO")


class FLAMENCO_CLIENT_OT_set_job_priority(_JobOperator):
    """Set the priority of the job; higher ones are rendered first"""

    bl_idname = "flamenco_client.set_job_priority"
    bl_label = "Set Priority"
    action = "priority"
    question = n_("Jobs with a higher priority are rendered first")

    if TYPE_CHECKING:
        priority: int
    else:
        priority: bpy.props.IntProperty(
            name="Priority",
            description="New priority of the job",
            default=50,
            min=0,
            max=100,
            options={"SKIP_SAVE"},
        )

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Begin with the priority that the job has."""
        active = state.current().jobs.active
        if active is not None and not self.properties.is_property_set("priority"):
            self.priority = active["priority"]
        return super().invoke(context, event)

    def draw_more(self, layout: bpy.types.UILayout) -> None:
        """Draw the field."""
        layout.prop(self, "priority")

    def value(self) -> int:
        """Return the priority."""
        return self.priority


class FLAMENCO_CLIENT_OT_set_job_tag(_JobOperator):
    """Let only workers with this tag render the job"""

    bl_idname = "flamenco_client.set_job_tag"
    bl_label = "Set Worker Tag"
    action = "tag"

    if TYPE_CHECKING:
        tag: str
    else:
        tag: bpy.props.StringProperty(
            name="Tag", description="ID of the worker tag; empty: all workers", options={"SKIP_SAVE"}
        )

    def value(self) -> str:
        """Return the tag."""
        return self.tag


class FLAMENCO_CLIENT_OT_unblock_worker(_JobOperator):
    """Allow this worker again to do such tasks of the job"""

    bl_idname = "flamenco_client.unblock_worker"
    bl_label = "Unblock Worker"
    action = "unblock"

    if TYPE_CHECKING:
        worker_id: str
        task_type: str
    else:
        worker_id: bpy.props.StringProperty(name="Worker", description="ID of the worker", options={"SKIP_SAVE"})
        task_type: bpy.props.StringProperty(name="Kind", description="Kind of tasks", options={"SKIP_SAVE"})

    def value(self) -> dict[str, str]:
        """Return worker and kind of tasks."""
        return {"worker_id": self.worker_id, "task_type": self.task_type}


CLASSES = (
    FLAMENCO_CLIENT_OT_cancel_job,
    FLAMENCO_CLIENT_OT_pause_job,
    FLAMENCO_CLIENT_OT_resume_job,
    FLAMENCO_CLIENT_OT_requeue_job,
    FLAMENCO_CLIENT_OT_requeue_failed,
    FLAMENCO_CLIENT_OT_delete_job,
    FLAMENCO_CLIENT_OT_set_job_priority,
    FLAMENCO_CLIENT_OT_set_job_tag,
    FLAMENCO_CLIENT_OT_unblock_worker,
)
