"""The session with the helper, told where the helper may write; and how long Blender's own thread may work."""

from __future__ import annotations

import math

import bpy

from ...ipc import session
from .. import user_preferences


def has_timer() -> bool:
    """Return whether Blender's timers turn; without a window they do not, and scripts wait."""
    return not bpy.app.background


def time_budget(seconds: float) -> float:
    """Return how long one turn of the timer may work on something; no limit where scripts wait."""
    return seconds if has_timer() else math.inf


def get() -> session.Session:
    """Return the session for a request; log and unpacked libraries of its helper go to the extension's user folder."""
    link = session.get()
    if not link.user_folder:
        link.user_folder = str(user_preferences.user_folder())
    return link
