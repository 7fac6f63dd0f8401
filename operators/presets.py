"""Operator that adds and removes job presets, by Blender's own mechanism."""

from __future__ import annotations

import bpy
from bl_operators.presets import AddPresetBase

SUBFOLDER = "flamenco_client/job"
"""Folder of the presets, below ``presets`` in Blender's script folder."""

UNNAMED = "Preset"
"""Name of a preset whose own name has no character that is allowed in a file name."""


class FLAMENCO_CLIENT_OT_add_preset(AddPresetBase, bpy.types.Operator):  # type: ignore[misc] # two stubs that disagree
    """Add or remove a preset with job type, settings, priority and worker tag"""

    bl_idname = "flamenco_client.add_preset"
    bl_label = "Add Job Preset"

    preset_menu = "FLAMENCO_CLIENT_PT_presets"
    preset_subdir = SUBFOLDER
    # No preset_defines: Blender 4.3 with Python 3.13 or newer does not find the names that they define.
    preset_values = ("bpy.context.scene.flamenco_client.preset",)

    @staticmethod
    def as_filename(name: str) -> str:  # type: ignore[override] # it returns a string
        """Return the file name; without characters Blender would never show the preset."""
        return str(AddPresetBase.as_filename(name) or UNNAMED)


CLASSES = (FLAMENCO_CLIENT_OT_add_preset,)
