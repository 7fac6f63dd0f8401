"""Operators for earlier submissions: check unknown jobs, cancel, dismiss notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .. import state
from ..bridge import recovery
from .reporting import ReportingOperator


class FLAMENCO_CLIENT_OT_check_unknown_job(ReportingOperator):
    """Ask the Manager whether it has received the job; nothing is submitted"""

    bl_idname = "flamenco_client.check_unknown_job"
    bl_label = "Ask the Manager"

    @classmethod
    def why_not(cls, _context: bpy.types.Context) -> str:
        """Return a reason while the Manager is being asked."""
        return "The Manager is already being asked" if state.current().recovery.reconciling.running else ""

    def run(self, context: bpy.types.Context) -> None:
        """Ask the Manager; the panel shows the answer."""
        recovery.check_unknown_jobs(context)


class FLAMENCO_CLIENT_OT_cancel_other_submission(ReportingOperator):
    """Cancel the submission of this job; files that are already uploaded are not uploaded again next time"""

    bl_idname = "flamenco_client.cancel_other_submission"
    bl_label = "Cancel"

    if TYPE_CHECKING:
        submission_id: str
    else:
        submission_id: bpy.props.StringProperty(name="Submission", options={"HIDDEN", "SKIP_SAVE"})

    def run(self, _context: bpy.types.Context) -> None:
        """Cancel the submission, which another process runs."""
        recovery.stop_submission(self.submission_id)


class FLAMENCO_CLIENT_OT_dismiss_notice(ReportingOperator):
    """Hide the result of this submission"""

    bl_idname = "flamenco_client.dismiss_notice"
    bl_label = "Dismiss"

    if TYPE_CHECKING:
        submission_id: str
    else:
        submission_id: bpy.props.StringProperty(name="Submission", options={"HIDDEN", "SKIP_SAVE"})

    def run(self, _context: bpy.types.Context) -> None:
        """Remove the notice."""
        recovery.dismiss_notice(self.submission_id)


CLASSES = (
    FLAMENCO_CLIENT_OT_check_unknown_job,
    FLAMENCO_CLIENT_OT_cancel_other_submission,
    FLAMENCO_CLIENT_OT_dismiss_notice,
)
