"""Operator that leads to the panel."""

from __future__ import annotations

import bpy

from ..bridge.submission import places
from .reporting import ReportingOperator


class FLAMENCO_CLIENT_OT_look(ReportingOperator):
    """Show what Flamenco does, asks or reports"""

    bl_idname = "flamenco_client.look"
    bl_label = "Look"

    def run(self, context: bpy.types.Context) -> None:
        """Show the Output properties of this window; without any, a pop-up."""
        if not places.show_output_properties(context):
            bpy.ops.wm.call_panel(name="FLAMENCO_CLIENT_PT_details", keep_open=True)


CLASSES = (FLAMENCO_CLIENT_OT_look,)
