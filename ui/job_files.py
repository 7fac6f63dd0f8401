"""The files of the job: their part of the panel and of the preferences."""

from __future__ import annotations

import bpy

from .. import state
from ..bridge.runtime.translation import n_
from ..bridge.scene import property_groups
from ..bridge.submission import job_files
from ..bridge.user_preferences import StoredPreferences
from ..operators import files
from ..operators.fixes import FLAMENCO_CLIENT_OT_fix_finding
from . import file_list, path_list, sub_panel, wrapped_text

EXAMPLE = "*.mov; cache/"


def draw(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """Draw the sub-panel "Files": summary, list, excluded and extra files; it unfolds when the submission asks."""
    view, asks = job_files.known(), bool(state.current().submission.asks)
    lacking = view.count("missing", "unreadable")
    name = "files_asked" if asks else "files"  # Blender remembers by name what the artist folded
    body = sub_panel.draw(
        layout, name, n_("Files"), file_list.summary(view), icon="ERROR" if lacking else "NONE", closed=not asks
    )
    if body is None:
        return
    if not asks:
        _draw_listing(body, context)
    if view.report:
        file_list.draw(body, context, may_exclude=not state.current().submission.running)
        row = body.row(align=True)
        if lacking:
            row.operator("file.find_missing_files", text="Find Missing Files", icon="VIEWZOOM")
        if "unsaved" in state.current().submission.asks:
            save = row.operator(FLAMENCO_CLIENT_OT_fix_finding.bl_idname, text="Save All Images", icon="FILE_TICK")
            save.fix = "save_images"
        row.menu(FLAMENCO_CLIENT_MT_file_list.bl_idname, icon="EXPORT")
    job = property_groups.job_properties(property_groups.current_scene(context))
    body.prop(job, "exclude", placeholder=EXAMPLE)
    body.label(text="Extra Files")
    path_list.draw(
        body,
        job,
        "extra_files",
        "active_extra_file",
        add=files.FLAMENCO_CLIENT_OT_add_extra_files.bl_idname,
        remove=files.FLAMENCO_CLIENT_OT_remove_extra_file.bl_idname,
    )


def project_of_list() -> str:
    """Return the project's folder in the last list of this file; "" = there is none."""
    return str(job_files.known().report.get("project", ""))


def draw_preferences(layout: bpy.types.UILayout, preferences: StoredPreferences) -> None:
    """Draw the preferences for the files of all jobs."""
    layout.prop(preferences, "large_files")
    layout.label(text="Shared Folders")
    path_list.draw(
        layout,
        preferences,
        "shared_folders",
        "active_shared_folder",
        add=files.FLAMENCO_CLIENT_OT_add_shared_folder.bl_idname,
        remove=files.FLAMENCO_CLIENT_OT_remove_shared_folder.bl_idname,
    )


def _draw_listing(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    listing = state.current().listing
    row = layout.row()
    row.enabled = not listing.running
    label = n_("Looking for Files") if listing.running else "List Files"
    row.operator(files.FLAMENCO_CLIENT_OT_list_files.bl_idname, text=label, icon="VIEWZOOM")
    if listing.error:
        wrapped_text.wrapped(layout.column(), listing.error.message, context, icon="ERROR")
        wrapped_text.wrapped(layout.column(), listing.error.hint, context, icon="BLANK1")


class FLAMENCO_CLIENT_MT_file_list(bpy.types.Menu):
    """Save the complete list"""

    bl_idname = "FLAMENCO_CLIENT_MT_file_list"
    bl_label = "Save List"

    def draw(self, _context: bpy.types.Context) -> None:
        """Draw both ways."""
        assert self.layout is not None
        self.layout.operator(files.FLAMENCO_CLIENT_OT_files_to_text.bl_idname, icon="TEXT")
        self.layout.operator(files.FLAMENCO_CLIENT_OT_save_files.bl_idname, icon="FILE")


CLASSES = (FLAMENCO_CLIENT_MT_file_list,)
