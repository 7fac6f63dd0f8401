"""Text of any length in a column of any width: Blender's labels do not wrap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import bpy

CHARACTER = 7.0
"""Width of a character of the interface's font that most are narrower than, in pixels at a scale of 1."""

MARGIN = 60
"""What a panel's borders, an icon and the scroll bar take, in pixels at a scale of 1."""

ICON = 20
"""What of that an icon takes."""

PARTS = re.compile(r"(?:(?<!\S)(?:\w+:)?[/\\]+)?[^\s/\\]+[/\\]*\s*|[/\\]+\s*|\s+")
"""What stays together in a line: a word; a folder of a path with the slash after it, the first with drive or scheme."""

SHORTEST = 90.0
"""Pixels at a scale of 1 that a line has at least, however narrow the panel is."""

DENSE = 0.85
"""Height of a line of text, of that of a button."""

IN_BOX = 2
"""To spare in a box."""

CORNER = 6
"""To spare in a box with a cross in its corner."""

NARROW = 40
"""Characters below which a region counts as narrow."""


def wrapped(
    layout: bpy.types.UILayout,
    text: str,
    context: bpy.types.Context,
    *,
    icon: str = "NONE",
    share: float = 1.0,
    spare: int = 0,
) -> None:
    """Draw a text as many labels as it needs, close together, the first with the icon; a fixed text is translated.

    Args:
        layout: Where to draw.
        text: The text.
        context: Blender's context.
        icon: Name of an icon.
        share: Part of the region's width that the layout has.
        spare: Characters of a line that something else needs.
    """
    from ..bridge.runtime import translation  # here, since what breaks lines needs no Blender

    text = translation.iface_(text)
    column = layout.column(align=True)
    column.scale_y = DENSE
    width = room(context, share=share, icon=icon != "NONE") - spare * CHARACTER
    for number, line in enumerate(lines(text, max(SHORTEST, width), _pixels(context))):
        shown = icon if number == 0 else ("BLANK1" if icon != "NONE" else "NONE")
        column.label(text=line, icon=shown, translate=False)  # type: ignore[arg-type] # an icon's name, not a literal


def room(context: bpy.types.Context, *, share: float = 1.0, icon: bool = True) -> float:
    """Return how long a line of the region that is drawn can be, in pixels at a scale of 1.

    Args:
        context: Blender's context.
        share: Part of the region's width that the layout has.
        icon: An icon stands before the text.
    """
    assert context.preferences is not None
    scale = context.preferences.system.ui_scale or 1.0  # 0 without a window
    width = context.region.width if context.region else 400
    return (width / scale - (MARGIN if icon else MARGIN - ICON)) * share


def fits(text: str, width: float, context: bpy.types.Context) -> bool:
    """Return whether a text is no longer than this many pixels at a scale of 1."""
    return _pixels(context)(text) <= width


def is_narrow(context: bpy.types.Context) -> bool:
    """Return whether there is room for one thing in a row only."""
    return room(context) < NARROW * CHARACTER


def lines(text: str, width: float, measure: Callable[[str], float] = len) -> list[str]:
    """Break a text into lines; a path is broken at its slashes where that suffices.

    Args:
        text: The text.
        width: How long a line can be.
        measure: Tells how long a text is; in characters unless told otherwise.
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
    """Return how many characters of a line there is room for, 1 at least."""
    end = 1
    while end < len(line) and measure(line[: end + 1]) <= width:
        end += 1
    return end


def _pixels(context: bpy.types.Context) -> Callable[[str], float]:
    """Return what measures a text in the interface's own font, in pixels at a scale of 1."""
    import blf  # here, since what breaks lines needs no Blender

    assert context.preferences is not None
    dimensions: Any = blf.dimensions  # its result is not in the stubs
    font = 0  # the interface's
    blf.size(font, context.preferences.ui_styles[0].widget.points)
    return lambda text: float(dimensions(font, text)[0])


def size(count: float) -> str:
    """Return a number of bytes as people read it: "412 MB"."""
    for unit in ("bytes", "kB", "MB", "GB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit in {"bytes", "kB"} or count >= 10 else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} TB"


def duration(seconds: float) -> str:
    """Return a time left as people read it: "10 s", "3 min", "2 h 5 min"."""
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60} min"
