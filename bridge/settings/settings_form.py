"""Settings form: a property group that is created for the chosen job type, with one property per setting.

Its properties store nothing: they read and write the setting store. Their names are generated (``s0``, ``s1``, ...),
because a key may be any string. Classes are created and registered by the timer only, never while drawing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import bpy

from ... import state
from ...core.sliced_work import SlicedWork
from ...job_types.job_type import JobTypeSpec, SettingSpec
from ...state.job_form import FormView
from ..runtime import helper_session
from ..scene import property_groups, undo
from . import enum_menus, setting_store

if TYPE_CHECKING:
    from ...job_types.setting_values import Computed, Inputs

ATTRIBUTE = "form"
"""Name of the form in the WindowManager's group."""

SUBTYPES: dict[str, Any] = {
    "file_path": "FILE_PATH",
    "dir_path": "DIR_PATH",
    "file_name": "FILE_NAME",
    "hashed_file_path": "FILE_PATH",
}
"""Blender's name of each subtype."""

SLICE = 0.0015
"""Seconds per turn of the timer for computing settings; the most complex setting takes a millisecond more."""

INT_LIMITS = {"min": -(2**31), "max": 2**31 - 1}


_owner: list[type] = []
"""The property group that contains the form."""


def attach_to(group: type) -> None:
    """Set the property group that contains the form."""
    _owner[:] = [group]


def refresh(context: bpy.types.Context) -> bool:
    """Update the form for the scene's job type and inputs; return whether anything changed."""
    current = state.current()
    scene = property_groups.current_scene(context)
    spec = current.manager.job_types.get(enum_menus.chosen_job_type(scene))
    if spec is None:
        return False
    changed = False
    if (current.form.job_type, current.form.etag) != (spec.name, spec.etag):
        _show(spec)
        changed = True
    form = current.form
    if form.computing is None:
        from . import computed_settings

        inputs = computed_settings.inputs(context, scene, spec, last_used=True)
        if inputs == form.inputs:
            return changed
        form.computing = inputs, SlicedWork(computed_settings.computing_from(spec, inputs))
    # Changes meanwhile are used in the next round; while an animation plays, the work would never end.
    inputs, work = form.computing
    if not work.run_for(helper_session.time_budget(SLICE)):
        return changed
    done = work.result
    form.values, form.problems, form.evaluated = done.values, done.problems, done.evaluated
    form.given, form.inputs, form.computing = inputs.given, inputs, None
    return True


def compute(spec: JobTypeSpec, inputs: Inputs) -> Computed:
    """Return the computed settings; reuse those of the form if its inputs are the same."""
    from ...job_types.setting_values import Computed
    from . import computed_settings

    form = state.current().form
    if (form.job_type, form.etag, form.inputs) != (spec.name, spec.etag, inputs):
        return computed_settings.compute_from(spec, inputs)
    return Computed(dict(form.values), dict(form.problems), form.evaluated)


def _show(spec: JobTypeSpec) -> None:
    _hide()
    attributes = {setting.key: f"s{number}" for number, setting in enumerate(spec.settings)}
    annotations: dict[str, Any] = {}
    for setting in spec.settings:
        annotations |= _properties(spec.name, setting, attributes[setting.key])
    cls = type(
        "FLAMENCO_CLIENT_PG_form", (bpy.types.PropertyGroup,), {"__annotations__": annotations, "__module__": __name__}
    )
    bpy.utils.register_class(cls)
    setattr(_owner[0], ATTRIBUTE, bpy.props.PointerProperty(type=cls))
    state.current().form = FormView(job_type=spec.name, etag=spec.etag, attributes=attributes, group=cls)


def _hide() -> None:
    group = state.current().form.group
    state.current().form = FormView()
    if group is not None:
        delattr(_owner[0], ATTRIBUTE)
        bpy.utils.unregister_class(group)


def _properties(job_type: str, setting: SettingSpec, attribute: str) -> dict[str, Any]:
    """Return the setting's property, and its toggle if it has one."""
    arguments: dict[str, Any] = {"name": setting.label, "description": setting.description}
    made = {attribute: _property(job_type, setting, attribute, arguments)}
    if setting.has_auto_toggle:
        made[f"auto_{attribute}"] = bpy.props.BoolProperty(
            name=setting.eval_description or "Automatic",
            description="Compute the value when the job is submitted",
            get=lambda _group: _automatic(job_type, setting),
            set=lambda _group, on: _store_automatic(job_type, setting, automatic=on),
        )
    return made


def _property(job_type: str, setting: SettingSpec, attribute: str, arguments: dict[str, Any]) -> Any:
    """Return the Blender property that fits the setting's type; an unknown type is shown as text."""
    key = setting.key

    def store(value: Any) -> None:
        setting_store.write(_scene(), job_type, key, value)
        undo.remember(setting.label)

    if setting.choices:
        return _choice(job_type, setting, attribute, arguments, store)
    match setting.type:
        case "bool":
            return bpy.props.BoolProperty(**arguments, **_accessors(job_type, setting, bool, store))
        case "int32":
            return bpy.props.IntProperty(
                **arguments, **(INT_LIMITS | dict(setting.propargs)), **_accessors(job_type, setting, int, store)
            )
        case "float":
            return bpy.props.FloatProperty(
                **arguments, **setting.propargs, **_accessors(job_type, setting, float, store)
            )
        case _:
            subtype = SUBTYPES.get(setting.subtype, "NONE")
            return bpy.props.StringProperty(
                **arguments, subtype=subtype, **_accessors(job_type, setting, _as_text, store)
            )


def _accessors(
    job_type: str, setting: SettingSpec, kind: Callable[..., Any], store: Callable[[Any], None]
) -> dict[str, Any]:
    def get(_group: object) -> Any:
        value = _current(job_type, setting)
        try:
            return kind(value) if value is not None else kind()
        except (TypeError, ValueError):
            return kind()

    return {"get": get, "set": lambda _group, value: store(value)}


def _choice(
    job_type: str, setting: SettingSpec, attribute: str, arguments: dict[str, Any], store: Callable[[Any], None]
) -> Any:
    """Return an enum of the choices; a stored value that is not among them is added."""

    def options() -> list[str]:
        return list(dict.fromkeys([*setting.choices, _as_text(_current(job_type, setting))]))

    def items(_group: object, _context: object) -> list[tuple[Any, ...]]:
        lines: list[tuple[Any, ...]]
        lines = [(f":{option}", option or "(empty)", "", number) for number, option in enumerate(options())]
        return enum_menus.hold(f"{job_type}:{attribute}", lines)

    def get(_group: object) -> int:
        return options().index(_as_text(_current(job_type, setting)))

    def write(_group: object, number: int) -> None:
        store(setting.coerce(options()[number]))

    return bpy.props.EnumProperty(**arguments, items=items, get=get, set=write)


def _current(job_type: str, setting: SettingSpec) -> Any:
    """Return the value stored in the scene, or else the last computed one."""
    held = setting_store.stored(_scene(), job_type)
    if setting.key in held.values and not setting.computed_when(_automatic(job_type, setting)):
        return held.values[setting.key]
    return state.current().form.values.get(setting.key)


def _as_text(value: Any = "") -> str:
    return value if isinstance(value, str) else str(value) if value is not None else ""


def _store_automatic(job_type: str, setting: SettingSpec, *, automatic: bool) -> None:
    setting_store.write_automatic(_scene(), job_type, setting.key, automatic=automatic)
    undo.remember(setting.label)


def _automatic(job_type: str, setting: SettingSpec) -> bool:
    """Return what the scene holds at this moment, or else whether the project gives a value."""
    held = setting_store.stored(_scene(), job_type).automatic
    return held.get(setting.key, state.current().form.given.automatic.get(setting.key, True))


def _scene() -> bpy.types.Scene:
    return property_groups.current_scene(bpy.context)


def register() -> None:
    """Start without a form: the timer creates it when a job type is known."""


def unregister() -> None:
    """Take the form away."""
    _hide()
