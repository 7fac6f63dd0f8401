"""Operators that submit a job, cancel the submission, and dismiss its result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

from .. import state
from ..bridge.runtime.translation import rpt_
from ..core.errors import Cancelled
from ..core.progress import Phase
from .reporting import ReportingOperator

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

MOST_PIXELS = 1_000_000_000
"""Bytes of pixels of unsaved images that are copied without a question."""


class FLAMENCO_CLIENT_OT_submit_job(ReportingOperator):
    """Upload the file with everything it needs, and create a job on the farm"""

    bl_idname = "flamenco_client.submit_job"
    bl_label = "Submit to Farm"

    if TYPE_CHECKING:
        as_saved: bool
        allow_missing: bool
        last_used: bool
        strict: bool
        inside_only: bool
        again: bool
        confirmed: bool
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
        again: bpy.props.BoolProperty(
            name="Again",
            description="For scripts: create a new job even if an earlier submission of the same job has arrived",
            options={"SKIP_SAVE"},
        )
        last_used: bpy.props.BoolProperty(
            name="Last Used",
            description="For scripts: use the values of the last job where neither the scene nor the project has one",
            options={"SKIP_SAVE"},
        )
        strict: bpy.props.BoolProperty(
            name="Strict",
            description="For scripts: submit nothing if there is any warning",
            options={"SKIP_SAVE"},
        )
        inside_only: bpy.props.BoolProperty(
            name="Inside Only",
            description="For scripts: submit nothing if files outside of the project would be sent",
            options={"SKIP_SAVE"},
        )
        confirmed: bpy.props.BoolProperty(options={"SKIP_SAVE", "HIDDEN"})

    @classmethod
    def why_not(cls, _context: bpy.types.Context) -> str:
        """Return a reason while a submission is running; a call reports everything else afresh, as an error."""
        return "A submission is running" if state.current().submitting else ""

    @classmethod
    def objection(cls, context: bpy.types.Context) -> str:
        """Return why the panel's button is disabled, "" if it is not."""
        from ..bridge.submission import freeze, preflight

        return freeze.why_not(context) or preflight.objection()

    @classmethod
    def description(cls, context: bpy.types.Context, _properties: bpy.types.OperatorProperties) -> str:
        """Return the tooltip, which says why the button is disabled."""
        return rpt_(cls.objection(context))

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask first whether very many pixels of unsaved images are to be copied."""
        from ..bridge.scene import unsaved_images

        pixels = 0 if self.as_saved else unsaved_images.bytes_of_changed()
        if pixels <= MOST_PIXELS:
            return super().invoke(context, event)
        self.confirmed = True
        title = rpt_("The unsaved images have {size} of pixels").format(size=f"{pixels / 1e9:.1f} GB")
        message = rpt_("Copying them takes time and space on this disk; images that are saved need no copy")
        ask: Any = context.window_manager.invoke_confirm  # type: ignore[union-attr]  # a window has one
        result: set[OperatorReturnItems] = ask(self, event, title=title, message=message, confirm_text=rpt_("Submit"))
        return result

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start after the question; else submit and wait, for scripts."""
        return self._report(self.start if self.confirmed else self.run, context)

    def start(self, context: bpy.types.Context) -> None:
        """Start the submission and return at once, for the button."""
        from ..bridge.submission import places, submit

        submit.start(context, as_saved=self.as_saved, dialog=not places.is_panel(context))

    def run(self, context: bpy.types.Context) -> None:
        """Submit and wait for the result, for scripts."""
        from ..bridge.submission import submit

        try:
            result = submit.run(
                context,
                as_saved=self.as_saved,
                allow_missing=self.allow_missing,
                last_used=self.last_used,
                strict=self.strict,
                inside_only=self.inside_only,
                again=self.again,
            )
        except Cancelled as stop:
            raise Cancelled(stop.message or "The submission was cancelled; no job was created") from stop
        for warning in result.get("warnings", ()):
            self.report({"WARNING"}, rpt_(warning["text"]))
        self.report({"INFO"}, rpt_('Submitted "{job_name}", job {job_id}').format(**result))


MUCH = 200_000_000
"""Bytes sent above which Stop asks first."""


class FLAMENCO_CLIENT_OT_cancel_submission(ReportingOperator):
    """Stop the submission; files that are already uploaded are not uploaded again next time"""

    bl_idname = "flamenco_client.cancel_submission"
    bl_label = "Cancel"

    @classmethod
    def why_not(cls, _context: bpy.types.Context) -> str:
        """Return a reason unless a submission is running and not cancelled yet."""
        view = state.current().submission
        if not view.running:
            return "No submission is running"
        return "The submission is already being cancelled" if view.cancelling else ""

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Ask first if much has been sent."""
        progress = state.current().submission.progress
        sent = progress.bytes_done if progress is not None and progress.phase is not Phase.HASHING else 0
        if sent < MUCH:
            return super().invoke(context, event)
        title = rpt_("Stop the submission?")
        message = rpt_("{size} are sent; they are not sent again next time").format(size=f"{sent / 1e9:.1f} GB")
        ask: Any = context.window_manager.invoke_confirm  # type: ignore[union-attr]  # a window has one
        result: set[OperatorReturnItems] = ask(self, event, title=title, message=message, confirm_text=rpt_("Stop"))
        return result

    def run(self, _context: bpy.types.Context) -> None:
        """Cancel the submission."""
        from ..bridge.submission import submit

        submit.cancel()


class FLAMENCO_CLIENT_OT_dismiss_outcome(ReportingOperator):
    """Hide the result of the last submission"""

    bl_idname = "flamenco_client.dismiss_outcome"
    bl_label = "Dismiss"

    def run(self, _context: bpy.types.Context) -> None:
        """Hide the result."""
        from ..bridge.submission import submit

        submit.dismiss()


CLASSES = (FLAMENCO_CLIENT_OT_submit_job, FLAMENCO_CLIENT_OT_cancel_submission, FLAMENCO_CLIENT_OT_dismiss_outcome)
