"""Asks Blender to draw again what shows the extension's state."""

from __future__ import annotations

import bpy

SHOWING = frozenset({"PROPERTIES", "PREFERENCES"})
"""Editors in which something of the extension can be seen."""


def tag() -> None:
    """Mark every such editor, in every window, for a redraw."""
    if bpy.app.background:
        return
    manager = bpy.context.window_manager
    for window in manager.windows if manager else ():
        for area in window.screen.areas:
            if area.type in SHOWING:
                area.tag_redraw()
