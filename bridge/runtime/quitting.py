"""Quitting: whether Blender quits, because only then the helper may continue.

From 5.1 a handler is called before Blender disables the add-ons. In older versions the call stack shows it.
"""

from __future__ import annotations

import sys
from types import FrameType

import bpy

from ... import state


def register() -> None:
    """Add the handler, if Blender has it."""
    if hasattr(bpy.app.handlers, "exit_pre"):
        bpy.app.handlers.exit_pre.append(_note)


def unregister() -> None:
    """Remove the handler."""
    if hasattr(bpy.app.handlers, "exit_pre"):
        bpy.app.handlers.exit_pre.remove(_note)


def is_quitting() -> bool:
    """Return whether Blender quits, rather than only disabling, updating or removing the extension."""
    return state.current().quitting if hasattr(bpy.app.handlers, "exit_pre") else not is_disabled_by_hand()


def is_disabled_by_hand() -> bool:
    """Return whether only this add-on is being disabled; if unknown, Blender is assumed to quit."""
    frame: FrameType | None = sys._getframe()  # noqa: SLF001
    while frame is not None:
        if _is_of_addon_utils(frame, "disable"):
            return frame.f_back is None or not _is_of_addon_utils(frame.f_back, "disable_all")
        frame = frame.f_back
    return False


def _is_of_addon_utils(frame: FrameType, name: str) -> bool:
    return bool(frame.f_code.co_name == name and frame.f_globals.get("__name__") == "addon_utils")


@bpy.app.handlers.persistent  # type: ignore[untyped-decorator]
def _note(*_arguments: object) -> None:
    state.current().quitting = True
