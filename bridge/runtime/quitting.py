"""Whether Blender is quitting: only then may the helper finish what it is doing.

From 5.1 on Blender says so before it disables the add-ons. Older ones are asked who calls.
"""

from __future__ import annotations

import sys
from types import FrameType

import bpy

from ... import state


def register() -> None:
    """Be told when Blender quits, where it tells."""
    if hasattr(bpy.app.handlers, "exit_pre"):
        bpy.app.handlers.exit_pre.append(_note)


def unregister() -> None:
    """Be told no longer."""
    if hasattr(bpy.app.handlers, "exit_pre"):
        bpy.app.handlers.exit_pre.remove(_note)


def is_quitting() -> bool:
    """Return whether Blender quits, and the extension is not just being disabled, updated or removed."""
    return state.current().quitting if hasattr(bpy.app.handlers, "exit_pre") else not is_disabled_by_hand()


def is_disabled_by_hand() -> bool:
    """Return whether a call comes from the disabling of this add-on alone; what is not known is taken for the end."""
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
