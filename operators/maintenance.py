"""Operators that copy a bug report, and delete caches on this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import state
from ..bridge import maintenance
from ..bridge.runtime.translation import rpt_
from .reporting import ReportingOperator

if TYPE_CHECKING:
    import bpy


class FLAMENCO_CLIENT_OT_copy_report(ReportingOperator):
    """Copy versions, the last error and the end of the log to the clipboard, without names and passwords"""

    bl_idname = "flamenco_client.copy_report"
    bl_label = "Copy Report"

    def run(self, context: bpy.types.Context) -> None:
        """Start the report; it is on the clipboard a moment later."""
        maintenance.copy_report(context)
        self.report({"INFO"}, rpt_("Report copied to the clipboard"))


class FLAMENCO_CLIENT_OT_clear_caches(ReportingOperator):
    """Delete caches, old copies and the log on this computer, except for files of running submissions"""

    bl_idname = "flamenco_client.clear_caches"
    bl_label = "Clear Files"

    @classmethod
    def why_not(cls, _context: bpy.types.Context) -> str:
        """Return a reason while a deletion is running."""
        return "The files are being deleted" if state.current().maintenance.clearing.running else ""

    def run(self, context: bpy.types.Context) -> None:
        """Start the deletion; the shown sizes change a moment later."""
        maintenance.clear(context)


class FLAMENCO_CLIENT_OT_clear_copies(ReportingOperator):
    """Delete the copies with unsaved changes beside your files whose jobs are completed or were deleted"""

    bl_idname = "flamenco_client.clear_copies"
    bl_label = "Clear Copies"

    @classmethod
    def why_not(cls, _context: bpy.types.Context) -> str:
        """Return a reason while a deletion is running."""
        return "The files are being deleted" if state.current().maintenance.clearing.running else ""

    def start(self, context: bpy.types.Context) -> None:
        """Start the deletion; the preferences show the result."""
        maintenance.clear_copies(context).start()

    def run(self, context: bpy.types.Context) -> None:
        """Delete them, and report how many."""
        maintenance.clear_copies(context).run()
        self.report({"INFO"}, rpt_(state.current().maintenance.copies_cleared))


CLASSES = (FLAMENCO_CLIENT_OT_copy_report, FLAMENCO_CLIENT_OT_clear_caches, FLAMENCO_CLIENT_OT_clear_copies)
