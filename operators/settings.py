"""Operators for settings of the job type: compute a value once, reset to the default, show those of this scene."""

from __future__ import annotations

from typing import TYPE_CHECKING

import bpy

from ..bridge.managers import check_manager
from ..bridge.runtime.translation import rpt_
from ..bridge.scene import property_groups
from ..bridge.settings import setting_store, shown_scene

if TYPE_CHECKING:
    from bpy.stub_internal.rna_enums import OperatorReturnItems


class _SettingOperator(bpy.types.Operator):
    """Base of the operators that change one setting of the scene's job type."""

    bl_options = {"INTERNAL", "UNDO"}

    if TYPE_CHECKING:
        key: str
    else:
        key: bpy.props.StringProperty(name="Key", description="Key of the setting, as the job type declares it")


class FLAMENCO_CLIENT_OT_compute_setting(_SettingOperator):
    """Compute the value from the scene, once"""

    bl_idname = "flamenco_client.compute_setting"
    bl_label = "Compute from Scene"

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Evaluate the setting's expression and store the result."""
        from ..bridge.settings import computed_settings

        scene = property_groups.current_scene(context)
        check_manager.recall(context)
        try:
            spec = setting_store.known_spec(scene)
            setting_store.write(
                scene, spec.name, self.key, computed_settings.computed_value(context, scene, spec, self.key)
            )
        except (KeyError, ValueError) as error:
            self.report({"ERROR"}, rpt_(str(error.args[0])))
            return {"CANCELLED"}
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_reset_setting(_SettingOperator):
    """Reset the setting to the job type's default"""

    bl_idname = "flamenco_client.reset_setting"
    bl_label = "Reset to Default"

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Delete the stored value."""
        check_manager.recall(context)
        setting_store.forget(context, property_groups.current_scene(context), self.key)
        return {"FINISHED"}


class FLAMENCO_CLIENT_OT_show_here(bpy.types.Operator):
    """Show the job of this window's scene in the panel"""

    bl_idname = "flamenco_client.show_here"
    bl_label = "Show Here"
    bl_options = {"INTERNAL"}

    def execute(self, context: bpy.types.Context) -> set[OperatorReturnItems]:
        """Let the panel be about the scene of this window."""
        shown_scene.show(property_groups.current_scene(context))
        return {"FINISHED"}


CLASSES = (FLAMENCO_CLIENT_OT_compute_setting, FLAMENCO_CLIENT_OT_reset_setting, FLAMENCO_CLIENT_OT_show_here)
