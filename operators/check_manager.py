"""Operator that checks the Manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from .. import state
from ..bridge.managers import check_manager
from ..bridge.runtime.translation import rpt_, rpt_error
from ..core.errors import Cancelled, FarmError

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


ANSWER = "{name} {version} at {url}"


class FLAMENCO_CLIENT_OT_check_manager(bpy.types.Operator):
    """Ask the Manager for its name, version, storage, job types and worker tags"""

    bl_idname = "flamenco_client.check_manager"
    bl_label = "Check Manager"

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Start the check and return at once, for the button."""
        try:
            check_manager.start_check(context)
        except FarmError as error:
            check_manager.use_address(context)
            state.current().manager.error = error
            self.report({"ERROR"}, rpt_error(error))
            return {"CANCELLED"}
        return {"FINISHED"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Wait for the answer, for scripts."""
        try:
            info = check_manager.check(context)
        except (FarmError, Cancelled) as error:
            self.report({"ERROR"}, rpt_error(error))
            return {"CANCELLED"}
        for notice in check_manager.about_manager(context):
            self.report({"WARNING"}, rpt_(notice.text))
        self.report({"INFO"}, rpt_(ANSWER).format(**info))
        return {"FINISHED"}


CLASSES = (FLAMENCO_CLIENT_OT_check_manager,)
