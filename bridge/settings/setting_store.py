"""Setting store: the values of settings, stored in the scene by job type and key.

A setting without an entry has its default, or is computed by its expression. Entries of job types and keys that the
Manager no longer has are kept, because it may have them again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

import bpy

from ... import state
from ...core.text import fixed, say
from ...job_types.job_type import JobTypeSpec, SettingSpec
from ..runtime import redraw
from ..scene import property_groups
from . import enum_menus


class FLAMENCO_CLIENT_PG_setting_value(bpy.types.PropertyGroup):
    """Value of one setting of a job type, readable without a Manager."""

    if TYPE_CHECKING:
        job_type: str
        key: str
        value: str
        automatic: bool
    else:
        job_type: bpy.props.StringProperty(name="Job Type", description="Name of the job type on the Manager")
        key: bpy.props.StringProperty(name="Key", description="Key of the setting, as the job type declares it")
        value: bpy.props.StringProperty(name="Value", description="The value as JSON; empty if none was set")
        automatic: bpy.props.BoolProperty(
            name="Automatic",
            description="Compute the value when the job is submitted; the stored value is kept for later",
        )


class Stored(NamedTuple):
    """Stored settings of a scene for one job type."""

    values: dict[str, Any]
    """Values by key."""
    automatic: dict[str, bool]
    """Whether a setting is computed at submission, by key."""


def stored(scene: bpy.types.Scene, job_type: str) -> Stored:
    """Return the stored settings for a job type, without unreadable entries."""
    found = Stored({}, {})
    for entry in property_groups.job_properties(scene).stored_settings:
        if entry.job_type != job_type:
            continue
        found.automatic[entry.key] = entry.automatic
        if entry.value:
            try:
                found.values[entry.key] = json.loads(entry.value)
            except (ValueError, RecursionError):
                continue
    return found


def write(scene: bpy.types.Scene, job_type: str, key: str, value: Any) -> None:
    """Store a value; the setting is not computed automatically any more."""
    entry = _entry(scene, job_type, key)
    entry.value, entry.automatic = json.dumps(value), False


def write_automatic(scene: bpy.types.Scene, job_type: str, key: str, *, automatic: bool) -> None:
    """Store whether a setting is computed automatically, and keep its value."""
    _entry(scene, job_type, key).automatic = automatic


def erase(scene: bpy.types.Scene, job_type: str, key: str) -> None:
    """Delete the entry of a setting."""
    values = property_groups.job_properties(scene).stored_settings
    for number in reversed(range(len(values))):
        if values[number].job_type == job_type and values[number].key == key:
            values.remove(number)


def assign(_context: bpy.types.Context, scene: bpy.types.Scene, key: str, value: Any) -> None:
    """Set a setting's value; if the job type is not known, any JSON value is accepted.

    Raises:
        KeyError: the scene's job type has no such setting, or the scene has no job type.
        ValueError: the value does not fit the setting's type, or the setting can't be set.
    """
    name = enum_menus.chosen_job_type(scene)
    if name and name not in state.current().manager.job_types:
        write(scene, name, key, value)
        return
    spec, setting = known_setting(scene, key)
    if setting.why_fixed:
        raise ValueError(say('"{key}" can\'t be set: {reason}', key=key, reason=fixed(setting.why_fixed)))
    try:
        write(scene, spec.name, key, setting.coerce(value))
    except ValueError as error:
        raise ValueError(say('"{key}": {reason}', key=key, reason=str(error))) from error
    redraw.tag()


def assign_typed(context: bpy.types.Context, scene: bpy.types.Scene, key: str, text: str) -> None:
    """Set a setting's value to what a typed text means for its type; raise as ``assign`` does."""
    spec = state.current().manager.job_types.get(enum_menus.chosen_job_type(scene))
    setting = spec.setting(key) if spec is not None else None
    assign(context, scene, key, setting.from_text(text) if setting is not None else text)


def forget(_context: bpy.types.Context, scene: bpy.types.Scene, key: str) -> None:
    """Delete a setting's value: its default or its expression is used again.

    Raises:
        KeyError: the scene's job type has no such setting.
    """
    spec, _ = known_setting(scene, key)
    erase(scene, spec.name, key)
    redraw.tag()


def keys(_context: bpy.types.Context, scene: bpy.types.Scene) -> Iterator[str]:
    """Yield the keys of the scene's job type, in their order."""
    spec = known_spec(scene)
    yield from (setting.key for setting in spec.settings)


def known_spec(scene: bpy.types.Scene) -> JobTypeSpec:
    """Return the scene's job type.

    Raises:
        KeyError: no checked Manager has it.
    """
    name = enum_menus.chosen_job_type(scene)
    known = state.current().manager.job_types
    spec = known.get(name)
    if spec is None and not known:
        raise KeyError("No job type is known yet: check the Manager first")
    if spec is None:
        raise KeyError(say('The Manager has no job type "{name}", only: {names}', name=name, names=", ".join(known)))
    return spec


def known_setting(scene: bpy.types.Scene, key: str) -> tuple[JobTypeSpec, SettingSpec]:
    """Return a setting of the scene's job type, and the job type.

    Raises:
        KeyError: there is no such setting, or the job type is not known.
    """
    spec = known_spec(scene)
    setting = spec.setting(key)
    if setting is None:
        raise KeyError(say('The job type "{name}" has no setting "{key}"', name=spec.name, key=key))
    return spec, setting


def _entry(scene: bpy.types.Scene, job_type: str, key: str) -> FLAMENCO_CLIENT_PG_setting_value:
    values = property_groups.job_properties(scene).stored_settings
    entry: FLAMENCO_CLIENT_PG_setting_value
    for entry in values:
        if entry.job_type == job_type and entry.key == key:
            return entry
    entry = values.add()
    entry.job_type, entry.key = job_type, key
    return entry
