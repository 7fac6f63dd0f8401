"""The open .blend and its libraries as they were when opened or saved here: others may have saved them since."""

from __future__ import annotations

import os
from typing import Any

import bpy

from ... import state
from ...core.sliced_work import Steps

AT_ONCE = 10
"""Libraries that are looked at in one turn of the timer."""


def is_changed() -> bool:
    """Return whether the .blend on the disk is not that which was opened or saved here; False = unknown."""
    return _differs(_main())


def changed_libraries() -> Steps[list[str]]:
    """Return the libraries that are others than those that were opened here, in steps: a look at the disk for each."""
    changed = []
    for number, path in enumerate(_libraries(), start=1):
        if _differs(path):
            changed.append(path)
        if number % AT_ONCE == 0:
            yield
    return changed


def _main() -> str:
    return os.path.normpath(bpy.data.filepath)


def _libraries() -> list[str]:
    """Return the libraries whose files are read again when the .blend is opened."""
    own = [each for each in bpy.data.libraries if not each.packed_file and not getattr(each, "is_archive", False)]
    return sorted({os.path.normpath(bpy.path.abspath(each.filepath)) for each in own})


def _differs(path: str) -> bool:
    known, now = state.current().opened.get(path), _on_disk(path)
    return known is not None and now is not None and known != now


def _on_disk(path: str) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except (OSError, ValueError):
        return None
    return found.st_size, found.st_mtime_ns


def _note(path: str) -> None:
    found = _on_disk(path) if path else None
    if found is not None:
        state.current().opened[path] = found


def _opened(*_arguments: object) -> None:
    state.current().opened = {}
    for path in (_main(), *_libraries()):
        _note(path)


def _saved(path: object = "", *_arguments: object) -> None:
    """Note the file, unless only a copy of it was saved."""
    if not isinstance(path, str) or not path or os.path.normpath(path) == _main():
        _note(_main())


def _linked(found: Any, *_arguments: object) -> None:
    """Note libraries that were linked or reloaded."""
    again = {item.source_library.filepath for item in found.import_items if item.source_library is not None}
    again = {os.path.normpath(bpy.path.abspath(path)) for path in again}
    for path in _libraries():
        if path in again or path not in state.current().opened:
            _note(path)


_HANDLERS: tuple[tuple[Any, Any], ...] = (
    (bpy.app.handlers.load_post, bpy.app.handlers.persistent(_opened)),
    (bpy.app.handlers.save_post, bpy.app.handlers.persistent(_saved)),
    (getattr(bpy.app.handlers, "blend_import_post", []), bpy.app.handlers.persistent(_linked)),  # from 4.3 on
)


def register() -> None:
    """Begin to note files; that which is open now may be unknown."""
    for handlers, handler in _HANDLERS:
        handlers.append(handler)


def unregister() -> None:
    """Stop it."""
    for handlers, handler in _HANDLERS:
        handlers.remove(handler)
