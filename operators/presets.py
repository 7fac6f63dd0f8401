"""Add and remove presets of a job's set-up, by Blender's own mechanism."""

from __future__ import annotations

import bpy
from bl_operators.presets import AddPresetBase

SUBFOLDER = "flamenco_client/job"
"""Where presets are, below ``presets`` in Blender's folder for scripts."""

UNNAMED = "Preset"
"""Name of a preset whose own has no character that a file name may have."""


class FLAMENCO_CLIENT_OT_add_preset(AddPresetBase, bpy.types.Operator):  # type: ignore[misc] # two stubs that disagree
    """Add or remove a preset with job type, settings, priority and worker tag"""

    bl_idname = "flamenco_client.add_preset"
    bl_label = "Add Job Preset"

    preset_menu = "FLAMENCO_CLIENT_PT_presets"
    preset_subdir = SUBFOLDER
    # No preset_defines: Blender 4.3 with a Python from 3.13 on does not find the names that they make.
    preset_values = ("bpy.context.scene.flamenco_client.preset",)

    @staticmethod
    def as_filename(name: str) -> str:  # type: ignore[override] # it returns a text in truth
        """Return the name of the file; one of which nothing were left would never be seen."""
        return str(AddPresetBase.as_filename(name) or UNNAMED)


CLASSES = (FLAMENCO_CLIENT_OT_add_preset,)
