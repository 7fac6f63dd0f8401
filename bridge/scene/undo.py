"""Undo steps for settings changed in the panel.

The form and the menus write into the scene, but belong to the window manager, for which Blender keeps no undo: without
a step of our own the file would not count as changed, and quitting would lose the values without a question.
"""

from __future__ import annotations

import bpy

from ... import state


def remember(what: str) -> None:
    """Note that the user has changed something; the pump makes the step, outside of the setter that runs now."""
    if not bpy.app.background:
        state.current().unpushed = what


def push(context: bpy.types.Context) -> None:
    """Make an undo step for what was noted, if anything was."""
    what, state.current().unpushed = state.current().unpushed, ""
    manager = context.window_manager
    if what and manager is not None and manager.windows:
        with context.temp_override(window=manager.windows[0]):
            bpy.ops.ed.undo_push(message=what)
