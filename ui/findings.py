"""Findings of the job: the worst one below the slot, all of them in a pop-over, each with a button for the fix."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

import bpy

from .. import state
from ..bridge.runtime.translation import iface_, n_
from ..core.finding import Finding, Severity
from ..operators.check_manager import FLAMENCO_CLIENT_OT_check_manager
from ..operators.fixes import FLAMENCO_CLIENT_OT_fix_finding
from . import wrapped_text

ICONS: dict[Severity, Any] = {Severity.ERROR: "CANCEL", Severity.WARNING: "ERROR", Severity.REMARK: "INFO"}
"""Blender's own icon for errors is called CANCEL, the one for warnings ERROR."""

LINES = 8
"""Maximum number of listed findings; the others are counted."""


HEIGHT = 2
"""Lines of the worst finding in the panel."""

FIXED = 1.0
"""Seconds for which "Fixed" stands in its place."""

BUTTON = 14
"""Width of the button beside a line, in characters."""

UNITS = 24
"""Width of the pop-over, in units of the interface."""

TEXT = 330.0
"""Width of its lines beside a button, in pixels at a scale of 1."""

ARROW = 4
"""Width of the arrow to the pop-over."""


class Button(NamedTuple):
    """The button of a fix."""

    label: str
    operator: str = FLAMENCO_CLIENT_OT_fix_finding.bl_idname


BUTTONS = {
    "save": Button(n_("Save"), "wm.save_mainfile"),
    "check": Button(n_("Check"), FLAMENCO_CLIENT_OT_check_manager.bl_idname),
}
"""Fixes that do not change the scene; all others have the label "Fix"."""


def draw(layout: bpy.types.UILayout, findings: tuple[Finding, ...], context: bpy.types.Context) -> None:
    """Draw the worst finding in a part of fixed height, with its button, and a pop-over with all of them."""
    row = layout.row(align=True)
    column = row.column(align=True)
    if not findings or was_fixed():
        text = "Fixed" if was_fixed() else "No problems found"
        _draw_lines(column, [iface_(text)], "CHECKMARK")
        return
    worst, more = findings[0], len(findings) - 1
    lines = wrapped_text.broken(worst.text, context, icon=True, spare=BUTTON if worst.fix else ARROW)
    if more and len(lines) <= HEIGHT - 1:
        lines.append(iface_("and {count} more").format(count=more))
    cut = len(lines) > HEIGHT
    if cut:
        lines[HEIGHT - 1] += " ..."
    _draw_lines(column, lines[:HEIGHT], ICONS[worst.severity])
    side = row.row(align=True)
    side.alignment = "RIGHT"
    _draw_fix(side, worst)
    if more or cut:
        side.popover(panel=FLAMENCO_CLIENT_PT_problems.bl_idname, text="", icon="DOWNARROW_HLT")


def was_fixed() -> bool:
    """Return whether a problem was fixed just now: the next one does not come below the pointer at once."""
    return time.monotonic() - state.current().preflight.fixed_at < FIXED


def _draw_lines(column: bpy.types.UILayout, lines: list[str], icon: Any) -> None:
    column.scale_y = wrapped_text.DENSE
    for number, line in enumerate([*lines, *[""] * (HEIGHT - len(lines))]):
        column.label(text=line, icon=icon if number == 0 else "BLANK1", translate=False)


class FLAMENCO_CLIENT_PT_problems(bpy.types.Panel):
    """All problems of the job"""

    bl_idname = "FLAMENCO_CLIENT_PT_problems"
    bl_label = "Problems"
    bl_space_type = "TOPBAR"
    bl_region_type = "HEADER"
    bl_options = {"INSTANCED"}
    bl_ui_units_x = UNITS

    def draw(self, context: bpy.types.Context) -> None:
        """Draw all findings, each with its button."""
        assert self.layout is not None
        draw_all(self.layout, state.current().preflight.findings, context)


def draw_all(layout: bpy.types.UILayout, findings: tuple[Finding, ...], context: bpy.types.Context) -> None:
    """Draw the findings below a headline."""
    if not findings:
        return
    column = layout.column()
    column.label(text=headline(findings), icon=ICONS[findings[0].severity], translate=False)
    for finding in findings[:LINES]:
        row = column.row()
        line = iface_(finding.text)
        wrapped_text.wrapped(row.column(), line, context, icon=ICONS[finding.severity], width=TEXT)
        side = row.column()
        side.alignment = "RIGHT"
        _draw_fix(side, finding)
    if len(findings) > LINES:
        more = iface_("and {count} more").format(count=len(findings) - LINES)
        column.label(text=more, icon="BLANK1", translate=False)


def blocked_settings(findings: tuple[Finding, ...]) -> frozenset[str]:
    """Return the keys of the settings whose errors are listed."""
    return frozenset(finding.about for finding in findings[:LINES] if finding.blocks)


def headline(findings: tuple[Finding, ...]) -> str:
    """Return "2 problems, 1 warning"; remarks alone are not counted."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    warnings = sum(finding.severity is Severity.WARNING for finding in findings)
    parts = []
    if errors:
        parts.append(iface_("1 problem" if errors == 1 else "{count} problems").format(count=errors))
    if warnings:
        parts.append(iface_("1 warning" if warnings == 1 else "{count} warnings").format(count=warnings))
    return ", ".join(parts) or iface_("Good to know")


def _draw_fix(layout: bpy.types.UILayout, finding: Finding) -> None:
    if not finding.fix:
        return
    button = BUTTONS.get(finding.fix, Button(n_("Fix")))
    operator = layout.operator(button.operator, text=button.label)
    if button.operator == FLAMENCO_CLIENT_OT_fix_finding.bl_idname:
        operator.fix, operator.key = finding.fix, finding.about


CLASSES = (FLAMENCO_CLIENT_PT_problems,)
