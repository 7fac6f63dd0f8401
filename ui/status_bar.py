"""The status bar: what runs, asks or failed, in every workspace, with a button that leads there."""

from __future__ import annotations

import bpy

from ..operators.look import FLAMENCO_CLIENT_OT_look
from . import current_slot, slot


def _draw(self: bpy.types.Header, context: bpy.types.Context) -> None:
    urgent = next((each for each in current_slot.happening(context) if each.urgent), None)
    if urgent is None or self.layout is None:
        return
    row = self.layout.row(align=True)
    row.label(text="Flamenco")
    slot.draw_brief(row, urgent)
    row.operator(FLAMENCO_CLIENT_OT_look.bl_idname)


def register() -> None:
    """Add the entry."""
    bpy.types.STATUSBAR_HT_header.append(_draw)


def unregister() -> None:
    """Remove the entry."""
    bpy.types.STATUSBAR_HT_header.remove(_draw)
