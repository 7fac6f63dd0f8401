"""What the panel and reports tell of a submission that has failed."""

from __future__ import annotations

import bpy

from flamenco_client.tests.blender.drawing import draw
from flamenco_client.tests.blender.extension import Extension
from flamenco_client.tests.support.manager import ManagerServer

LEFT = "The files may remain on the farm's storage."


def test_what_is_left_behind_is_told(extension: Extension, manager: ManagerServer) -> None:
    """A failed submission names what it left on the farm: in the panel, and in what scripts and the status bar get."""
    state, errors = extension.module("state"), extension.module("farm.errors")
    bpy.ops.flamenco_client.check_manager()
    error = errors.FarmError("The Manager refuses the job.", hint="Ask it why.", details={"left_behind": LEFT})
    state.shown().submission = state.SubmissionView(phase=state.Phase.FAILED, error=error)

    drawn = draw(extension.module("ui.panel").FLAMENCO_CLIENT_PT_submit, bpy.context)

    assert LEFT in drawn.text
    assert extension.module("bridge.wording").told_error(error).endswith(f"Ask it why. {LEFT}")
