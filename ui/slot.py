"""Slot: one place of fixed height that says what a click will do, asks, sends, or did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import bpy

from ..bridge.runtime.translation import iface_
from ..operators.look import DETAILS
from . import wrapped_text

LINES = 3
"""Lines of text; further ones are in the pop-over."""
WHOLE = 340.0
"""Width of a line in the pop-over and in the dialog, in pixels at a scale of 1."""
BAR = 1.65
"""Height of the progress bar: that of the two lines that it replaces, relative to one button."""


@dataclass(frozen=True)
class Button:
    """A button of the slot."""

    operator: str
    label: str = ""
    """"" = the operator's own."""
    icon: str = "NONE"
    properties: Mapping[str, Any] = field(default_factory=dict)

    def draw(self, layout: bpy.types.UILayout, *, text: str | None = None, emboss: bool = True) -> None:
        """Draw it, with another text if one is given."""
        label: Any = {"text": self.label if text is None else text} if self.label or text is not None else {}
        icon: Any = self.icon
        properties = layout.operator(self.operator, icon=icon, emboss=emboss, **label)
        for name, value in self.properties.items():
            setattr(properties, name, value)


@dataclass(frozen=True)
class Slot:
    """What the slot shows; texts are translated already."""

    title: str
    icon: str = "NONE"
    lines: tuple[str, ...] = ()
    buttons: tuple[Button, ...] = ()
    progress: float | None = None
    """From 0 to 1; then ``lines[0]`` is the text of the bar."""
    hide: Button | None = None
    """The X, which only hides."""
    toggle: tuple[Any, str, str] | None = None
    """A checkbox beside the buttons: owner, property, label."""
    report: Button | None = None
    """A further button in the pop-over."""
    urgent: bool = False
    """The status bar shows it, too."""


def draw(layout: bpy.types.UILayout, slot: Slot, context: bpy.types.Context) -> None:
    """Draw a slot; it always has the same height: three lines of text, or a bar, and a row of buttons."""
    column = layout.column(align=True)
    shown, cut = _lines(slot, context)
    first = column.row(align=True)
    first.label(text=shown[0], icon=_icon(slot), translate=False)
    if slot.hide is not None:
        slot.hide.draw(first, text="", emboss=False)
    if slot.progress is None:
        for line in shown[1:]:
            row = column.row()
            row.scale_y = wrapped_text.DENSE
            row.label(text=line, icon="BLANK1" if slot.icon != "NONE" else "NONE", translate=False)
    else:
        bar = column.row()
        bar.scale_y = BAR
        bar.progress(factor=slot.progress, text=slot.lines[0] if slot.lines else "", translate=False)
    buttons = column.row(align=True)
    for button in slot.buttons:
        button.draw(buttons)
    if slot.toggle is not None:
        owner, name, label = slot.toggle
        if wrapped_text.is_narrow(context):
            buttons.prop(owner, name, text="", icon="QUIT")
        else:
            buttons.prop(owner, name, text=label)
    if cut or slot.report is not None:
        buttons.popover(panel=DETAILS, text="" if slot.buttons else "Details", icon="DOWNARROW_HLT")
    elif not slot.buttons and slot.toggle is None:
        buttons.label()


def draw_whole(layout: bpy.types.UILayout, slot: Slot, context: bpy.types.Context) -> None:
    """Draw all text of a slot and its buttons, for a pop-over or a dialog, which have their own width."""
    column = layout.column(align=True)
    wrapped_text.wrapped(column, slot.title, context, icon=slot.icon, width=WHOLE)
    for line in slot.lines:
        icon = "BLANK1" if slot.icon != "NONE" else "NONE"
        wrapped_text.wrapped(column, line, context, icon=icon, width=WHOLE)
    if slot.report is not None:
        slot.report.draw(layout)


def draw_brief(layout: bpy.types.UILayout, slot: Slot) -> None:
    """Draw the title, or the bar, in one row: for the status bar."""
    if slot.progress is None:
        layout.label(text=wrapped_text.cut(slot.title, BRIEF), icon=_icon(slot), translate=False)
        return
    bar = layout.row()
    bar.ui_units_x = BRIEF_BAR
    bar.progress(factor=slot.progress, text=f"{slot.progress:.0%}", translate=False)


BRIEF = 48
"""Characters of a title in the status bar."""
BRIEF_BAR = 7
"""Width of the bar there, in units of the interface."""


def _lines(slot: Slot, context: bpy.types.Context) -> tuple[list[str], bool]:
    """Return the lines that fit, and whether there are more."""
    icon = slot.icon != "NONE"
    if slot.progress is not None:
        lines = wrapped_text.broken(slot.title, context, icon=icon)
        return [_marked(lines[0], more=len(lines) > 1)], len(lines) > 1 or len(slot.lines) > 1
    spare = wrapped_text.CORNER if slot.hide is not None else 0
    lines = []
    for text in (slot.title, *slot.lines):
        if len(lines) > LINES:
            break
        lines += wrapped_text.broken(text, context, icon=icon, spare=spare)
    cut = len(lines) > LINES
    shown = lines[:LINES] + [""] * (LINES - len(lines))
    shown[-1] = _marked(shown[-1], more=cut)
    return shown, cut


def _marked(line: str, *, more: bool) -> str:
    return f"{line} ..." if more else line


def _icon(slot: Slot) -> Any:
    return slot.icon


def count_of(one: str, several: str, count: int, **values: Any) -> str:
    """Return a translated text for one or several."""
    return iface_(one if count == 1 else several).format(count=count, **values)
