"""The panel in the Output properties."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import bpy

from .. import state
from ..bridge import user_preferences
from ..bridge.managers import check_manager
from ..bridge.runtime import online_access, translation
from ..bridge.runtime.translation import iface_, n_
from ..bridge.scene import property_groups
from ..bridge.settings import enum_menus, shown_scene
from ..farm import farm_findings
from ..job_types.setting_parser import ODD_SETTING
from ..operators.check_manager import FLAMENCO_CLIENT_OT_check_manager
from ..operators.settings import FLAMENCO_CLIENT_OT_show_here
from ..operators.submit import FLAMENCO_CLIENT_OT_submit_job
from ..state.background import WorkStatus
from ..state.manager import ManagerView
from ..submission.packing.project_root import WIDENED
from . import connect, current_slot, findings, job_files, settings_form, slot, sub_panel, submission, wrapped_text
from .jobs import panels, worker_list
from .menus import FLAMENCO_CLIENT_MT_managers
from .presets import FLAMENCO_CLIENT_PT_presets

if TYPE_CHECKING:
    from ..submission.checks.all_findings import DiskFacts

BUTTON = 2.0
"""Height of the Submit button."""

SLOW = 2.0
"""Seconds after which the panel says that it waits for a slow answer."""


class FLAMENCO_CLIENT_PT_submit(bpy.types.Panel):
    """Submit this scene to a Flamenco farm"""

    bl_space_type = "PROPERTIES"
    bl_region_type = "WINDOW"
    bl_context = "output"
    bl_idname = "FLAMENCO_CLIENT_PT_submit"
    bl_label = "Flamenco"

    def draw_header_preset(self, _context: bpy.types.Context) -> None:
        """Draw the presets button at the same place as in Blender's panels."""
        FLAMENCO_CLIENT_PT_presets.draw_panel_header(self.layout)

    def draw(self, context: bpy.types.Context) -> None:
        """Draw Manager, job, findings and submission."""
        layout = self.layout
        assert layout is not None
        layout.use_property_split = True
        layout.use_property_decorate = False
        current = state.current()
        other = shown_scene.draw_mark(context)
        if other:
            text = translation.rpt_('Another window shows this panel for the scene "{scene}"').format(scene=other)
            wrapped_text.wrapped(layout.column(), text, context, icon="INFO")
            layout.operator(FLAMENCO_CLIENT_OT_show_here.bl_idname)
            return
        _draw_manager(layout, current.manager, context)
        _draw_submit(layout, context)
        slot.draw(layout, current_slot.find(context), context)
        if current.manager.job_types:
            findings.draw(layout, current.preflight.findings, context)
            _draw_job(layout, context)
            _draw_scheduling(layout, context)
        if _takes_a_file(context):
            job_files.draw(layout, context)
        if current.manager.info:
            panels.draw_in_output(layout, context)


def _takes_a_file(context: bpy.types.Context) -> bool:
    """Return whether the job type takes a .blend; while no job types are known, whether the open file has a path."""
    job_types = state.current().manager.job_types
    spec = job_types.get(enum_menus.chosen_job_type(property_groups.current_scene(context)))
    return spec.takes_blendfile if spec else not job_types and bool(bpy.data.filepath)


def _draw_submit(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    view = state.current().submission
    again = view.status is WorkStatus.FAILED and not submission.is_of_another(view, context)
    row = layout.row()
    row.scale_y = BUTTON
    row.enabled = not view.running and not FLAMENCO_CLIENT_OT_submit_job.objection(context)
    label = "Try Again" if again else "Submit to Farm"
    row.operator(FLAMENCO_CLIENT_OT_submit_job.bl_idname, text=label, icon="RENDER_ANIMATION")


def _draw_manager(layout: bpy.types.UILayout, view: ManagerView, context: bpy.types.Context) -> None:
    """Draw one line with name and state of the Manager; below it why it can't be used."""
    if connect.is_needed(context):
        connect.draw(layout, context)
    row = layout.row(align=True)
    kept = user_preferences.stored(context)
    text, icon = _manager_line(view)
    if kept is not None and len(kept.managers) > 1 and not user_preferences.fixed_url():
        row.menu(FLAMENCO_CLIENT_MT_managers.bl_idname, text=text, icon=icon, translate=False)
    else:
        row.label(text=text, icon=icon, translate=False)
    row.operator(FLAMENCO_CLIENT_OT_check_manager.bl_idname, text="", icon="FILE_REFRESH")
    row.operator("preferences.addon_show", text="", icon="PREFERENCES").module = user_preferences.ADDON_ID
    for notice in check_manager.about_manager(context):
        wrapped_text.wrapped(layout.column(), notice.text, context, icon="ERROR")
    if view.url and not online_access.allowed(view.url):
        wrapped_text.wrapped(layout.column(), "Online access is disabled in Blender", context, icon="INTERNET_OFFLINE")
        layout.operator("extensions.userpref_allow_online", text="Allow Online Access")
    elif view.error:
        column = layout.column(align=True)
        wrapped_text.wrapped(column, view.error.message, context, icon="BLANK1")
        wrapped_text.wrapped(column, view.error.hint, context, icon="BLANK1")
        if view.info:
            wrapped_text.wrapped(column, "Showing the result of the last successful check", context, icon="BLANK1")
        elif connect.is_needed(context):
            wrapped_text.wrapped(column, "Or enter your Manager's address above", context, icon="BLANK1")
    elif view.info:
        for found in farm_findings.about_setup(view.url, is_first_run=bool(view.info.get("is_first_run"))):
            wrapped_text.wrapped(layout.column(), found.text, context, icon="ERROR")


def _manager_line(view: ManagerView) -> tuple[str, Any]:
    """Return name and state of the Manager, and an icon."""
    if view.checking:
        slow = time.monotonic() - view.started > SLOW
        return iface_("Waiting for the Manager" if slow else "Asking the Manager"), "SORTTIME"
    if view.info:
        # The tick means that the Manager has answered in this session, and its last check succeeded.
        icon = "ERROR" if view.error else "TIME" if view.from_cache else "CHECKMARK"
        awake = worker_list.summary() if not wrapped_text.is_narrow(bpy.context) else ""
        return "  ".join(filter(None, (f"{view.info.get('name', '')} {view.info.get('version', '')}", awake))), icon
    return (iface_("No Manager found"), "ERROR") if view.error else (iface_("Not checked yet"), "INFO")


def _draw_job(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    from ..bridge.submission import preflight

    scene = property_groups.current_scene(context)
    current = state.current()
    job = property_groups.job_properties(scene)
    layout.prop(job, "job_name", placeholder=property_groups.job_name(scene))
    window = property_groups.window_properties(context)
    layout.prop(window, "job_type")
    for lacking in preflight.about_job_type(scene):
        wrapped_text.wrapped(layout.column(), lacking.text, context, icon="ERROR")
        return
    spec = current.manager.job_types[enum_menus.chosen_job_type(scene)]
    body = sub_panel.draw(layout, "settings", n_("Settings"), current.preflight.frames, closed=False)
    if body is None:
        return
    if current.form.job_type == spec.name and current.form.etag == spec.etag:
        column = body.column()
        settings_form.draw(column, settings_form.Form(current.form, window.form, spec, current.preflight), context)
    _draw_project(body, current.preflight.disk, context)
    in_form = {setting.key for setting in spec.settings if setting.in_form}
    for notice in preflight.notices(spec, current.form.given):
        if notice.id != ODD_SETTING or notice.about not in in_form:  # others are drawn below their fields
            wrapped_text.wrapped(body.column(), notice.text, context, icon=findings.ICONS[notice.severity])


def _draw_project(layout: bpy.types.UILayout, disk: DiskFacts | None, context: bpy.types.Context) -> None:
    """Draw the project folder: files in it keep their layout on the farm."""
    if disk is None or not disk.project:
        return
    project, how = disk.project, disk.how
    listed = job_files.project_of_list()
    if listed and listed != project:  # relative references, which the list knows, lead out of the file's own folder
        project, how = listed, WIDENED
    split = layout.split(factor=settings_form.LABELS)
    label = split.row()
    label.alignment = "RIGHT"
    label.scale_y = wrapped_text.DENSE
    label.label(text="Project")
    column = split.column(align=True)
    wrapped_text.wrapped(column, project, context, share=settings_form.FIELDS)
    reason = column.column()
    reason.active = False
    wrapped_text.wrapped(reason, how, context, share=settings_form.FIELDS)


def _draw_scheduling(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """Draw priority, worker tag and whether the job starts paused."""
    window = property_groups.window_properties(context)
    scene = property_groups.current_scene(context)
    job = property_groups.job_properties(scene)
    words = [iface_("starts paused")] if job.start_paused else []
    words.append(iface_("priority {number}").format(number=window.priority))
    if enum_menus.chosen_worker_tag(scene):
        words.append(enum_menus.tag_name(scene))
    body = sub_panel.draw(layout, "scheduling", n_("Scheduling"), ", ".join(words))
    if body is not None:
        body.prop(window, "priority")
        body.prop(window, "worker_tag")
        body.prop(job, "start_paused")


CLASSES = (FLAMENCO_CLIENT_PT_submit,)
