"""List of files: one line each, the worst first, with details of the selected file below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy

from ..bridge.runtime.translation import iface_, n_
from ..bridge.scene import property_groups
from ..bridge.submission import job_files
from ..operators import files
from ..state.submission import FilesView
from . import wrapped_text

ROWS = 6
MARGIN = 30.0
"""Width of the borders of a list, in pixels at a scale of 1."""
SIZES = 0.78
"""Part of a row's width that is left of the size."""
USERS_SHOWN = 4
REMARKS_SHOWN = 4

ICONS: Mapping[str, Any] = {
    "missing": "ERROR",
    "unreadable": "LOCKED",
    "changed": "FILE_REFRESH",
    "elsewhere": "UNLINKED",
    "large": "DISK_DRIVE",
    "outside": "FOLDER_REDIRECT",
    "shared": "NETWORK_DRIVE",
    "excluded": "HIDE_ON",
    "extra": "ADD",
    "new": "EXPORT",
}
"""Icon of a file's worst state; other files have a plain icon."""

STATES: Mapping[str, str] = {
    "missing": n_("missing"),
    "unreadable": n_("unreadable"),
    "changed": "changed while it was read",
    "elsewhere": "not on the farm's storage",
    "large": n_("large"),
    "outside": "outside the project",
    "shared": "in a shared folder: not uploaded",
    "excluded": n_("excluded"),
    "extra": "added manually",
    "new": "new to the farm",
}


class FLAMENCO_CLIENT_UL_files(bpy.types.UIList):
    """The files of the job, each with an icon of its state"""

    bl_idname = "FLAMENCO_CLIENT_UL_files"

    def draw_item(
        self,
        context: bpy.types.Context,
        layout: bpy.types.UILayout,
        _data: object,
        _item: object,
        _icon: int | None,
        _active_data: object,
        _active_property: str | None,
        index: int | None = None,
        _flag: int | None = None,
    ) -> None:
        """Draw icon, path in the project, and the size if there is room."""
        view = job_files.known()
        if index is None or index >= len(view.entries):
            return
        entry = view.entries[index]
        size = "" if wrapped_text.is_narrow(context) or not entry["size"] else wrapped_text.size(entry["size"])
        row = layout.split(factor=SIZES) if size else layout
        width = wrapped_text.room(context, share=SIZES if size else 1.0) - MARGIN
        name = wrapped_text.ending(_short(entry, view), width, context)
        row.label(text=name, icon=_icon_of(entry), translate=False)
        if size:
            column = row.row()
            column.alignment = "RIGHT"
            column.active = False
            column.label(text=size, translate=False)

    def draw_filter(self, _context: bpy.types.Context, _layout: bpy.types.UILayout) -> None:
        """Draw none: the search is above the list, and goes through all files."""

    def filter_items(  # type: ignore[override] # the stubs have no return value
        self, _context: bpy.types.Context, _data: Any, _property: str
    ) -> tuple[list[int], list[int]]:
        """Show all lines: they were searched already."""
        return [], []


def draw(layout: bpy.types.UILayout, context: bpy.types.Context, *, may_exclude: bool) -> None:
    """Draw the list and the details of the selected file; draw nothing if no files are listed."""
    view = job_files.known()
    window = property_groups.window_properties(context)
    if not view.report:
        return
    column = layout.column()
    column.prop(window, "file_search", text="", icon="VIEWZOOM")
    if view.wanted:
        found = view.search.answer["found"] if view.search.answer else 0
        line = iface_("{shown} of {count} files").format(shown=found, count=view.report["files"])
        column.label(text=line, translate=False)
    if not view.entries or len(window.listed_files) != len(view.entries):
        return  # the timer will add the missing lines
    column.template_list(
        FLAMENCO_CLIENT_UL_files.bl_idname,
        "",
        window,
        "listed_files",
        window,
        "active_file",
        rows=ROWS,
        item_dyntip_propname="tip",
    )
    left_out = view.report.get("left_out", 0)
    if left_out and not view.wanted:
        line = iface_("and {count} more; save the list to see all of them").format(count=left_out)
        wrapped_text.wrapped(column, line, context)
    for remark in view.report.get("remarks", ())[:REMARKS_SHOWN]:
        wrapped_text.wrapped(column, iface_(remark["text"]), context, icon="INFO")
    more = len(view.report.get("remarks", ())) - REMARKS_SHOWN
    if more > 0:
        line = iface_("and {count} more; save the list to see all of them").format(count=more)
        wrapped_text.wrapped(column, line, context, icon="BLANK1")
    if 0 <= window.active_file < len(view.entries):
        _draw_selected(layout, view.entries[window.active_file], context, may_exclude=may_exclude)


def summary(view: FilesView) -> str:
    """Return "2 missing, 42 files, 1.2 GB", "" without a report."""
    if not view.report:
        return ""
    line = amount(view.report["files"], view.report["bytes"])
    lacking = view.count("missing", "unreadable")
    return iface_("{count} missing, {files}").format(files=line, count=lacking) if lacking else line


def amount(count: int, size: int) -> str:
    """Return "42 files, 1.2 GB"."""
    return iface_("1 file, {size}" if count == 1 else "{count} files, {size}").format(
        count=count, size=wrapped_text.size(size)
    )


def _draw_selected(
    layout: bpy.types.UILayout, entry: Mapping[str, Any], context: bpy.types.Context, *, may_exclude: bool
) -> None:
    """Draw the complete path, the states and the users of the file."""
    box = layout.box().column(align=True)
    row = box.row()
    path = row.column(align=True)
    wrapped_text.wrapped(path, str(entry["path"]), context, icon=_icon_of(entry), spare=wrapped_text.CORNER)
    excluded = "excluded" in entry["states"]
    own = pattern(entry, job_files.known().report["project"])
    if may_exclude and (not excluded or entry["why"] == own):  # a wider pattern is changed in its field
        button = row.operator(
            files.FLAMENCO_CLIENT_OT_exclude_file.bl_idname,
            text="",
            icon="HIDE_ON" if excluded else "HIDE_OFF",
            emboss=False,
        )
        button.pattern, button.include = own, excluded
    reasons = [iface_(STATES.get(state, state)) for state in entry["states"]]
    if entry["why"] and "excluded" in entry["states"]:
        reasons = [iface_("excluded by {pattern}").format(pattern=entry["why"])]
    elif entry["why"]:
        reasons[0] = iface_(entry["why"])  # more precise than the state
    if reasons:
        wrapped_text.wrapped(box, ", ".join(reasons), context, icon="BLANK1", spare=2 * wrapped_text.IN_BOX)
    for user in entry["users"][:USERS_SHOWN]:
        wrapped_text.wrapped(
            box,
            iface_("Used by {user}").format(user=_user(user)),
            context,
            icon="BLANK1",
            spare=2 * wrapped_text.IN_BOX,
        )
    more = len(entry["users"][USERS_SHOWN:]) + entry["more_users"]
    if more:
        line = iface_("and {count} more").format(count=more)
        wrapped_text.wrapped(box, line, context, icon="BLANK1", spare=2 * wrapped_text.IN_BOX)


def _user(user: str) -> str:
    """Return 'Image "wood"' with Blender's own word for the kind of data-block."""
    kind, quote, rest = iface_(user).partition(' "')
    return f"{iface_(kind)}{quote}{rest}"


def pattern(entry: Mapping[str, Any], project: str) -> str:
    """Return the pattern that excludes only this file: its path in the project, or its complete path."""
    path = str(entry["path"]).replace("\\", "/")
    folder = project.replace("\\", "/").rstrip("/") + "/"
    inside = path.removeprefix(folder)
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in inside)


def _short(entry: Mapping[str, Any], view: FilesView) -> str:
    path, project = str(entry["path"]), str(view.report["project"])
    return path.removeprefix(project).lstrip("/\\") if path.startswith(project) else path


def _icon_of(entry: Mapping[str, Any]) -> Any:
    return ICONS.get(entry["states"][0], "FILE") if entry["states"] else "FILE"


CLASSES = (FLAMENCO_CLIENT_UL_files,)
