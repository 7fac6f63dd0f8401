"""List of Managers in the preferences, with the results of a search, and credentials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy

from .. import state
from ..bridge.managers import credentials, manager_list
from ..bridge.managers.manager_list import FLAMENCO_CLIENT_PG_manager
from ..bridge.runtime import online_access
from ..bridge.runtime.translation import iface_
from ..bridge.user_preferences import StoredPreferences
from ..farm import manager_url
from ..operators import managers
from ..state.background import WorkStatus
from . import wrapped_text

KEPT = "\u2022" * 8
"""Shown instead of a stored secret."""

TWIN = '"{name}" has the same address'
ROWS = 4
NAMES = 0.4
"""Part of a row's width that names have; the rest is for addresses."""


class FLAMENCO_CLIENT_UL_managers(bpy.types.UIList):
    """The Managers, each with an icon of its last check"""

    bl_idname = "FLAMENCO_CLIENT_UL_managers"

    def draw_item(
        self,
        context: bpy.types.Context,
        layout: bpy.types.UILayout,
        _data: object,
        item: FLAMENCO_CLIENT_PG_manager | None,
        _icon: int | None,
        _active_data: object,
        _active_property: str | None,
        _index: int | None = None,
        _flag: int | None = None,
    ) -> None:
        """Draw icon, name and, greyed out, the note or address."""
        assert item is not None
        is_narrow = wrapped_text.is_narrow(context)
        split = layout if is_narrow else layout.split(factor=NAMES)
        split.prop(item, "name", text="", emboss=False, icon=_check_icon(item.url))  # type: ignore[arg-type] # a name
        if is_narrow:
            return
        address = split.row()
        address.active = False
        address.label(text=item.note or item.url, translate=False)


def _check_icon(url: str) -> str:
    """Return the icon for the last check of the Manager at an address."""
    view = state.current().managers.get(url)
    if view is not None and view.checking:
        return "SORTTIME"
    if view is not None and view.error:
        return "ERROR"
    if view is not None and view.info and not view.from_cache:
        return "CHECKMARK"
    return "INTERNET" if online_access.allowed(url) else "INTERNET_OFFLINE"


def draw(layout: bpy.types.UILayout, preferences: StoredPreferences, context: bpy.types.Context) -> None:
    """Draw the list with its buttons, and the results of a search."""
    row = layout.row()
    row.template_list(
        FLAMENCO_CLIENT_UL_managers.bl_idname, "", preferences, "managers", preferences, "active_manager", rows=ROWS
    )
    buttons = row.column(align=True)
    buttons.operator(managers.FLAMENCO_CLIENT_OT_add_manager.bl_idname, text="", icon="ADD")
    buttons.operator(managers.FLAMENCO_CLIENT_OT_remove_manager.bl_idname, text="", icon="REMOVE")
    buttons.separator()
    buttons.operator(managers.FLAMENCO_CLIENT_OT_find_managers.bl_idname, text="", icon="VIEWZOOM")
    _draw_search(layout, preferences, context)


def draw_active(layout: bpy.types.UILayout, preferences: StoredPreferences, context: bpy.types.Context) -> None:
    """Draw the active Manager's address and note."""
    entry = preferences.active
    if entry is None:
        wrapped_text.wrapped(
            layout.column(), "Add a Manager by its address, or find one on the network", context, icon="INFO"
        )
        return
    layout.prop(entry, "url", placeholder="http://flamenco.local:8080")
    twin = next((other.name for other in preferences.managers if other != entry and other.url == entry.url), "")
    if twin and entry.url:
        wrapped_text.wrapped(layout.column(), iface_(TWIN).format(name=twin), context, icon="INFO")
    layout.prop(entry, "note")


def draw_credentials(layout: bpy.types.UILayout, preferences: StoredPreferences, context: bpy.types.Context) -> None:
    """Draw the credentials for a reverse proxy in front of the active Manager, collapsed at first."""
    entry = preferences.active
    if entry is None:
        return
    panel: Any = layout.panel  # its result, (header, body or None), is not in the stubs
    header, body = panel("flamenco_client_access", default_closed=True)
    header.label(text="Access")
    view = credentials.known(entry.url)
    if body is None:
        return
    column = body.column()
    column.enabled = manager_url.is_address(entry.url)  # credentials are stored by address
    column.prop(entry, "user", placeholder="For a Manager behind a reverse proxy")
    column.prop(entry, "password", placeholder=KEPT if view.has_password else "")
    column.separator()
    column.prop(entry, "header", placeholder="Instead of user and password")
    column.prop(entry, "header_value", placeholder=KEPT if view.has_value else "")
    column.separator()
    column.prop(entry, "ca_file")
    if view.error or view.objection:
        message = str(view.error or view.objection)
        wrapped_text.wrapped(body.column(), message, context, icon="ERROR")
    if view.user or view.has_password or view.header or view.has_value or view.ca_file:
        row = body.row()
        row.alignment = "RIGHT"
        row.operator(managers.FLAMENCO_CLIENT_OT_forget_credentials.bl_idname)


def _draw_search(layout: bpy.types.UILayout, preferences: StoredPreferences, context: bpy.types.Context) -> None:
    search = state.current().search
    if search.status is WorkStatus.IDLE:
        return
    box = layout.box()
    header = box.row()
    if search.running:
        header.label(text="Searching the local network", icon="SORTTIME")
    elif search.found:
        header.label(text="Found on the local network", icon="VIEWZOOM")
    else:
        header.label(text="No Manager was found on the local network", icon="INFO")
    if not search.running:
        header.operator(managers.FLAMENCO_CLIENT_OT_dismiss_search.bl_idname, text="", icon="X", emboss=False)
    if search.error:
        wrapped_text.wrapped(box.column(), str(search.error), context, icon="ERROR", spare=wrapped_text.IN_BOX)
        if not bpy.app.online_access:
            box.operator("extensions.userpref_allow_online", text="Allow Online Access")
    elif not search.running and not search.found:
        hint = "It may be in another network or behind a firewall: add it by its address"
        wrapped_text.wrapped(box.column(), hint, context, icon="BLANK1", spare=wrapped_text.IN_BOX)
    for found in search.found:
        _draw_found(box, found, preferences, context)


def _draw_found(
    layout: bpy.types.UILayout, found: Mapping[str, Any], preferences: StoredPreferences, context: bpy.types.Context
) -> None:
    is_narrow = wrapped_text.is_narrow(context)
    split = layout.split(factor=0.7 if is_narrow else NAMES)
    split.label(text=f"{found['name']} {found['version']}", icon="BLANK1", translate=False)
    row = split.row()
    if not is_narrow:
        address = row.row()
        address.active = False
        address.label(text=found["url"], translate=False)
    button = row.row()
    button.alignment = "RIGHT"
    if {entry.url for entry in preferences.managers}.isdisjoint(found["addresses"]):
        add: Any = button.operator(managers.FLAMENCO_CLIENT_OT_add_manager.bl_idname, text="Add")
        names = {entry.name for entry in preferences.managers}  # another Manager may have the same name
        add.name, add.url = manager_list.unique_name(found["name"], names), found["url"]
    else:
        button.label(text="" if is_narrow else "Added", icon="CHECKMARK")


CLASSES = (FLAMENCO_CLIENT_UL_managers,)
