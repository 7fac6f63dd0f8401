"""Text wrapped to the width of a column: Blender's labels do not wrap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import bpy

CHARACTER = 7.0
"""Upper estimate of a character's width in the interface font, in pixels at a scale of 1."""

MARGIN = 60
"""Width of a panel's borders, an icon and the scroll bar, in pixels at a scale of 1."""

TABS = 24
"""Width of the tabs at the edge of a sidebar."""

ICON = 20
"""Width of the icon in it."""

PARTS = re.compile(r"(?:(?<!\S)(?:\w+:)?[/\\]+)?[^\s/\\]+[/\\]*\s*|[/\\]+\s*|\s+")
"""Parts that are not broken: words, and folders of a path with their slash, the first with drive or scheme."""

SHORTEST = 90.0
"""Minimum width of a line, in pixels at a scale of 1."""

DENSE = 0.85
"""Height of a line of text relative to that of a button."""

IN_BOX = 2
"""Characters to spare in a box."""

CORNER = 6
"""Characters to spare in a box with an X in its corner."""

NARROW = 40
"""Number of characters below which a region is narrow."""


def wrapped(
    layout: bpy.types.UILayout,
    text: str,
    context: bpy.types.Context,
    *,
    icon: str = "NONE",
    share: float = 1.0,
    spare: int = 0,
    width: float = 0.0,
) -> None:
    """Draw a text as several labels, the first with the icon; the text is translated.

    Args:
        layout: Where to draw.
        text: The text.
        context: Blender's context.
        icon: Name of an icon.
        share: Part of the region's width that the layout has.
        spare: Characters to leave free in each line.
        width: Width of a line in pixels at a scale of 1, where the region does not tell: in pop-overs and dialogs.
    """
    column = layout.column(align=True)
    column.scale_y = DENSE
    for number, line in enumerate(broken(text, context, icon=icon != "NONE", share=share, spare=spare, width=width)):
        shown = icon if number == 0 else ("BLANK1" if icon != "NONE" else "NONE")
        column.label(text=line, icon=shown, translate=False)  # type: ignore[arg-type] # an icon's name, not a literal


def broken(
    text: str,
    context: bpy.types.Context,
    *,
    icon: bool = False,
    share: float = 1.0,
    spare: int = 0,
    width: float = 0.0,
) -> list[str]:
    """Return the lines of a text in the current region; the text is translated. Arguments as for ``wrapped``."""
    from ..bridge.runtime import translation  # here, because breaking lines needs no Blender

    width = (width or room(context, share=share, icon=icon)) - spare * CHARACTER
    return lines(translation.iface_(text), max(SHORTEST, width), _pixels(context))


def room(context: bpy.types.Context, *, share: float = 1.0, icon: bool = True) -> float:
    """Return the maximum width of a line in the current region, in pixels at a scale of 1.

    Args:
        context: Blender's context.
        share: Part of the region's width that the layout has.
        icon: The text has an icon.
    """
    assert context.preferences is not None
    scale = context.preferences.system.ui_scale or 1.0  # 0 without a window
    width: float = context.region.width if context.region else 400
    if context.region is not None and context.region.type == "UI":
        width -= TABS * scale
    return (width / scale - (MARGIN if icon else MARGIN - ICON)) * share


def fits(text: str, width: float, context: bpy.types.Context) -> bool:
    """Return whether a text fits into a width in pixels at a scale of 1."""
    return _pixels(context)(text) <= width


def is_narrow(context: bpy.types.Context) -> bool:
    """Return whether a row has room for only one item."""
    return room(context) < NARROW * CHARACTER


def lines(text: str, width: float, measure: Callable[[str], float] = len) -> list[str]:
    """Break a text into lines; paths are broken at slashes if possible.

    Args:
        text: The text.
        width: Maximum width of a line.
        measure: Function that returns the width of a text; by default in characters.
    """
    broken: list[str] = []
    for paragraph in text.splitlines():
        if measure(paragraph) <= width:
            broken.append(paragraph.rstrip())
            continue
        line = ""
        for part in PARTS.findall(paragraph):
            if line and measure(line + part.rstrip()) > width:
                broken.append(line.rstrip())
                line = ""
            line += part
            while measure(line.rstrip()) > width and len(line) > 1:
                end = _end(line, width, measure)
                broken.append(line[:end])
                line = line[end:]
        broken.append(line.rstrip())
    return broken


def _end(line: str, width: float, measure: Callable[[str], float]) -> int:
    """Return how many characters of a line fit, at least 1."""
    end = 1
    while end < len(line) and measure(line[: end + 1]) <= width:
        end += 1
    return end


def _pixels(context: bpy.types.Context) -> Callable[[str], float]:
    """Return a function that measures a text in the interface font, in pixels at a scale of 1."""
    import blf  # here, because breaking lines needs no Blender

    assert context.preferences is not None
    dimensions: Any = blf.dimensions  # the stubs have no result
    font = 0  # the interface's
    blf.size(font, context.preferences.ui_styles[0].widget.points)
    return lambda text: float(dimensions(font, text)[0])


def ending(text: str, width: float, context: bpy.types.Context) -> str:
    """Return the end of a path that fits into a width in pixels at a scale of 1: there names differ."""
    measure = _pixels(context)
    if measure(text) <= width:
        return text
    start = max(1, len(text) - int(width / measure(text) * len(text)) + len(DOTS))
    return DOTS + text[start:]


DOTS = "..."


def cut(text: str, most: int) -> str:
    """Return a text of at most ``most`` characters."""
    return text if len(text) <= most else text[: most - 3].rstrip() + "..."


def size(count: float) -> str:
    """Return a readable number of bytes: "412 MB"."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit in {"bytes", "kB"} or count >= 10 else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def duration(seconds: float) -> str:
    """Return a readable duration: "10 s", "3 min", "2 h 5 min"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
