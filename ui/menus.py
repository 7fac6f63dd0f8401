"""The sub-menu in Blender's Render menu, and the menu of Managers."""

from __future__ import annotations

import bpy

from ..bridge import user_preferences
from ..bridge.scene import property_groups
from ..bridge.settings import shown_scene
from ..farm.manager_url import UrlError, web_url
from ..operators.check_manager import FLAMENCO_CLIENT_OT_check_manager
from ..operators.files import FLAMENCO_CLIENT_OT_list_files
from ..operators.job_views import FLAMENCO_CLIENT_OT_show_jobs
from ..operators.managers import FLAMENCO_CLIENT_OT_use_manager
from ..operators.submit import FLAMENCO_CLIENT_OT_submit_job


class FLAMENCO_CLIENT_MT_render(bpy.types.Menu):
    """Render on a Flamenco farm"""

    bl_idname = "FLAMENCO_CLIENT_MT_render"
    bl_label = "Flamenco"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the entries; all are found by searching menus, too."""
        layout = self.layout
        assert layout is not None
        shown_scene.draw_mark(context)  # the timer then updates what a click would submit
        layout.operator(FLAMENCO_CLIENT_OT_submit_job.bl_idname, icon="RENDER_ANIMATION")
        layout.operator(FLAMENCO_CLIENT_OT_show_jobs.bl_idname, icon="WINDOW")
        layout.separator()
        layout.operator(FLAMENCO_CLIENT_OT_check_manager.bl_idname, icon="FILE_REFRESH")
        layout.operator(FLAMENCO_CLIENT_OT_list_files.bl_idname, icon="VIEWZOOM")
        try:
            address = web_url(user_preferences.manager_url(context), "")
        except UrlError:
            address = ""
        row = layout.row()
        row.enabled = bool(address)
        row.operator("wm.url_open", text="Open Web Interface", icon="URL").url = address
        layout.separator()
        layout.operator(
            "preferences.addon_show", text="Preferences", icon="PREFERENCES"
        ).module = user_preferences.ADDON_ID


class FLAMENCO_CLIENT_MT_managers(bpy.types.Menu):
    """Choose the Manager of this file; the choice is saved with the file"""

    bl_idname = "FLAMENCO_CLIENT_MT_managers"
    bl_label = "Manager"

    def draw(self, context: bpy.types.Context) -> None:
        """Draw the Managers of the preferences."""
        layout, kept = self.layout, user_preferences.stored(context)
        if layout is None or kept is None:
            return
        chosen = property_groups.job_properties(property_groups.current_scene(context)).manager
        layout.label(text="Saved with this file")
        layout.operator(
            FLAMENCO_CLIENT_OT_use_manager.bl_idname,
            text="Active Manager",
            icon="RADIOBUT_OFF" if chosen else "RADIOBUT_ON",
        ).name = ""
        for entry in kept.managers:
            layout.operator(
                FLAMENCO_CLIENT_OT_use_manager.bl_idname,
                text=entry.name,
                icon="RADIOBUT_ON" if entry.name == chosen else "RADIOBUT_OFF",
                translate=False,
            ).name = entry.name


def _draw(self: bpy.types.Menu, _context: bpy.types.Context) -> None:
    assert self.layout is not None
    self.layout.separator()
    self.layout.menu(FLAMENCO_CLIENT_MT_render.bl_idname, icon="RENDER_ANIMATION")


def register() -> None:
    """Add the sub-menu."""
    bpy.types.TOPBAR_MT_render.append(_draw)


def unregister() -> None:
    """Remove the sub-menu."""
    bpy.types.TOPBAR_MT_render.remove(_draw)


CLASSES = (FLAMENCO_CLIENT_MT_render, FLAMENCO_CLIENT_MT_managers)
