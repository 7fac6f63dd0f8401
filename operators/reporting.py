"""What operators share: the reason why one can't be pressed, and a report of what failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..bridge.runtime.translation import rpt_, rpt_error
from ..core.errors import Cancelled, FarmError

if TYPE_CHECKING:
    from collections.abc import Callable

    from bpy.stub_internal.rna_enums import OperatorReturnItems


class ReportingOperator(bpy.types.Operator):
    """An operator that says why it can't be pressed, and reports why it failed."""

    @classmethod
    def why_not(cls, _context: bpy.types.Context) -> str:
        """Return why it can't be pressed now, "" if it can."""
        return ""

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        """Show the reason below the tool-tip."""
        reason = cls.why_not(context)
        if reason:
            cls.poll_message_set(rpt_(reason))
        return not reason

    def start(self, context: bpy.types.Context) -> None:
        """Do it for the button, without waiting."""
        self.run(context)

    def run(self, context: bpy.types.Context) -> None:
        """Do it for a script, to the end."""
        raise NotImplementedError

    def invoke(self, context: bpy.types.Context, _event: bpy.types.Event) -> set[OperatorReturnItems]:
        """Start, and return at once: the button."""
        return self._report(self.start, context)

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Run to the end: scripts."""
        return self._report(self.run, context)

    def _report(self, do: Callable[[bpy.types.Context], None], context: bpy.types.Context) -> set[OperatorReturnItems]:
        try:
            do(context)
        except (FarmError, Cancelled) as error:
            self.report({"ERROR"}, rpt_error(error))
            return {"CANCELLED"}
        return {"FINISHED"}
