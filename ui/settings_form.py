"""The job type's settings, as the Manager describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..bridge.wording import drawn
from ..operators.settings import FLAMENCO_CLIENT_OT_compute_setting
from ..submission.farm_paths import PLATFORM_NAMES
from ..submission.findings import FRAMES
from ..submission.initial_values import Origin
from . import findings, text

if TYPE_CHECKING:
    import bpy

    from ..state import FormView, PreflightView
    from ..submission.job_type import JobTypeSpec, SettingSpec


class Form(NamedTuple):
    """What is needed to draw a form."""

    view: FormView
    """What the pump registered and computed."""
    group: Any
    """The property group with the form's attributes."""
    spec: JobTypeSpec
    preflight: PreflightView
    """What the values come to."""


LABELS = 0.4
"""Part of the width that labels have, as in Blender's property split."""

FIELDS = 0.57
"""Part of the width that the text below a field can use."""


def draw(layout: bpy.types.UILayout, form: Form, context: bpy.types.Context) -> None:
    """Draw a row for each setting that belongs into the submission form; ``layout`` has property split on."""
    listed = findings.blocked_settings(form.preflight.findings)
    for setting in form.spec.settings:
        attribute = form.view.attributes.get(setting.key)
        if setting.in_form and attribute is not None and not setting.is_blendfile:
            problem = form.view.problems.get(setting.key)
            field = layout.column()
            field.alert = bool(problem) or setting.key in listed
            _draw_setting(field, form.group, attribute, setting)
            told = below(form, setting, context)
            if told:
                text.wrapped(_below_field(layout), "\n".join(told), context, share=FIELDS)
            told_here = setting.notice if not problem or setting.key in listed else problem
            if told_here:
                text.wrapped(layout.column(), f"{setting.label}: {drawn(told_here)}", context, icon="ERROR")


def below(form: Form, setting: SettingSpec, context: bpy.types.Context) -> list[str]:
    """Return what is told below a setting's field: its value, too, where the field is too short for it."""
    told = []
    value = form.view.values.get(setting.key)
    origin = form.view.given.origins.get(setting.key)
    if origin in ORIGINS and not setting.computed_when(form.view.given.automatic.get(setting.key, True)):
        told.append(drawn(ORIGINS[origin]))
    if setting.key == FRAMES and form.preflight.frames:
        told.append(form.preflight.frames)
    width = text.room(context, share=FIELDS, icon=False) - ENDS
    if setting.is_path and isinstance(value, str) and not text.fits(value, width, context):
        told.append(value)
    for platform, path in form.preflight.workers_paths.get(setting.key, {}).items():
        told.append(drawn(ON_WORKERS).format(platform=PLATFORM_NAMES.get(platform, platform), path=path))
    return told


ORIGINS = {Origin.PROJECT: "From the project", Origin.LAST_USED: "As in your last job"}
"""Where a value comes from that was not given in this scene."""

ON_WORKERS = "On {platform} workers: {path}"

ENDS = 36.0
"""Pixels at a scale of 1 that borders and a button take of a field."""


def _below_field(layout: bpy.types.UILayout) -> bpy.types.UILayout:
    split = layout.split(factor=LABELS)
    split.label()
    return split.column()


def _draw_setting(layout: bpy.types.UILayout, group: Any, attribute: str, setting: SettingSpec) -> None:
    computed = setting.computed_when(setting.has_auto_toggle and getattr(group, f"auto_{attribute}"))
    if not setting.editable or not setting.eval:
        row = layout.row()
        row.enabled = not computed
        row.prop(group, attribute)
        return
    row = _with_label(layout, setting.label)
    field = row.row(align=True)
    field.enabled = not computed
    field.prop(group, attribute, text="")
    if setting.has_auto_toggle:
        row.prop(group, f"auto_{attribute}", text="", icon="LINKED" if computed else "UNLINKED")
    else:
        operator = row.operator(FLAMENCO_CLIENT_OT_compute_setting.bl_idname, text="", icon="FILE_REFRESH")
        operator.key = setting.key


def _with_label(layout: bpy.types.UILayout, label: str) -> bpy.types.UILayout:
    """Return a row for a field with a button, its label where Blender's property split has it.

    Left to itself, Blender takes the width of the button off before it splits, and the field does not align.
    """
    split = layout.split(factor=LABELS)
    split.use_property_split = False
    left = split.row()
    left.alignment = "RIGHT"
    left.label(text=label, translate=False)
    return split.row(align=True)
