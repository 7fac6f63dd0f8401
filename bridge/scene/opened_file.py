"""The open .blend as it was on the disk when it was opened or saved here: another Blender may have saved it since."""

from __future__ import annotations

import os
from typing import Any

import bpy

from ... import state


def is_changed() -> bool:
    """Return whether the file on the disk is another one than that which was opened or saved here; False = unknown."""
    known = state.current().opened
    now = _on_disk()
    return known is not None and now is not None and known[0] == now[0] and known != now


def _on_disk() -> tuple[str, int, int] | None:
    path = bpy.data.filepath
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return path, found.st_size, found.st_mtime_ns


def _opened(*_arguments: object) -> None:
    state.current().opened = _on_disk()


def _saved(path: object = "", *_arguments: object) -> None:
    """Note the file, unless only a copy of it was saved."""
    if not isinstance(path, str) or not path or os.path.normpath(path) == os.path.normpath(bpy.data.filepath):
        state.current().opened = _on_disk()


_HANDLERS: tuple[tuple[Any, Any], ...] = (
    (bpy.app.handlers.load_post, bpy.app.handlers.persistent(_opened)),
    (bpy.app.handlers.save_post, bpy.app.handlers.persistent(_saved)),
)


def register() -> None:
    """Begin to note files; that which is open now may be unknown."""
    for handlers, handler in _HANDLERS:
        handlers.append(handler)


def unregister() -> None:
    """Stop it."""
    for handlers, handler in _HANDLERS:
        handlers.remove(handler)
