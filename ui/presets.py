"""The menu of presets, as in Blender's own panels."""

from __future__ import annotations

import bpy
from bl_ui.utils import PresetPanel

from ..operators.presets import SUBFOLDER, FLAMENCO_CLIENT_OT_add_preset


class FLAMENCO_CLIENT_PT_presets(PresetPanel, bpy.types.Panel):
    """Job type, its settings, priority and worker tag under one name"""

    bl_label = "Job Presets"
    preset_subdir = SUBFOLDER
    preset_operator = "script.execute_preset"
    preset_add_operator = FLAMENCO_CLIENT_OT_add_preset.bl_idname


CLASSES = (FLAMENCO_CLIENT_PT_presets,)
