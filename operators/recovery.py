"""Ask what became of a job of which nobody knows, and put news away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..bridge import recovery
from ..bridge.runtime.translation import told, told_error
from ..core.errors import FarmError
from ..state import shown

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class FLAMENCO_CLIENT_OT_ask_what_became(bpy.types.Operator):
    """Ask the Manager whether the job arrived; nothing is sent"""

    bl_idname = "flamenco_client.ask_what_became"
    bl_label = "Ask the Manager"

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Once at a time."""
        if shown().news.asking:
            cls.poll_message_set(told("The Manager is being asked"))
        return not shown().news.asking

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Ask; the answer arrives in the panel."""
        try:
            recovery.ask(context)
        except FarmError as error:
            self.report({"ERROR"}, told_error(error))
            return {"CANCELLED"}
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_cancel_elsewhere(bpy.types.Operator):
    """Stop sending this job; what was sent already is not sent again next time"""

    bl_idname = "flamenco_client.cancel_elsewhere"
    bl_label = "Cancel"

    if TYPE_CHECKING:
        submission_id: str
    else:
        submission_id: bpy.props.StringProperty(name="Submission", options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Ask whoever sends it to stop."""
        recovery.stop(self.submission_id)
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_dismiss_news(bpy.types.Operator):
    """Hide what became of this submission"""

    bl_idname = "flamenco_client.dismiss_news"
    bl_label = "Dismiss"

    if TYPE_CHECKING:
        submission_id: str
    else:
        submission_id: bpy.props.StringProperty(name="Submission", options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Forget it."""
        recovery.forget(self.submission_id)
        return {"FINISHED"}


CLASSES = (FLAMENCO_CLIENT_OT_ask_what_became, FLAMENCO_CLIENT_OT_cancel_elsewhere, FLAMENCO_CLIENT_OT_dismiss_news)
