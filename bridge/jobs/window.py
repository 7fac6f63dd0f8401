"""Where the jobs are shown: the sidebar of Image Editors, and a window of their own."""

from __future__ import annotations

from typing import Any

import bpy

TAB = "Flamenco"
TRIES = 20
PAUSE = 0.1
"""Seconds between two tries: the tab can be chosen only once the sidebar was drawn."""


def show(context: bpy.types.Context) -> None:
    """Show the jobs in a window of their own; one that is there comes to the front."""
    manager = context.window_manager
    assert manager is not None
    for window in list(manager.windows):
        if _is_ours(window) and len(manager.windows) > 1:
            with context.temp_override(window=window):
                bpy.ops.wm.window_close()  # there is no other way to bring it to the front
    before = {window.as_pointer() for window in manager.windows}
    bpy.ops.wm.window_new()
    new = next(window for window in manager.windows if window.as_pointer() not in before)
    area = new.screen.areas[0]
    area.type = "IMAGE_EDITOR"
    _choose_tab(area)


def show_in(area: bpy.types.Area) -> None:
    """Show the jobs in the sidebar of an Image Editor."""
    _choose_tab(area)


def _choose_tab(area: bpy.types.Area) -> None:
    space: Any = area.spaces.active
    space.show_region_ui = True
    pointer, tries = area.as_pointer(), iter(range(TRIES))

    def choose() -> float | None:
        found = next((each for each in _areas() if each.as_pointer() == pointer), None)
        if found is None or next(tries, None) is None:
            return None
        region: Any
        for region in found.regions:
            if region.type == "UI":
                try:
                    region.active_panel_category = TAB
                except AttributeError:
                    return PAUSE
                region.tag_redraw()
        return None

    bpy.app.timers.register(choose, first_interval=PAUSE)


def _areas() -> list[bpy.types.Area]:
    manager = bpy.context.window_manager
    return [area for window in (manager.windows if manager else ()) for area in window.screen.areas]


def _is_ours(window: bpy.types.Window) -> bool:
    areas = window.screen.areas
    if len(areas) != 1 or areas[0].type != "IMAGE_EDITOR" or window.parent is None:
        return False
    return any(region.type == "UI" and region.active_panel_category == TAB for region in areas[0].regions)
