"""The files of the job: their part of the panel, and the question before the upload."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import bpy

from .. import state
from ..bridge.runtime.translation import iface_, n_
from ..bridge.scene import property_groups
from ..bridge.submission import job_files
from ..bridge.user_preferences import StoredPreferences
from ..core.progress import Phase
from ..operators import files
from ..operators.fixes import FLAMENCO_CLIENT_OT_fix_finding
from ..operators.submit import FLAMENCO_CLIENT_OT_cancel_submission
from ..state.submission import SubmissionView
from . import file_list, path_list, wrapped_text

WITHOUT_IT = "Continue submits the job without it"
WITHOUT_THEM = "Continue submits the job without them"
QUESTIONS: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "missing": (("1 file is missing", WITHOUT_IT), ("{count} files are missing", WITHOUT_THEM)),
    "unreadable": (("1 file is unreadable", WITHOUT_IT), ("{count} files are unreadable", WITHOUT_THEM)),
    "changed": (
        ("1 file changed while it was read", "Continue uploads its new content"),
        ("{count} files changed while they were read", "Continue uploads their new content"),
    ),
    "elsewhere": (
        ("1 file is not on the farm's storage", "Continue submits the job, but workers may not find the file"),
        ("{count} files are not on the farm's storage", "Continue submits the job, but workers may not find the files"),
    ),
    "large": (
        ("1 file is large", "Continue uploads it anyway"),
        ("{count} files are large", "Continue uploads them anyway"),
    ),
    "outside": (
        ("1 file is outside the project", "Continue uploads it as well"),
        ("{count} files are outside the project", "Continue uploads them as well"),
    ),
    "unsaved": 2 * (("Unsaved changes of images cannot be sent", "Continue renders them as they were last saved"),),
    "remarks": 2 * (("The job may not render as expected", "See the remarks below the list"),),
}
"""Problem, and what Continue does, for one file and for several."""


EXAMPLE = "*.mov; cache/"
FOLDERS = 5
"""Most folders outside of the project that the question names."""


def draw(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """Draw the part "Files": summary, list, excluded and extra files."""
    view = job_files.known()
    panel: Any = layout.panel  # its result, (header, body or None), is not in the stubs
    header, body = panel("flamenco_client_files", default_closed=True)
    header.label(text="Files")
    summary = file_list.summary(view)
    if summary:
        line = header.row()
        line.alignment = "RIGHT"
        line.label(text=summary, icon="ERROR" if view.count("missing", "unreadable") else "NONE", translate=False)
    if body is None:
        return
    listing = state.current().listing
    row = body.row()
    row.enabled = not listing.running
    label = n_("Looking for Files") if listing.running else "List Files"
    row.operator(files.FLAMENCO_CLIENT_OT_list_files.bl_idname, text=label, icon="VIEWZOOM")
    if listing.error:
        wrapped_text.wrapped(body.column(), listing.error.message, context, icon="ERROR")
        wrapped_text.wrapped(body.column(), listing.error.hint, context, icon="BLANK1")
    if view.report and not state.current().submission.asks:  # then the list is drawn with the question
        file_list.draw(body, context, may_exclude=not state.current().submission.running)
        _draw_save_buttons(body)
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


def draw_question(layout: bpy.types.UILayout, view: SubmissionView, numbers: str, context: bpy.types.Context) -> None:
    """Draw the problems, what Continue does, the list, and both buttons.

    Args:
        layout: Where to draw.
        view: The submission that waits for confirmation.
        numbers: Progress of reading the files; "" = unknown.
        context: Blender's context.
    """
    box = layout.box()
    column = box.column(align=True)
    known = job_files.known()
    for number, key in enumerate(key for key in QUESTIONS if key in view.asks):
        count = known.count(key)
        pattern, consequence = QUESTIONS[key][count != 1]
        wrapped_text.wrapped(
            column,
            iface_(pattern).format(count=count),
            context,
            icon="INFO" if number else "ERROR",
            spare=wrapped_text.IN_BOX,
        )
        for folder in known.report.get("outside_folders", ())[:FOLDERS] if key == "outside" else ():
            wrapped_text.wrapped(column, folder, context, icon="BLANK1", spare=wrapped_text.IN_BOX)
        wrapped_text.wrapped(column, consequence, context, icon="BLANK1", spare=wrapped_text.IN_BOX)
    if "unsaved" in view.asks:
        save = box.operator(FLAMENCO_CLIENT_OT_fix_finding.bl_idname, text="Save All Images", icon="FILE_TICK")
        save.fix = "save_images"
    file_list.draw(box, context, may_exclude=False)
    if view.progress is not None and view.progress.phase is Phase.HASHING:
        wrapped_text.wrapped(
            box, f"{iface_(view.progress.text)} ({numbers})", context, icon="SORTTIME", spare=wrapped_text.IN_BOX
        )
    elif known.report.get("new_is_known"):
        new = known.report["counts"].get("new", {"files": 0, "bytes": 0})
        line = "All files are already on the farm"
        if new["files"]:
            line = iface_("New to the farm: {files}").format(files=file_list.amount(new["files"], new["bytes"]))
        wrapped_text.wrapped(box, line, context, icon="EXPORT", spare=wrapped_text.IN_BOX)
    _draw_save_buttons(box)
    row = box.row(align=True)
    row.scale_y = 1.5
    row.operator(files.FLAMENCO_CLIENT_OT_continue_submission.bl_idname, icon="CHECKMARK")
    row.operator(FLAMENCO_CLIENT_OT_cancel_submission.bl_idname, icon="X")


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


def _draw_save_buttons(layout: bpy.types.UILayout) -> None:
    row = layout.row(align=True)
    row.operator(files.FLAMENCO_CLIENT_OT_files_to_text.bl_idname, icon="TEXT")
    row.operator(files.FLAMENCO_CLIENT_OT_save_files.bl_idname, icon="FILE")
