"""Redraw: redraws the editors that show the extension's state."""

from __future__ import annotations

import time

import bpy

from ... import state

SHOWING = {"PROPERTIES": "WINDOW", "PREFERENCES": "WINDOW", "IMAGE_EDITOR": "UI"}
"""Editors that show the extension, and the region that does."""

SOONEST, LATEST = 0.1, 2.0
"""Minimum and maximum seconds between two throttled redraws."""

SHARE = 40
"""Interval of throttled redraws as a multiple of their duration, because drawing blocks Blender."""


def tag_throttled() -> None:
    """Request a redraw for progress, now or by ``flush_throttled``."""
    state.current().redraw.wanted = True
    flush_throttled()


def flush_throttled() -> None:
    """Do a delayed redraw when it is due."""
    view = state.current().redraw
    if view.wanted and time.monotonic() - view.at >= interval(view.takes):
        tag()


def interval(takes: float) -> float:
    """Return the seconds between two throttled redraws, for their duration in seconds."""
    return min(LATEST, max(SOONEST, SHARE * takes))


def turn_begins() -> None:
    """Measure a redraw: the first turn of the timer after it is late by its duration.

    With a graphics card that is a few milliseconds; with software rendering or on a busy machine it is more.
    """
    view = state.current().redraw
    if not view.noticed:
        view.noticed = True
        view.takes = max(0.0, time.monotonic() - view.turn_due, 0.7 * view.takes)


def turn_ends(pause: float) -> float:
    """Record when the next turn is due; return the pause until then in seconds.

    After a redraw request that is at once: Blender draws first, so the turn measures it.
    """
    view = state.current().redraw
    if not view.noticed:
        pause = 0.0
    view.turn_due = time.monotonic() + pause
    return pause


def tag() -> None:
    """Redraw these editors in all windows now, in response to the user."""
    view = state.current().redraw
    view.wanted, view.at, view.noticed = False, time.monotonic(), False
    if bpy.app.background:
        return
    # Nothing else redraws the status bar from a timer; the file and the preferences stay unchanged.
    bpy.msgbus.publish_rna(key=(bpy.types.Window, "view_layer"))
    manager = bpy.context.window_manager
    for window in manager.windows if manager else ():
        for area in window.screen.areas:
            if area.type in SHOWING:
                for region in area.regions:
                    if region.type == SHOWING[area.type]:
                        region.tag_redraw()
