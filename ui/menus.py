"""The entry in Blender's Render menu."""

from __future__ import annotations

import bpy

from ..bridge.settings import shown_scene
from ..operators.submit import FLAMENCO_CLIENT_OT_submit_job


def _draw(self: bpy.types.Menu, context: bpy.types.Context) -> None:
    assert self.layout is not None
    shown_scene.draw_mark(context)  # the timer then updates what a click would submit
    self.layout.separator()
    self.layout.operator(FLAMENCO_CLIENT_OT_submit_job.bl_idname, text="Submit to Flamenco", icon="RENDER_ANIMATION")


def register() -> None:
    """Add the entry."""
    bpy.types.TOPBAR_MT_render.append(_draw)


def unregister() -> None:
    """Remove the entry."""
    bpy.types.TOPBAR_MT_render.remove(_draw)
