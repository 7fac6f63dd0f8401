"""Text of any length in a column of any width: Blender's labels do not wrap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import bpy

CHARACTER = 7.0
"""Average width of a character of the interface's font, in pixels at a scale of 1."""

MARGIN = 60
"""What a panel's borders, an icon and the scroll bar take, in pixels at a scale of 1."""

PARTS = re.compile(r"(?:(?<!\S)(?:\w+:)?[/\\]+)?[^\s/\\]+[/\\]*\s*|[/\\]+\s*|\s+")
"""What stays together in a line: a word; a folder of a path with the slash after it, the first with drive or scheme."""

SHORTEST = 16
"""Characters that a line has at least, however narrow the panel is."""

DENSE = 0.85
"""Height of a line of text, of that of a button."""

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
    from ..bridge import wording  # here, since what breaks lines needs no Blender

    text = wording.drawn(text)
    column = layout.column(align=True)
    column.scale_y = DENSE
    for number, line in enumerate(lines(text, max(SHORTEST, int(characters(context) * share) - spare))):
        shown = icon if number == 0 else ("BLANK1" if icon != "NONE" else "NONE")
        column.label(text=line, icon=shown, translate=False)  # type: ignore[arg-type] # an icon's name, not a literal


def characters(context: bpy.types.Context) -> int:
    """Return how many characters fit into a line of the region that is drawn."""
    assert context.preferences is not None
    scale = context.preferences.system.ui_scale or 1.0  # 0 without a window
    width = context.region.width if context.region else 400
    return max(SHORTEST, int((width / scale - MARGIN) / CHARACTER))


def is_narrow(context: bpy.types.Context) -> bool:
    """Return whether there is room for one thing in a row only."""
    return characters(context) < NARROW


def lines(text: str, width: int) -> list[str]:
    """Break a text into lines of at most ``width`` characters; a path is broken at its slashes where that suffices."""
    broken: list[str] = []
    for paragraph in text.splitlines():
        line = ""
        for part in PARTS.findall(paragraph):
            if line and len(line) + len(part.rstrip()) > width:
                broken.append(line.rstrip())
                line = ""
            line += part
            while len(line.rstrip()) > width:
                broken.append(line[:width])
                line = line[width:]
        broken.append(line.rstrip())
    return broken


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
