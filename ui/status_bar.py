"""The status bar: what runs, asks or failed, in every workspace, with a button that leads there."""

from __future__ import annotations

import bpy

from .. import state
from ..bridge import user_preferences
from ..bridge.runtime.translation import iface_
from ..jobs import listing
from ..operators.job_views import FLAMENCO_CLIENT_OT_show_jobs
from ..operators.look import FLAMENCO_CLIENT_OT_look
from . import current_slot, slot, wrapped_text
from .jobs import words


def _draw(self: bpy.types.Header, context: bpy.types.Context) -> None:
    if self.layout is None:
        return
    urgent = next((each for each in current_slot.happening(context) if each.urgent), None)
    own = _own_jobs(context) if urgent is None else None
    if urgent is None and own is None:
        return
    row = self.layout.row(align=True)
    row.label(text="Flamenco")
    if urgent is not None:
        slot.draw_brief(row, urgent)
        row.operator(FLAMENCO_CLIENT_OT_look.bl_idname)
    elif own is not None:
        slot.draw_brief(row, own)
        row.operator(FLAMENCO_CLIENT_OT_show_jobs.bl_idname, text="Jobs")


def _own_jobs(context: bpy.types.Context) -> slot.Slot | None:
    """Return the user's unfinished jobs: "shot_010 48 %, 12 min left", or a sum of several."""
    kept = user_preferences.stored(context)
    rows = listing.own_unfinished(state.current().jobs.rows) if kept is not None and kept.jobs_in_status_bar else []
    if not rows:
        return None
    done, total = (sum(row[name] for row in rows) for name in ("steps_done", "steps_total"))
    left = max((row["left"] or 0.0 for row in rows), default=0.0)
    text = rows[0]["name"] if len(rows) == 1 else iface_("{count} jobs").format(count=len(rows))
    if total:
        text += f" {done / total:.0%}"
    if left:
        text += ", " + iface_("{time} left").format(time=wrapped_text.duration(left))
    elif len(rows) == 1:
        text += f", {words.state_of(rows[0])}"
    return slot.Slot(text, "RENDER_ANIMATION")


def register() -> None:
    """Add the entry."""
    bpy.types.STATUSBAR_HT_header.append(_draw)


def unregister() -> None:
    """Remove the entry."""
    bpy.types.STATUSBAR_HT_header.remove(_draw)
