"""Undo steps for settings changed in the panel.

The form and the menus write to the scene but belong to the window manager, which has no undo: without an explicit
step the file would not be marked as changed, and quitting would lose the values without asking.
"""

from __future__ import annotations

import bpy

from ... import state


def remember(what: str) -> None:
    """Record that the user has changed something; the timer pushes the undo step, outside of the running setter."""
    if not bpy.app.background:
        state.current().unpushed = what


def push(context: bpy.types.Context) -> None:
    """Push an undo step for a recorded change, if any."""
    what, state.current().unpushed = state.current().unpushed, ""
    manager = context.window_manager
    if what and manager is not None and manager.windows:
        with context.temp_override(window=manager.windows[0]):
            bpy.ops.ed.undo_push(message=what)
