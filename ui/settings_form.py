"""The job type's settings, as the Manager describes them."""

from __future__ import annotations

from typing import Any, NamedTuple

import bpy

from ..bridge.runtime.translation import iface_
from ..farm.storage_paths import PLATFORM_NAMES
from ..job_types.job_type import JobTypeSpec, SettingSpec
from ..job_types.setting_defaults import ValueOrigin
from ..operators.settings import FLAMENCO_CLIENT_OT_compute_setting
from ..state.job_form import FormView, PreflightView
from . import findings, wrapped_text


class Form(NamedTuple):
    """Data needed to draw the form."""

    view: FormView
    """The registered properties and computed values."""
    group: Any
    """The property group with the form's attributes."""
    spec: JobTypeSpec
    preflight: PreflightView
    """Findings and summaries of the values."""


LABELS = 0.4
"""Part of the width that labels have, as in Blender's property split."""

FIELDS = 0.57
"""Part of the width that the text below a field can use."""


def draw(layout: bpy.types.UILayout, form: Form, context: bpy.types.Context) -> None:
    """Draw a row for each setting of the submission form; ``layout`` has property split on."""
    listed = findings.blocked_settings(form.preflight.findings)
    for setting in form.spec.settings:
        attribute = form.view.attributes.get(setting.key)
        if setting.in_form and attribute is not None and not setting.is_blendfile:
            problem = form.view.problems.get(setting.key)
            field = layout.column()
            field.alert = bool(problem) or setting.key in listed
            if setting.type == "bool" and not wrapped_text.fits(setting.label, _beside_box(context), context):
                field.use_property_split = False  # the label gets the whole width
            _draw_setting(field, form.group, attribute, setting, above=_is_above(setting, context))
            _draw_below(layout, form, setting, context)
            message = setting.notice if not problem or setting.key in listed else problem
            if message:
                wrapped_text.wrapped(layout.column(), f"{setting.label}: {iface_(message)}", context, icon="ERROR")


def _draw_below(layout: bpy.types.UILayout, form: Form, setting: SettingSpec, context: bpy.types.Context) -> None:
    """Draw where the value comes from, and details of it."""
    is_above = _is_above(setting, context)
    share = 1.0 if is_above else FIELDS
    origin = form.view.given.origins.get(setting.key)
    lines = below(form, setting, context, wrapped_text.room(context, share=share, icon=False) - ENDS)
    comes_from = ORIGINS.get(origin, "") if origin is not None else ""
    if setting.computed_when(form.view.given.automatic.get(setting.key, True)):
        comes_from = ""
    if not lines and not comes_from:
        return
    column = layout.column(align=True) if is_above else _below_field(layout)
    if comes_from:
        aside = column.column()
        aside.active = False
        wrapped_text.wrapped(aside, comes_from, context, share=share)
    if lines:
        wrapped_text.wrapped(column, "\n".join(lines), context, share=share)


def below(form: Form, setting: SettingSpec, context: bpy.types.Context, width: float) -> list[str]:
    """Return the lines below a setting: frames, the complete path, its path for workers.

    Args:
        form: The form.
        setting: One of its settings.
        context: Blender's context.
        width: Pixels at a scale of 1 that the field has: a longer path is shown completely.
    """
    from ..submission.checks.job_findings import FRAMES

    lines = []
    value = form.view.values.get(setting.key)
    if setting.key == FRAMES and form.preflight.frames:
        lines.append(form.preflight.frames)
    if setting.is_path and isinstance(value, str) and not wrapped_text.fits(value, width, context):
        lines.append(value)
    for platform, path in form.preflight.workers_paths.get(setting.key, {}).items():
        lines.append(iface_(ON_WORKERS).format(platform=PLATFORM_NAMES.get(platform, platform), path=path))
    return lines


ORIGINS = {ValueOrigin.PROJECT: "From the project", ValueOrigin.LAST_USED: "From your last job"}
"""Origin of a value that is not set in this scene."""

ON_WORKERS = "On {platform} workers: {path}"

ENDS = 36.0
"""Width of the borders and a button of a field, in pixels at a scale of 1."""


def _beside_box(context: bpy.types.Context) -> float:
    """Return the room beside a checkbox, in pixels at a scale of 1."""
    return wrapped_text.room(context, share=FIELDS, icon=False) - wrapped_text.ICON


def _below_field(layout: bpy.types.UILayout) -> bpy.types.UILayout:
    split = layout.split(factor=LABELS)
    split.label()
    return split.column()


def _is_above(setting: SettingSpec, context: bpy.types.Context) -> bool:
    """Return whether the label is drawn above its field because the panel is too narrow.

    Truncated, "Render Output Root" and "Render Output Path" would look the same.
    """
    beside = wrapped_text.room(context, share=LABELS, icon=False)
    return (
        setting.type != "bool"
        and wrapped_text.is_narrow(context)
        and not wrapped_text.fits(setting.label, beside, context)
    )


def _draw_setting(layout: bpy.types.UILayout, group: Any, attribute: str, setting: SettingSpec, *, above: bool) -> None:
    computed = setting.computed_when(setting.has_auto_toggle and getattr(group, f"auto_{attribute}"))
    if above:
        layout.use_property_split = False
        name = layout.row()
        name.active = not computed
        name.scale_y = wrapped_text.DENSE
        name.label(text=setting.label, translate=False)
    if not setting.editable or not setting.eval:
        row = layout.row()
        row.enabled = not computed
        if above:
            row.prop(group, attribute, text="")
        else:
            row.prop(group, attribute)
        return
    row = layout.row(align=True) if above else _with_label(layout, setting.label)
    field = row.row(align=True)
    field.enabled = not computed
    field.prop(group, attribute, text="")
    if setting.has_auto_toggle:
        row.prop(group, f"auto_{attribute}", text="", icon="LINKED" if computed else "UNLINKED")
    else:
        operator = row.operator(FLAMENCO_CLIENT_OT_compute_setting.bl_idname, text="", icon="FILE_REFRESH")
        operator.key = setting.key


def _with_label(layout: bpy.types.UILayout, label: str) -> bpy.types.UILayout:
    """Return a row for a field with a button; its label is drawn as by Blender's property split.

    Blender would subtract the width of the button before splitting, so that the field does not align.
    """
    split = layout.split(factor=LABELS)
    split.use_property_split = False
    left = split.row()
    left.alignment = "RIGHT"
    left.label(text=label, translate=False)
    return split.row(align=True)
