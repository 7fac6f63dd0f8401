"""The preferences: Managers, Check Manager with its result, and options."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import bpy

from .. import state
from ..bridge import user_preferences
from ..bridge.runtime.translation import iface_, n_
from ..bridge.user_preferences import StoredPreferences
from ..farm import manager_url
from ..operators.check_manager import FLAMENCO_CLIENT_OT_check_manager
from ..operators.job_frames import FLAMENCO_CLIENT_OT_add_farm_path, FLAMENCO_CLIENT_OT_remove_farm_path
from . import job_files, maintenance, manager_list, sub_panel, wrapped_text

STATUSES = {
    "active": n_("rendering"),
    "idle": "workers are ready, but no job is queued",
    "waiting": "jobs are queued, but no worker is awake",
    "asleep": "all workers are asleep",
    "inoperative": "no worker is online",
    "starting": "the Manager has just started",
    "unknown": n_("unknown"),
}
"""Explanation of each farm status of the Manager."""

SHAMAN = "Shaman: files are uploaded"
SHARED = "Shared folder: files are copied"

LABELS = 0.4
VALUES = 0.55
"""Parts of the width; the rest is for borders."""

FIXED = "{variable} is set: {url} is used"
ASKED = 'The open file uses the Manager "{name}": {url}'


def draw_preferences(layout: bpy.types.UILayout, preferences: StoredPreferences, context: bpy.types.Context) -> None:
    """Draw the extension's preferences."""
    layout.use_property_split = True
    layout.use_property_decorate = False
    manager_list.draw(layout, preferences, context)
    manager_list.draw_active(layout, preferences, context)
    manager_list.draw_credentials(layout, preferences, context)
    address = user_preferences.typed_url(context)
    if user_preferences.fixed_url():
        message = iface_(FIXED).format(variable=user_preferences.URL_VARIABLE, url=address)
        wrapped_text.wrapped(layout.column(), message, context, icon="INFO")
    elif address != preferences.manager_url:
        message = iface_(ASKED).format(name=user_preferences.asked_manager(context), url=address)
        wrapped_text.wrapped(layout.column(), message, context, icon="INFO")
    if preferences.active is not None or address != preferences.manager_url:
        _draw_address(layout, address, context)
        _draw_manager(layout, context)
    layout.separator()
    layout.prop(preferences, "project_folder")
    layout.prop(preferences, "copies_folder")
    layout.prop(preferences, "keep_sending")
    _draw_jobs(layout, preferences)
    job_files.draw_preferences(layout, preferences)
    maintenance.draw(layout, state.current().maintenance)


def _draw_jobs(layout: bpy.types.UILayout, preferences: StoredPreferences) -> None:
    """Draw the options about jobs on the farm."""
    body = sub_panel.draw(layout, "jobs_options", n_("Jobs"))
    if body is None:
        return
    body.row().prop(preferences, "user_name_from", expand=True)
    if preferences.user_name_from == "OTHER":
        body.prop(preferences, "other_user_name")
    column = body.column(heading="Follow")
    column.prop(preferences, "jobs_in_status_bar")
    column.prop(preferences, "job_notices")
    notices = column.column()
    notices.enabled = preferences.job_notices
    notices.prop(preferences, "desktop_notices")
    sound = notices.column()
    sound.enabled = preferences.desktop_notices
    sound.prop(preferences, "notice_sound")
    body.prop(preferences, "worker_controls")
    header = body.row()
    header.label(text="Paths of the Farm")
    header.operator(FLAMENCO_CLIENT_OT_add_farm_path.bl_idname, text="", icon="ADD")
    for number, pair in enumerate(preferences.farm_paths):
        row = body.row(align=True)
        row.prop(pair, "farm", text="")
        row.prop(pair, "local", text="")
        row.operator(FLAMENCO_CLIENT_OT_remove_farm_path.bl_idname, text="", icon="REMOVE").index = number


def _draw_address(layout: bpy.types.UILayout, address: str, context: bpy.types.Context) -> None:
    url = ""
    try:
        url = manager_url.normalise(address).url
    except manager_url.UrlError as error:
        wrapped_text.wrapped(layout.column(), str(error), context, icon="ERROR" if address else "INFO")
    row = layout.column() if wrapped_text.is_narrow(context) else layout.row()
    row.enabled = bool(url)
    row.operator(FLAMENCO_CLIENT_OT_check_manager.bl_idname, icon="FILE_REFRESH")
    row.operator("wm.url_open", text="Web Interface", icon="URL").url = manager_url.web_url(url, "")
    row.operator("wm.url_open", text="API Explorer", icon="URL").url = manager_url.api_explorer_url(url)


def _draw_manager(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    view = state.current().manager
    if view.checking:
        layout.label(text="Asking the Manager", icon="SORTTIME")
    if view.error:
        wrapped_text.wrapped(layout.column(), view.error.message, context, icon="ERROR")
        if view.error.hint:
            wrapped_text.wrapped(layout.column(), view.error.hint, context, icon="BLANK1")
    if view.info is None:
        return
    box = layout.box()
    if view.from_cache or view.error:
        when = _local_time(str(view.info.get("checked_at", "")))
        box.label(text=iface_("As of {time}").format(time=when), icon="TIME", translate=False)
    column = box.column(align=True)
    for label, value in _facts(view.info).items():
        _draw_fact(column, label, value, context)
    warnings = [str(warning["text"]) for warning in view.info.get("warnings", ())]
    for text in (*warnings, *(notice.text for notice in view.notices)):
        wrapped_text.wrapped(box, text, context, icon="ERROR", spare=wrapped_text.IN_BOX)


def _facts(info: Mapping[str, Any]) -> dict[str, str]:
    """Return the result of Check Manager by label."""
    location = str(info.get("storage_location") or iface_("unknown"))
    if not info.get("shaman_enabled") and not info.get("storage_reachable"):
        location = iface_("{folder} (not reachable from this machine)").format(folder=location)
    status = str(info.get("farm_status") or "unknown")
    return {
        n_("Manager"): str(info.get("name", "")),
        n_("Version"): str(info.get("version", "")),
        n_("Storage"): iface_(SHAMAN if info.get("shaman_enabled") else SHARED),
        n_("Storage Path"): location,
        "Farm Status": iface_(STATUSES.get(status, status)),
        "Job Types": _names([job_type.get("label") or job_type.get("name") for job_type in info["job_types"] or ()]),
        "Worker Tags": _names([tag.get("name") for tag in info.get("tags") or ()]) or iface_("none"),
        **({n_("Proxy"): str(info["proxy"])} if info.get("proxy") else {}),
    }


def _local_time(checked_at: str) -> str:
    try:
        return f"{datetime.fromisoformat(checked_at).astimezone():%Y-%m-%d %H:%M}"
    except ValueError:
        return checked_at


def _names(names: list[Any]) -> str:
    return f"{len(names)}: {', '.join(str(name) for name in names)}" if names else ""


def _draw_fact(layout: bpy.types.UILayout, label: str, value: str, context: bpy.types.Context) -> None:
    split = layout.split(factor=LABELS)
    left = split.row()
    left.alignment = "RIGHT"
    left.label(text=label)
    if wrapped_text.fits(value, wrapped_text.room(context, share=VALUES, icon=False), context):
        split.label(text=value, translate=False)
    else:
        wrapped_text.wrapped(split.column(), value, context, share=VALUES)
