"""Who does the work: the session, told where its worker may write; and for how long Blender's own thread may."""

from __future__ import annotations

import math

import bpy

from .. import preferences, session


def budget(seconds: float) -> float:
    """Return how long one turn of the pump may work on something: no limit without a window, where scripts wait."""
    return math.inf if bpy.app.background else seconds


def worker() -> session.Session:
    """Return the session for a request; log and unpacked libraries of its worker go to the extension's user folder."""
    link = session.get()
    if not link.state_folder:
        link.state_folder = str(preferences.user_folder())
    return link
