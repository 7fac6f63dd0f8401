"""The workers of the farm, with controls behind a preference."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import bpy

from ... import state
from ...bridge import user_preferences
from ...bridge.runtime.translation import iface_
from ...operators.workers import FLAMENCO_CLIENT_OT_control_worker
from .. import wrapped_text
from . import words

ICONS: Mapping[str, Any] = {
    "awake": "CHECKMARK",
    "asleep": "SORTTIME",
    "offline": "UNLINKED",
    "error": "ERROR",
    "testing": "CHECKMARK",
}
MOST = 30


def draw(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """Draw a line for each worker; the timer keeps them up to date while they are drawn."""
    view = state.current().jobs
    view.farm_drawn_at = time.monotonic()
    if view.farm_polling.error is not None:
        wrapped_text.wrapped(layout.column(), view.farm_polling.error.message, context, icon="ERROR")
    if not view.farm:
        layout.label(text="Asking the Manager", icon="SORTTIME")
        return
    if not view.farm["workers"]:
        layout.label(text="This farm has no workers", icon="INFO")
    kept = user_preferences.stored(context)
    controls = kept is not None and kept.worker_controls
    for worker in view.farm["workers"][:MOST]:
        _draw_worker(layout, worker, controls=controls)
    more = len(view.farm["workers"]) - MOST
    if more > 0:
        layout.label(text=iface_("and {count} more").format(count=more), icon="BLANK1", translate=False)


def summary() -> str:
    """Return "2 of 5 awake", "" if it is not known."""
    numbers = state.current().jobs.workers
    if not numbers:
        return ""
    return iface_("{count} of {total} awake").format(count=numbers.get("awake", 0), total=numbers["total"])


def _draw_worker(layout: bpy.types.UILayout, worker: Mapping[str, Any], *, controls: bool) -> None:
    row = layout.row(align=True)
    cells = row.split(factor=0.4)
    cells.label(text=worker["name"], icon=ICONS.get(worker["status"], words.UNKNOWN), translate=False)
    text = words.word(worker["status"], words.WORKER_WORDS)
    if worker["task"]:
        text = worker["task"]
    if worker["wanted"]:
        text = iface_("{status}, then {wanted}").format(
            status=text, wanted=words.word(worker["wanted"], words.WORKER_WORDS)
        )
    tags = f" ({', '.join(worker['tags'])})" if worker["tags"] else ""
    cells.label(text=f"{text}{tags}", translate=False)
    if controls:
        _draw_controls(row, worker)


def _draw_controls(row: bpy.types.UILayout, worker: Mapping[str, Any]) -> None:
    actions = [("wake", "PLAY")] if worker["status"] == "asleep" else [("sleep", "PAUSE")]
    if worker["can_restart"]:
        actions.append(("restart", "FILE_REFRESH"))
    for action, icon in actions:
        operator: Any = row.operator(
            FLAMENCO_CLIENT_OT_control_worker.bl_idname,
            text="",
            icon=icon,  # type: ignore[arg-type] # an icon's name
        )
        operator.action, operator.worker_id = action, worker["id"]
