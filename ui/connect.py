"""First contact: an address field, Find and Connect in the panel, while no Manager is known."""

from __future__ import annotations

from typing import Any

import bpy

from .. import state
from ..bridge import user_preferences
from ..bridge.managers import manager_list
from ..bridge.scene import property_groups
from ..operators.managers import FLAMENCO_CLIENT_OT_connect, FLAMENCO_CLIENT_OT_find_managers
from ..state.background import WorkStatus
from . import wrapped_text

EXAMPLE = "http://flamenco.local:8080"
SHOWN = 5
"""Most found Managers that the panel lists; the preferences have all."""


def is_needed(context: bpy.types.Context) -> bool:
    """Return whether no Manager was ever entered, found or reached."""
    kept = user_preferences.stored(context)
    return (
        kept is not None
        and not user_preferences.fixed_url()
        and not state.current().manager.info
        and not user_preferences.asked_manager(context)
        and all(manager_list.is_invented(entry) for entry in kept.managers)
    )


def draw(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """Draw the field, both buttons, and what a search has found."""
    column = layout.column(align=True)
    window = property_groups.window_properties(context)
    column.prop(window, "address", text="", placeholder=EXAMPLE)
    row = column.row(align=True)
    search = state.current().search
    find = row.row(align=True)
    find.operator(
        FLAMENCO_CLIENT_OT_find_managers.bl_idname, text="Searching" if search.running else "Find", icon="VIEWZOOM"
    )
    connect: Any = row.operator(FLAMENCO_CLIENT_OT_connect.bl_idname, icon="LINKED")
    connect.url = window.address
    if not bpy.app.online_access:
        wrapped_text.wrapped(layout.column(), "Online access is disabled in Blender", context, icon="INTERNET_OFFLINE")
        layout.operator("extensions.userpref_allow_online", text="Allow Online Access")
    for found in search.found[:SHOWN]:
        use: Any = layout.operator(
            FLAMENCO_CLIENT_OT_connect.bl_idname, text=f"{found['name']} {found['version']}", icon="NETWORK_DRIVE"
        )
        use.url, use.name = found["url"], found["name"]
    if search.status is WorkStatus.DONE and not search.found:
        text = "No Manager was found on the local network: enter its address"
        wrapped_text.wrapped(layout.column(), text, context, icon="INFO")
    elif search.error is not None and bpy.app.online_access:
        wrapped_text.wrapped(layout.column(), str(search.error), context, icon="ERROR")
