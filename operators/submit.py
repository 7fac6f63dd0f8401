"""Operators that submit a job, cancel the submission, and dismiss its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .. import state
from ..bridge.runtime.translation import rpt_, rpt_error
from ..bridge.submission import freeze, preflight, submit
from ..core.errors import Cancelled, FarmError

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class FLAMENCO_CLIENT_OT_submit_job(bpy.types.Operator):
    """Upload the file with everything it needs, and create a job on the farm"""

    bl_idname = "flamenco_client.submit_job"
    bl_label = "Submit to Farm"

    if TYPE_CHECKING:
        as_saved: bool
        allow_missing: bool
    else:
        as_saved: bpy.props.BoolProperty(
            name="As Saved",
            description="Submit the file as it was last saved, without unsaved changes",
            options={"SKIP_SAVE"},
        )
        allow_missing: bpy.props.BoolProperty(
            name="Allow Missing",
            description="For scripts: submit the job even if files are missing or unreadable",
            options={"SKIP_SAVE"},
        )

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Return whether Submit can be pressed now; without a window, submitting also checks the Manager."""
        if bpy.app.background and not state.current().manager.job_types:
            return True
        reason = freeze.why_not(context) or preflight.objection()
        if reason:
            cls.poll_message_set(rpt_(reason))
        return not reason

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Start the submission and return at once, for the button."""
        try:
            submit.start(context, as_saved=self.as_saved)
        except FarmError as error:
            submit.refuse(error)
            self.report({"ERROR"}, rpt_error(error))
            return {"CANCELLED"}
        return {"FINISHED"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Submit and wait for the result, for scripts."""
        try:
            result = submit.run(context, as_saved=self.as_saved, allow_missing=self.allow_missing)
        except (FarmError, Cancelled) as error:
            self.report(
                {"ERROR"},
                rpt_error(error) or rpt_("The submission was cancelled; no job was created"),
            )
            return {"CANCELLED"}
        for warning in result.get("warnings", ()):
            self.report({"WARNING"}, rpt_(warning["text"]))
        self.report({"INFO"}, rpt_('Submitted "{job_name}", job {job_id}').format(**result))
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_cancel_submission(bpy.types.Operator):
    """Cancel the submission; files that are already uploaded are not uploaded again next time"""

    bl_idname = "flamenco_client.cancel_submission"
    bl_label = "Cancel"

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Return whether a submission is running and not cancelled yet."""
        view = state.current().submission
        if not view.running:
            cls.poll_message_set(rpt_("No submission is running"))
        elif view.cancelling:
            cls.poll_message_set(rpt_("The submission is already being cancelled"))
        return view.running and not view.cancelling

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Cancel the submission."""
        submit.cancel()
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_dismiss_outcome(bpy.types.Operator):
    """Hide the result of the last submission"""

    bl_idname = "flamenco_client.dismiss_outcome"
    bl_label = "Dismiss"

    def execute(self, _context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Hide the result."""
        submit.dismiss()
        return {"FINISHED"}


CLASSES = (FLAMENCO_CLIENT_OT_submit_job, FLAMENCO_CLIENT_OT_cancel_submission, FLAMENCO_CLIENT_OT_dismiss_outcome)
