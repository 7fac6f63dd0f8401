"""The session with the helper, and time limits for Blender's thread."""

from __future__ import annotations

import math

import bpy

from ...ipc import session
from .. import user_preferences


def has_timer() -> bool:
    """Return whether Blender's timers run; without a window they do not, and scripts wait."""
    return not bpy.app.background


def time_budget(seconds: float) -> float:
    """Return how long one turn of the timer may work; without a timer there is no limit."""
    return seconds if has_timer() else math.inf


def get() -> session.Session:
    """Return the session; the helper's log and unpacked libraries are in the extension's user folder."""
    link = session.get()
    if not link.user_folder:
        link.user_folder = str(user_preferences.user_folder())
    return link
