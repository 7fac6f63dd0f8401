"""Operator on the workers of the farm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .. import state
from ..bridge.runtime.translation import n_
from .reporting import ReportingOperator


class FLAMENCO_CLIENT_OT_control_worker(ReportingOperator):
    """Let this worker sleep, wake up or restart"""

    bl_idname = "flamenco_client.control_worker"
    bl_label = "Control Worker"

    if TYPE_CHECKING:
        worker_id: str
        action: str
        lazy: bool
    else:
        worker_id: bpy.props.StringProperty(
            name="Worker", description="ID of the worker; empty: all that sleep", options={"SKIP_SAVE"}
        )
        action: bpy.props.EnumProperty(
            name="Action",
            description="What the worker is to do",
            items=(("wake", n_("Wake"), ""), ("sleep", n_("Sleep"), ""), ("restart", n_("Restart"), "")),
            options={"SKIP_SAVE"},
        )
        lazy: bpy.props.BoolProperty(
            name="After the Task", description="Once its task is finished, not now", default=True, options={"SKIP_SAVE"}
        )

    def start(self, context: bpy.types.Context) -> None:
        """Request it."""
        self._act(context, wait=False)

    def run(self, context: bpy.types.Context) -> None:
        """Request it and wait for the answer."""
        self._act(context, wait=True)

    def _act(self, context: bpy.types.Context, *, wait: bool) -> None:
        from ..bridge.jobs import control

        workers = state.current().jobs.farm.get("workers", ())
        ids = [self.worker_id] if self.worker_id else [row["id"] for row in workers if row["status"] == "asleep"]
        arguments = {"action": self.action, "worker_ids": ids, "lazy": self.lazy}
        control.act(context, "act_on_worker", arguments, wait=wait)


CLASSES = (FLAMENCO_CLIENT_OT_control_worker,)
