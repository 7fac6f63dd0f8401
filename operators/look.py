"""Operator that leads to the panel."""

from __future__ import annotations

import bpy

from ..bridge.submission import places
from .reporting import ReportingOperator

DETAILS = "FLAMENCO_CLIENT_PT_details"
"""The pop-over with all that happens."""


class FLAMENCO_CLIENT_OT_look(ReportingOperator):
    """Show what Flamenco does, asks or reports"""

    bl_idname = "flamenco_client.look"
    bl_label = "Look"

    def run(self, context: bpy.types.Context) -> None:
        """Show the Output properties of this window; without any, a pop-up."""
        if not places.show_output_properties(context):
            bpy.ops.wm.call_panel(name=DETAILS, keep_open=True)


CLASSES = (FLAMENCO_CLIENT_OT_look,)
