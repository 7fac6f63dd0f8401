"""Operators that copy a bug report, and delete caches on this computer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .. import state
from ..bridge import maintenance
from ..bridge.runtime.translation import rpt_

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class FLAMENCO_CLIENT_OT_copy_report(bpy.types.Operator):
    """Copy versions, the last error and the end of the log to the clipboard, without names and passwords"""

    bl_idname = "flamenco_client.copy_report"
    bl_label = "Copy Report"

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the report; it is on the clipboard a moment later."""
        maintenance.copy_report(context)
        self.report({"INFO"}, rpt_("Report copied to the clipboard"))
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_clear_caches(bpy.types.Operator):
    """Delete caches, old copies and the log on this computer, except for files of running submissions"""

    bl_idname = "flamenco_client.clear_caches"
    bl_label = "Clear Files"

    @classmethod
    def poll(cls, _context: bpy.types.Context) -> bool:
        """Return whether no deletion is running."""
        running = state.current().maintenance.clearing.running
        if running:
            cls.poll_message_set(rpt_("The files are being deleted"))
        return not running

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Start the deletion; the shown sizes change a moment later."""
        maintenance.clear(context)
        return {"FINISHED"}


CLASSES = (FLAMENCO_CLIENT_OT_copy_report, FLAMENCO_CLIENT_OT_clear_caches)
