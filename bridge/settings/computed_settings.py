"""Values of a job type's settings, computed from the stored values and expressions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import bpy

from ...core.sliced_work import Steps
from ...core.text import say
from ...job_types import expressions, setting_values
from ...job_types.job_type import JobTypeSpec
from ...job_types.setting_defaults import InitialValues, merge
from ...job_types.setting_values import Inputs
from ..scene import expression_values, property_groups, rendered_scene
from . import setting_store, suggested_values


def given(scene: bpy.types.Scene, spec: JobTypeSpec, *, last_used: bool) -> InitialValues:
    """Return the values of settings given by the scene, the project or, for the panel, the last job.

    Scripts and the command line use the last job's values only on request: what they submit must not depend on what
    was submitted before.
    """
    held = setting_store.stored(scene, spec.name)
    suggested = suggested_values.project().settings.get(spec.name, {})
    before = suggested_values.last_used(spec.name) if last_used else {}
    return merge(spec, held.values, held.automatic, suggested, before)


def inputs(context: bpy.types.Context, scene: bpy.types.Scene, spec: JobTypeSpec, *, last_used: bool) -> Inputs:
    """Read everything that the settings depend on; cheap enough for every turn of the timer."""
    found = given(scene, spec, last_used=last_used)
    name = setting_values.given_value(spec, rendered_scene.KEY, found)
    with rendered_scene.shown(context, rendered_scene.find(name, scene)):
        values = expression_values.read(setting_values.needed_chains(spec), context)
    return Inputs(
        given=found,
        values=values,
        job_name=property_groups.job_name(scene),
        blend_path=bpy.data.filepath,
    )


def compute(
    context: bpy.types.Context, scene: bpy.types.Scene, spec: JobTypeSpec, *, last_used: bool
) -> setting_values.Computed:
    """Return the values and problems of all settings."""
    return compute_from(spec, inputs(context, scene, spec, last_used=last_used))


def compute_from(spec: JobTypeSpec, read: Inputs) -> setting_values.Computed:
    """Return the values and problems for inputs that were read before."""
    return setting_values.compute(spec, read.given.values, read.given.automatic, _scope(read))


def computing_from(spec: JobTypeSpec, read: Inputs) -> Steps[setting_values.Computed]:
    """Compute the same as ``compute_from`` in small steps."""
    return setting_values.computing(spec, read.given.values, read.given.automatic, _scope(read))


def computed_value(context: bpy.types.Context, scene: bpy.types.Scene, spec: JobTypeSpec, key: str) -> Any:
    """Return the current result of a setting's expression, regardless of its value, for the panel.

    Raises:
        ValueError: the setting has no expression, or it can't be computed; the message says why.
    """
    read = inputs(context, scene, spec, last_used=True)
    setting = spec.setting(key)
    if setting is None or setting.expression is None:
        raise ValueError("The setting has no expression to compute")
    read.given.values.pop(key, None)
    read.given.automatic[key] = True
    scope = replace(_scope(read), settings=compute_from(spec, read).values)
    try:
        return setting.coerce(expressions.evaluate(setting.expression, scope))
    except expressions.ExpressionFailed as error:
        raise ValueError(say("{label}: {reason}", label=setting.label, reason=str(error))) from error


def _scope(read: Inputs) -> expressions.Scope:
    return expressions.Scope(values=read.values, jobname=read.job_name, blend_path=read.blend_path)


def effective(context: bpy.types.Context, scene: bpy.types.Scene, key: str, *, last_used: bool) -> Any:
    """Return the value with which a setting would be submitted now.

    Raises:
        KeyError: the scene's job type has no such setting.
        ValueError: its expression can't be computed.
    """
    if bpy.app.background and not suggested_values.are_known():
        suggested_values.load(context)  # without a window there is no timer that loads them
    spec, _ = setting_store.known_setting(scene, key)
    computed = compute(context, scene, spec, last_used=last_used)
    if key in computed.problems and key not in computed.values:
        raise ValueError(computed.problems[key])
    return computed.values.get(key)
