"""The job type's settings, as the Manager describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from ..operators.settings import FLAMENCO_CLIENT_OT_compute_setting
from . import text

if TYPE_CHECKING:
    import bpy

    from ..state import FormView
    from ..submission.job_type import JobTypeSpec, SettingSpec


class Form(NamedTuple):
    """What is needed to draw a form."""

    view: FormView
    """What the pump registered and computed."""
    group: Any
    """The property group with the form's attributes."""
    spec: JobTypeSpec


def draw(layout: bpy.types.UILayout, form: Form, context: bpy.types.Context) -> None:
    """Draw a row for each setting that belongs into the submission form; ``layout`` has property split on."""
    for setting in form.spec.settings:
        attribute = form.view.attributes.get(setting.key)
        if setting.in_form and attribute is not None and not setting.is_blendfile:
            _draw_setting(layout, form.group, attribute, setting)
            problem = form.view.problems.get(setting.key) or setting.notice
            if problem:
                text.wrapped(layout.column(), f"{setting.label}: {problem}", context, icon="ERROR")


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
    split = layout.split(factor=0.4)
    split.use_property_split = False
    left = split.row()
    left.alignment = "RIGHT"
    left.label(text=label, translate=False)
    return split.row(align=True)
