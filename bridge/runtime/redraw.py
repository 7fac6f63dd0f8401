"""Asks Blender to draw again what shows the extension's state."""

from __future__ import annotations

import time

import bpy

from ... import state

SHOWING = frozenset({"PROPERTIES", "PREFERENCES"})
"""Editors in which something of the extension can be seen."""

SOONEST, LATEST = 0.1, 2.0
"""Seconds between two redraws for what only goes on: ten a second are smooth, and nobody waits for longer than two."""

SHARE = 40
"""The time from one such redraw to the next is so many times what one takes: drawing is Blender's time."""


def tag_throttled() -> None:
    """Have drawn again what goes on by itself, now or in a moment: ``flush_throttled`` does."""
    state.current().redraw.wanted = True
    flush_throttled()


def flush_throttled() -> None:
    """Draw again what was put off, when it is time."""
    view = state.current().redraw
    if view.wanted and time.monotonic() - view.at >= interval(view.takes):
        tag()


def interval(takes: float) -> float:
    """Return the seconds from one redraw at leisure to the next, for one that takes so many seconds."""
    return min(LATEST, max(SOONEST, SHARE * takes))


def turn_begins() -> None:
    """Learn what a redraw takes: so much later than it was due comes the first turn of the pump after it.

    With a graphics card that is a few milliseconds; drawn by software, or on a busy machine, it is many.
    """
    view = state.current().redraw
    if not view.noticed:
        view.noticed = True
        view.takes = max(0.0, time.monotonic() - view.turn_due, 0.7 * view.takes)


def turn_ends(pause: float) -> float:
    """Note when the next turn is due; returns the ``pause`` until then, in seconds.

    After a request to draw that is at once: Blender draws first, and so the turn tells what that took.
    """
    view = state.current().redraw
    if not view.noticed:
        pause = 0.0
    view.turn_due = time.monotonic() + pause
    return pause


def tag() -> None:
    """Mark every such editor, in every window, for a redraw; at once, as an answer to what the user does."""
    view = state.current().redraw
    view.wanted, view.at, view.noticed = False, time.monotonic(), False
    if bpy.app.background:
        return
    manager = bpy.context.window_manager
    for window in manager.windows if manager else ():
        for area in window.screen.areas:
            if area.type in SHOWING:
                for region in area.regions:
                    if region.type == "WINDOW":  # headers and tabs show nothing of ours
                        region.tag_redraw()
