"""Operators that show jobs: the list in a window, a job's page, image and logs; and ticks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from .. import state
from ..bridge import user_preferences
from ..bridge.runtime.translation import rpt_
from ..core.errors import ErrorKind, FarmError
from ..farm.manager_url import job_url
from .reporting import ReportingOperator

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

SHOWN = 0.01
"""Seconds until the report of news is shown."""


class OfOneJob(ReportingOperator):
    """Base of the operators on one job."""

    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        job_id: str
    else:
        job_id: bpy.props.StringProperty(
            name="Job", description="ID of the job; empty: the selected one", options={"SKIP_SAVE"}
        )

    def chosen(self) -> str:
        """Return the job.

        Raises:
            FarmError: None is selected.
        """
        chosen = self.job_id or state.current().jobs.selected.job_id
        if not chosen:
            raise FarmError("No job is selected", kind=ErrorKind.NOT_READY)
        return chosen


class FLAMENCO_CLIENT_OT_show_jobs(ReportingOperator):
    """Show the jobs of the farm in a window of their own"""

    bl_idname = "flamenco_client.show_jobs"
    bl_label = "Jobs"

    if TYPE_CHECKING:
        job_id: str
    else:
        job_id: bpy.props.StringProperty(name="Job", description="ID of the job to select", options={"SKIP_SAVE"})

    def run(self, context: bpy.types.Context) -> None:
        """Open the window; select a job."""
        from ..bridge.jobs import lists, news, window

        if self.job_id:
            lists.select(self.job_id)
        news.dismiss()
        if not bpy.app.background:
            window.show(context)


class FLAMENCO_CLIENT_OT_refresh_jobs(ReportingOperator):
    """Ask the Manager for its jobs now"""

    bl_idname = "flamenco_client.refresh_jobs"
    bl_label = "Refresh Jobs"

    if TYPE_CHECKING:
        job_id: str
    else:
        job_id: bpy.props.StringProperty(
            name="Job", description="For scripts: ID of a job to ask about, too", options={"SKIP_SAVE"}
        )

    def start(self, _context: bpy.types.Context) -> None:
        """Let the next turn ask."""
        from ..bridge.jobs import polling

        polling.ask_now()

    def run(self, context: bpy.types.Context) -> None:
        """Ask and wait, for scripts; the answer is in ``window_manager.flamenco_client.jobs``."""
        from ..bridge.jobs import polling

        view = polling.load(context)
        if self.job_id:
            polling.load_job(context, self.job_id)
        self.report({"INFO"}, rpt_("{count} jobs").format(count=len(view.rows)))


class FLAMENCO_CLIENT_OT_tick_job(bpy.types.Operator):
    """Tick this job for an action on several"""

    bl_idname = "flamenco_client.tick_job"
    bl_label = "Tick Job"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        job_id: str
    else:
        job_id: bpy.props.StringProperty(name="Job", description="ID of the job; empty: none", options={"SKIP_SAVE"})

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Tick or untick it; without a job, untick all."""
        from ..bridge.jobs import control

        if self.job_id:
            control.tick(self.job_id)
        else:
            control.untick_all()
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_open_job(OfOneJob):
    """Open the page of this job in the web browser"""

    bl_idname = "flamenco_client.open_job"
    bl_label = "Open in Web Browser"

    def run(self, context: bpy.types.Context) -> None:
        """Open it."""
        bpy.ops.wm.url_open(url=job_url(user_preferences.manager_url(context), self.chosen()))


class FLAMENCO_CLIENT_OT_show_image(OfOneJob):
    """Show the last image that the job has rendered in the Image Editor; nothing of it is saved with your file"""

    bl_idname = "flamenco_client.show_image"
    bl_label = "Show Last Image"

    def run(self, context: bpy.types.Context) -> None:
        """Fetch and show it."""
        from ..bridge.jobs import last_image

        last_image.show(context, self.chosen())


class FLAMENCO_CLIENT_OT_show_whole_log(ReportingOperator):
    """Fetch the whole log of the selected task, and show it as a text block or in the system's viewer"""

    bl_idname = "flamenco_client.show_whole_log"
    bl_label = "Whole Log"

    if TYPE_CHECKING:
        task_id: str
        into: str
    else:
        task_id: bpy.props.StringProperty(
            name="Task", description="ID of the task; empty: the selected one", options={"SKIP_SAVE"}
        )
        into: bpy.props.EnumProperty(
            name="Show",
            description="Where the log is shown",
            items=(("TEXT", "As Text Block", "In this file"), ("FILE", "In System's Viewer", "As a file")),
            options={"SKIP_SAVE"},
        )

    def run(self, context: bpy.types.Context) -> None:
        """Fetch and show it."""
        from ..bridge.jobs import whole_log

        task_id = self.task_id or state.current().jobs.selected.task_id
        if not task_id:
            raise FarmError("No task is selected", kind=ErrorKind.NOT_READY)
        whole_log.show(context, task_id, as_text=self.into == "TEXT")


class FLAMENCO_CLIENT_OT_dismiss_news(ReportingOperator):
    """Hide the news about your jobs"""

    bl_idname = "flamenco_client.dismiss_news"
    bl_label = "Hide"
    bl_options = {"INTERNAL"}

    def run(self, _context: bpy.types.Context) -> None:
        """Hide them."""
        from ..bridge.jobs import news

        news.dismiss()


class FLAMENCO_CLIENT_OT_tell_news(bpy.types.Operator):
    """Report news about your jobs"""

    bl_idname = "flamenco_client.tell_news"
    bl_label = "Report Jobs"
    bl_options = {"INTERNAL"}

    if TYPE_CHECKING:
        text: str
        bad: bool
    else:
        text: bpy.props.StringProperty(options={"SKIP_SAVE", "HIDDEN"})
        bad: bpy.props.BoolProperty(options={"SKIP_SAVE", "HIDDEN"})

    _timer: Any = None

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Wait for an event: a report of an operator that a timer calls is not shown."""
        manager = context.window_manager
        assert manager is not None
        self._timer = manager.event_timer_add(SHOWN, window=context.window)
        manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Report it."""
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        manager = context.window_manager
        assert manager is not None
        manager.event_timer_remove(self._timer)
        self.report({"WARNING" if self.bad else "INFO"}, self.text)
        return {"FINISHED"}


CLASSES = (
    FLAMENCO_CLIENT_OT_show_jobs,
    FLAMENCO_CLIENT_OT_refresh_jobs,
    FLAMENCO_CLIENT_OT_tick_job,
    FLAMENCO_CLIENT_OT_open_job,
    FLAMENCO_CLIENT_OT_show_image,
    FLAMENCO_CLIENT_OT_show_whole_log,
    FLAMENCO_CLIENT_OT_dismiss_news,
    FLAMENCO_CLIENT_OT_tell_news,
)
