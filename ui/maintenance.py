"""The part of the preferences with the sizes of the files on this computer, and the bug report."""

from __future__ import annotations

import time
from typing import Any

import bpy

from ..bridge.runtime.translation import iface_, n_
from ..operators.maintenance import (
    FLAMENCO_CLIENT_OT_clear_caches,
    FLAMENCO_CLIENT_OT_clear_copies,
    FLAMENCO_CLIENT_OT_copy_report,
)
from ..state.maintenance import MaintenanceView
from . import wrapped_text

KINDS = {
    "checksums": n_("Checksums"),
    "rewritten": n_("Rewritten Files"),
    "copies": n_("Temporary Copies"),
    "job_copies": n_("Copies beside Your Files"),
    "lists": n_("Lists of Files"),
    "managers": n_("Managers"),
    "libraries": n_("Libraries"),
    "records": n_("Submissions"),
    "jobs": n_("Images and Logs of Jobs"),
    "log": n_("Log"),
}
"""Label of each kind of files that ``submission.maintenance`` measures."""


def draw(layout: bpy.types.UILayout, view: MaintenanceView) -> None:
    """Draw sizes and buttons; the timer updates the sizes while they are visible."""
    panel: Any = layout.panel  # its result, (header, body or None), is not in the stubs
    header, body = panel("flamenco_client_upkeep", default_closed=True)
    header.label(text="Files on This Computer")
    if body is None:
        return
    view.drawn_at = time.monotonic()
    column = body.column(align=True)
    for name, label in KINDS.items():
        found = view.kinds.get(name)
        split = column.split(factor=0.4)
        left = split.row()
        left.alignment = "RIGHT"
        left.label(text=label)
        split.label(text=wrapped_text.size(found["bytes"]) if found else iface_("Calculating"), translate=False)
    row = body.row()
    row.operator(FLAMENCO_CLIENT_OT_clear_caches.bl_idname, icon="TRASH")
    row.operator(FLAMENCO_CLIENT_OT_copy_report.bl_idname, icon="COPYDOWN")
    body.operator(FLAMENCO_CLIENT_OT_clear_copies.bl_idname, icon="DUPLICATE")
    if view.copies_cleared:
        wrapped_text.wrapped(body, view.copies_cleared, bpy.context, icon="INFO")
