"""Who does the work: the session, told where its helper may write; and how Blender's own thread does its part."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING

import bpy

from ...core.errors import ErrorKind, FarmError
from ...core.text import say
from ...ipc import session
from .. import user_preferences

if TYPE_CHECKING:
    from collections.abc import Callable

_log = logging.getLogger(__name__)


def time_budget(seconds: float) -> float:
    """Return how long one turn of the pump may work on something: no limit without a window, where scripts wait."""
    return math.inf if bpy.app.background else seconds


def run_step(step: Callable[[], object], failed: Callable[[FarmError], object]) -> None:
    """Do what the pump was left to do; whatever breaks is told, so that nothing in the panel waits for ever."""
    try:
        step()
    except FarmError as error:
        failed(error)
    except Exception as error:  # noqa: BLE001 - the outcome, whatever it is, has to be drawn
        _log.exception("a step of the pump failed")
        failed(
            FarmError(
                say(
                    "Something went wrong inside Flamenco Client ({doing}: {kind}).",
                    doing=str(error),
                    kind=type(error).__name__,
                ),
                kind=ErrorKind.INTERNAL,
                hint="Report this with Blender's console output; saving the file and opening it again may help",
            )
        )


def get() -> session.Session:
    """Return the session for a request; log and unpacked libraries of its helper go to the extension's user folder."""
    link = session.get()
    if not link.user_folder:
        link.user_folder = str(user_preferences.user_folder())
    return link
