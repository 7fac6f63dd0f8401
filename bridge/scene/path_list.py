"""Lists of paths: extra files and shared folders."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import bpy

RELATIVE: Any = {"PATH_SUPPORTS_BLEND_RELATIVE"} if bpy.app.version >= (4, 5, 0) else set()
"""From 4.5, a property must declare that its path may begin with //."""


class FLAMENCO_CLIENT_PG_path(bpy.types.PropertyGroup):
    """A file or folder."""

    if TYPE_CHECKING:
        path: str
    else:
        path: bpy.props.StringProperty(
            name="Path",
            description="File or folder; // stands for the folder of the .blend file",
            subtype="FILE_PATH",
            options=RELATIVE,
        )


def add(entries: Any, path: str) -> bool:
    """Add a path to a collection; return False if it is already there."""
    if any(entry.path == path for entry in entries):
        return False
    entries.add().path = path
    return True


def remove(entries: Any, index: int) -> int:
    """Remove an entry; return the new active index."""
    if 0 <= index < len(entries):
        entries.remove(index)
    return max(0, min(index, len(entries) - 1))
