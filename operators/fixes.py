"""Operator that fixes what a finding reports."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import bpy

from .. import state
from ..bridge.runtime.translation import rpt_

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems

DESCRIPTIONS = {
    "camera": "Make the first camera of the scene the active camera",
    "open_scene": "Render the scene that is open",
    "all_layers": "Turn off Render Single Layer",
    "image_format": "Render PNG images instead of a video",
    "scene_frames": "Use the frame range of the scene",
    "frame_step": "Render only the frames that the scene's frame step leaves",
    "frames_from_zero": "Leave out the frames below 0",
    "storage_folder": 'Write the frames to the folder "render" on the farm\'s storage',
    "any_worker": "Allow all workers to work on the job",
    "save_images": "Save all changed images to their files or into the .blend; a submission that asks about them stops",
    "job_name": "Change the job's name to one that a folder can have",
}
"""Tooltip of each fix."""


class FLAMENCO_CLIENT_OT_fix_finding(bpy.types.Operator):
    """Fix this problem"""

    bl_idname = "flamenco_client.fix_finding"
    bl_label = "Fix"
    bl_options = {"INTERNAL", "UNDO"}

    if TYPE_CHECKING:
        fix: str
        key: str
    else:
        fix: bpy.props.StringProperty(name="Fix", description="Name of the fix", options={"SKIP_SAVE"})
        key: bpy.props.StringProperty(name="Key", description="Key of the setting", options={"SKIP_SAVE"})

    @classmethod
    def description(cls, _context: bpy.types.Context, properties: bpy.types.OperatorProperties) -> str:
        """Return the tooltip of the fix."""
        return rpt_(DESCRIPTIONS.get(getattr(properties, "fix", ""), ""))

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Apply the fix."""
        from ..bridge.submission import fixes

        try:
            fixes.apply(context, self.fix, self.key)
        except (KeyError, ValueError) as error:
            self.report({"ERROR"}, rpt_(str(error.args[0])))
            return {"CANCELLED"}
        state.current().preflight.fixed_at = time.monotonic()
        return {"FINISHED"}


CLASSES = (FLAMENCO_CLIENT_OT_fix_finding,)
"""Operators of this module."""
