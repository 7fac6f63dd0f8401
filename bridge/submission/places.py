"""Places in Blender's windows: where the panel is shown, and where a question is asked."""

from __future__ import annotations

from typing import Any

import bpy

from ... import state


def show_output_properties(context: bpy.types.Context) -> bool:
    """Show the Output properties in the window of the context; return False if it has no Properties editor."""
    assert context.window is not None
    for area in context.window.screen.areas:
        if area.type == "PROPERTIES":
            space: Any = area.spaces.active
            space.context = "OUTPUT"
            return True
    return False


def is_panel(context: bpy.types.Context) -> bool:
    """Return whether the click was in an editor that shows the panel, so that the question is seen there."""
    return context.area is not None and context.area.type == "PROPERTIES"


def ask_in_dialog() -> None:
    """Ask in a dialog, once, if the submission was started where its panel may not be seen."""
    view = state.current().submission
    if view.asks and view.dialog and not bpy.app.background:
        view.dialog = False
        ops: Any = bpy.ops
        ops.flamenco_client.show_question("INVOKE_DEFAULT")
