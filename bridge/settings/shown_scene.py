"""The scene that form and findings are about: with several windows, that of the panel that was drawn first."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import bpy

from ... import state
from ..runtime import polled_answer, redraw
from ..scene import property_groups


def draw_mark(context: bpy.types.Context) -> str:
    """Note that the panel is drawn; return the name of the scene that another window shows it for, "" if none does."""
    current, scene = state.current(), property_groups.current_scene(context)
    other = _window_of(context, current.drawn_scene)
    if other is not None and other.scene != scene and polled_answer.is_seen(current.drawn_at):
        current.waiting_scene = scene.session_uid
        return other.scene.name
    current.drawn_scene, current.drawn_at = scene.session_uid, time.monotonic()
    return ""


def show(scene: bpy.types.Scene) -> None:
    """Let form and findings be about a scene."""
    current = state.current()
    current.drawn_scene, current.waiting_scene, current.drawn_at = scene.session_uid, 0, time.monotonic()
    redraw.tag()


def show_waiting(context: bpy.types.Context) -> None:
    """Let form and findings be about a scene that waits, once the panel of the other window is hidden."""
    current = state.current()
    if current.waiting_scene and not polled_answer.is_seen(current.drawn_at):
        window = _window_of(context, current.waiting_scene)
        current.waiting_scene = 0
        if window is not None:
            show(window.scene)


def in_context(context: bpy.types.Context) -> contextlib.AbstractContextManager[Any]:
    """Let ``context.scene`` be that scene, for the timer: Blender gives it that of the first window."""
    window = _window_of(context, state.current().drawn_scene)
    if window is None or window.scene == context.scene:
        return contextlib.nullcontext()
    return context.temp_override(window=window)


def is_about(scene: bpy.types.Scene) -> bool:
    """Return whether form and findings are about a scene."""
    return state.current().drawn_scene in {0, scene.session_uid}


def _window_of(context: bpy.types.Context, scene: int) -> bpy.types.Window | None:
    assert context.window_manager is not None
    windows = context.window_manager.windows
    return next((window for window in windows if window.scene.session_uid == scene), None)
