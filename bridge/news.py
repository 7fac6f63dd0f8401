"""What became of submissions that this Blender did not watch to their end, and those of which nobody knows."""

from __future__ import annotations

import contextlib

import bpy

from .. import preferences
from ..farm.errors import Cancelled, FarmError
from . import working


def seen(submission_id: str) -> None:
    """Tell the worker that the outcome of a submission has got through: no other Blender needs to show it."""
    arguments = {"state_folder": str(preferences.user_folder()), "submission_id": submission_id}
    if bpy.app.background:  # nothing pumps
        with contextlib.suppress(FarmError, Cancelled):
            working.worker().run("seen", arguments)
    else:
        working.worker().request("seen", arguments)
