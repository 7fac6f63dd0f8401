"""The menu of presets, as in Blender's own panels."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import bpy
from bl_ui.utils import PresetPanel

from ..operators.presets import SUBFOLDER, FLAMENCO_CLIENT_OT_add_preset


class FLAMENCO_CLIENT_PT_presets(PresetPanel, bpy.types.Panel):
    """Presets of job type, settings, priority and worker tag"""

    bl_label = "Job Presets"
    preset_subdir = SUBFOLDER
    preset_operator = "script.execute_preset"
    preset_add_operator = FLAMENCO_CLIENT_OT_add_preset.bl_idname

    def path_menu(self, searchpaths: Iterable[str], operator: str, **more: Any) -> None:
        """Draw the presets; before the first one is saved, their folder does not exist."""
        draw: Any = bpy.types.Menu.path_menu  # preset panels use the one of menus
        draw(self, iter(searchpaths), operator, **more)


CLASSES = (FLAMENCO_CLIENT_PT_presets,)
