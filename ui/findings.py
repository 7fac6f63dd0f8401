"""Findings of the job, above the Submit button: one line each, with a button for the fix."""

from __future__ import annotations

from typing import Any, NamedTuple

import bpy

from ..bridge.runtime.translation import iface_, n_
from ..core.finding import Finding, Severity
from ..operators.check_manager import FLAMENCO_CLIENT_OT_check_manager
from ..operators.fixes import FLAMENCO_CLIENT_OT_fix_finding
from . import wrapped_text

ICONS: dict[Severity, Any] = {Severity.ERROR: "CANCEL", Severity.WARNING: "ERROR", Severity.REMARK: "INFO"}
"""Blender's own icon for errors is called CANCEL, the one for warnings ERROR."""

LINES = 8
"""Maximum number of listed findings; the others are counted."""


BUTTON = 14
"""Width of the button beside a line, in characters."""


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
    """Draw the findings in a box, if there are any."""
    if not findings:
        return
    box = layout.box().column()
    if len(findings) > 1:
        box.label(text=headline(findings), icon=ICONS[findings[0].severity], translate=False)
    for finding in findings[:LINES]:
        _draw_finding(box, finding, context)
    if len(findings) > LINES:
        box.label(text=iface_("and {count} more").format(count=len(findings) - LINES), icon="BLANK1", translate=False)


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


def _draw_finding(layout: bpy.types.UILayout, finding: Finding, context: bpy.types.Context) -> None:
    is_narrow = wrapped_text.is_narrow(context)
    # In a narrow panel the button would take half of each line, so it is drawn below.
    row = layout.column(align=True) if is_narrow else layout.row()
    line = iface_(finding.text)
    spare = BUTTON if finding.fix and not is_narrow else wrapped_text.IN_BOX
    wrapped_text.wrapped(row.column(), line, context, icon=ICONS[finding.severity], spare=spare)
    if not finding.fix:
        return
    button = BUTTONS.get(finding.fix, Button(n_("Fix")))
    side = row.row() if is_narrow else row.column()
    side.alignment = "RIGHT"
    operator = side.operator(button.operator, text=button.label)
    if button.operator == FLAMENCO_CLIENT_OT_fix_finding.bl_idname:
        operator.fix, operator.key = finding.fix, finding.about
