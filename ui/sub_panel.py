"""Sub-panels of the panel that fold, each with its summary in the header."""

from __future__ import annotations

from typing import Any

import bpy


def draw(
    layout: bpy.types.UILayout, name: str, label: str, summary: str = "", *, icon: str = "NONE", closed: bool = True
) -> bpy.types.UILayout | None:
    """Draw the header; return the body if it is unfolded.

    Args:
        layout: Where to draw.
        name: Part of its id, by which Blender remembers whether it is folded.
        label: The heading.
        summary: What the artist needs to know without unfolding it; translated already. An icon shows it always.
        icon: Icon of the summary.
        closed: It is folded at first.
    """
    panel: Any = layout.panel  # its result, (header, body or None), is not in the stubs
    header, body = panel(f"flamenco_client_{name}", default_closed=closed)
    header.label(text=label)
    if summary and (body is None or icon != "NONE"):
        line = header.row()
        line.alignment = "RIGHT"
        line.label(text=summary, icon=icon, translate=False)
    found: bpy.types.UILayout | None = body
    return found
