"""Lists of paths with buttons to add and remove entries: extra files and shared folders."""

from __future__ import annotations

from typing import Any

import bpy

from ..bridge.scene.path_list import FLAMENCO_CLIENT_PG_path

ROWS = 2


class FLAMENCO_CLIENT_UL_paths(bpy.types.UIList):
    """Files and folders, with editable paths"""

    bl_idname = "FLAMENCO_CLIENT_UL_paths"

    def draw_item(
        self,
        _context: bpy.types.Context,
        layout: bpy.types.UILayout,
        _data: object,
        item: FLAMENCO_CLIENT_PG_path | None,
        _icon: int | None,
        _active_data: object,
        _active_property: str | None,
        _index: int | None = None,
        _flag: int | None = None,
    ) -> None:
        """Draw the path."""
        assert item is not None
        layout.prop(item, "path", text="", emboss=False)


def draw(layout: bpy.types.UILayout, owner: Any, paths: str, active: str, *, add: str, remove: str) -> None:
    """Draw a list with its buttons.

    Args:
        layout: Where to draw.
        owner: Owner of the properties.
        paths: Name of the collection.
        active: Name of the property with the selected index.
        add: Operator that adds.
        remove: Operator that removes the selected entry.
    """
    row = layout.row()
    row.template_list(FLAMENCO_CLIENT_UL_paths.bl_idname, paths, owner, paths, owner, active, rows=ROWS)
    buttons = row.column(align=True)
    buttons.operator(add, text="", icon="ADD")
    buttons.operator(remove, text="", icon="REMOVE")


CLASSES = (FLAMENCO_CLIENT_UL_paths,)
