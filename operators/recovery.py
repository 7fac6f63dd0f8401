"""Operators for earlier submissions: check unknown jobs, cancel, dismiss notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .. import state
from ..bridge import recovery
from ..bridge.runtime.translation import rpt_, rpt_error
from ..core.errors import FarmError

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class FLAMENCO_CLIENT_OT_check_unknown_job(bpy.types.Operator):
    """Ask the Manager whether it has received the job; nothing is submitted"""

    bl_idname = "flamenco_client.check_unknown_job"
    bl_label = "Ask the Manager"

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Return whether the Manager is not being asked already."""
        asking = state.current().recovery.reconciling.running
        if asking:
            cls.poll_message_set(rpt_("The Manager is already being asked"))
        return not asking

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Ask the Manager; the panel shows the answer."""
        try:
            recovery.check_unknown_jobs(context)
        except FarmError as error:
            self.report({"ERROR"}, rpt_error(error))
            return {"CANCELLED"}
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_cancel_other_submission(bpy.types.Operator):
    """Cancel the submission of this job; files that are already uploaded are not uploaded again next time"""

    bl_idname = "flamenco_client.cancel_other_submission"
    bl_label = "Cancel"

    if TYPE_CHECKING:
        submission_id: str
    else:
        submission_id: bpy.props.StringProperty(name="Submission", options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Cancel the submission, which another process runs."""
        recovery.stop_submission(self.submission_id)
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_dismiss_notice(bpy.types.Operator):
    """Hide the result of this submission"""

    bl_idname = "flamenco_client.dismiss_notice"
    bl_label = "Dismiss"

    if TYPE_CHECKING:
        submission_id: str
    else:
        submission_id: bpy.props.StringProperty(name="Submission", options={"HIDDEN", "SKIP_SAVE"})

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Remove the notice."""
        recovery.dismiss_notice(self.submission_id)
        return {"FINISHED"}


CLASSES = (
    FLAMENCO_CLIENT_OT_check_unknown_job,
    FLAMENCO_CLIENT_OT_cancel_other_submission,
    FLAMENCO_CLIENT_OT_dismiss_notice,
)
