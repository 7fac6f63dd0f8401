"""The extension's two property groups, typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import bpy

    from ...properties import FLAMENCO_CLIENT_PG_job, FLAMENCO_CLIENT_PG_window

NAME = "flamenco_client"
"""The one name that the extension adds to Scene and to WindowManager."""


def job(scene: bpy.types.Scene) -> FLAMENCO_CLIENT_PG_job:
    """Return the job properties of a scene."""
    group: FLAMENCO_CLIENT_PG_job = getattr(scene, NAME)
    return group


def window(context: bpy.types.Context) -> FLAMENCO_CLIENT_PG_window:
    """Return what this Blender shows."""
    group: FLAMENCO_CLIENT_PG_window = getattr(context.window_manager, NAME)
    return group


def current_scene(context: bpy.types.Context) -> bpy.types.Scene:
    """Return the scene that the interface shows."""
    assert context.scene is not None
    return context.scene
