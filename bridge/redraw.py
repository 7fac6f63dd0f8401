"""Asks Blender to draw again what shows the extension's state."""

from __future__ import annotations

import time

import bpy

from ..state import shown

SHOWING = frozenset({"PROPERTIES", "PREFERENCES"})
"""Editors in which something of the extension can be seen."""

EVERY = 1.0
"""Seconds between two redraws for what only goes on: a redraw may take long, and it is Blender's time."""


def tag_at_leisure() -> None:
    """Have drawn again what goes on by itself, now or in a moment: ``catch_up`` does."""
    shown().redraw_wanted = True
    catch_up()


def catch_up() -> None:
    """Draw again what was put off, when it is time."""
    state = shown()
    if state.redraw_wanted and time.monotonic() - state.redrawn_at >= EVERY:
        tag()


def tag() -> None:
    """Mark every such editor, in every window, for a redraw."""
    state = shown()
    state.redraw_wanted, state.redrawn_at = False, time.monotonic()
    if bpy.app.background:
        return
    manager = bpy.context.window_manager
    for window in manager.windows if manager else ():
        for area in window.screen.areas:
            if area.type in SHOWING:
                area.tag_redraw()
