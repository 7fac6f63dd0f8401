"""Operator that checks the Manager."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import state
from ..bridge.managers import check_manager
from ..bridge.runtime.translation import rpt_
from ..core.errors import FarmError
from .reporting import ReportingOperator

if TYPE_CHECKING:
    import bpy

ANSWER = "{name} {version} at {url}"


class FLAMENCO_CLIENT_OT_check_manager(ReportingOperator):
    """Ask the Manager for its name, version, storage, job types and worker tags"""

    bl_idname = "flamenco_client.check_manager"
    bl_label = "Check Manager"

    def start(self, context: bpy.types.Context) -> None:
        """Start the check and return at once, for the button."""
        try:
            check_manager.start_check(context)
        except FarmError as error:
            check_manager.use_address(context)
            state.current().manager.error = error
            raise

    def run(self, context: bpy.types.Context) -> None:
        """Wait for the answer, for scripts."""
        info = check_manager.check(context)
        for notice in check_manager.about_manager(context):
            self.report({"WARNING"}, rpt_(notice.text))
        self.report({"INFO"}, rpt_(ANSWER).format(**info))


CLASSES = (FLAMENCO_CLIENT_OT_check_manager,)
