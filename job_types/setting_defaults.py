"""Default value of a setting without one from the artist: the project's, else the last used, else the job type's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ..core.finding import Finding, warning
from ..core.text import say
from .job_type import JobTypeSpec, SettingSpec
from .project_defaults import FILE_NAME
from .setting_spec import SettingValueError


class ValueOrigin(StrEnum):
    """Source of a setting's value. Of the given ones an earlier one takes precedence."""

    SCENE = "scene"
    """Given in the panel, by a script or on the command line: all of them store it in the scene."""
    PROJECT = "project"
    LAST_USED = "last-used"
    EXPRESSION = "expression"
    """Computed at submission."""
    JOB_TYPE = "job-type"
    """The default of the job type."""


@dataclass(frozen=True, slots=True)
class InitialValues:
    """Values given for the settings of one job type."""

    values: dict[str, Any] = field(default_factory=dict)
    """Key to value; a setting without one has its default or is computed."""
    automatic: dict[str, bool] = field(default_factory=dict)
    """Key to "computed at submission"; absent means computed."""
    origins: dict[str, ValueOrigin] = field(default_factory=dict)
    """Key to the source of its value."""
    unsuitable: tuple[Finding, ...] = ()
    """Values of the project that its settings do not accept, for the artist."""


def merge(
    spec: JobTypeSpec,
    values: Mapping[str, Any],
    automatic: Mapping[str, bool],
    project: Mapping[str, Any],
    last_used: Mapping[str, Any],
) -> InitialValues:
    """Merge the values given for a job type. Never raises.

    A project's value for a setting that is computed by default turns that off, as typing a value does. The artist's
    values are used unchanged, even for settings that the job type does not have; the others only where they suit.

    Args:
        spec: The job type.
        values: The artist's values, by key.
        automatic: The artist's choices of "computed at submission", by key.
        project: Values in the project's file for this job type, by key.
        last_used: Values of the last submitted job of this type, by key.
    """
    given = InitialValues(dict(values), dict(automatic), dict.fromkeys(values, ValueOrigin.SCENE))
    known = {setting.key for setting in spec.settings}
    unsuitable = [_unsuitable(key, say("the job type has no such setting")) for key in project if key not in known]
    for setting in spec.settings:
        key = setting.key
        if key in project:
            reason = _objection(setting, project[key])
            if reason:
                unsuitable.append(_unsuitable(key, reason))
            elif key not in values:
                given.values[key], given.origins[key] = setting.coerce(project[key]), ValueOrigin.PROJECT
                given.automatic.setdefault(key, False)
        is_open = key not in given.values and setting.expression is None
        if is_open and key in last_used and not _objection(setting, last_used[key]):
            given.values[key], given.origins[key] = setting.coerce(last_used[key]), ValueOrigin.LAST_USED
    return InitialValues(given.values, given.automatic, given.origins, tuple(unsuitable))


def worth_remembering(spec: JobTypeSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the initial values for the next job of this type.

    Only values that an artist sees and can change. Values computed from the scene are computed again; a job type's own
    default is not kept, because it may change.

    Args:
        spec: The job type.
        values: Key to value, unresolved: ``//render`` is another folder for another file.
    """
    kept = {}
    for setting in spec.settings:
        value = values.get(setting.key)
        if value is None or setting.expression is not None or _objection(setting, value):
            continue
        if setting.coerce(value) != setting.initial:
            kept[setting.key] = setting.coerce(value)
    return kept


def _unsuitable(key: str, reason: str) -> Finding:
    text = "{file} gives a value that is not used: {key}: {reason}"
    return warning("project-value", text, key, file=FILE_NAME, key=key, reason=reason)


def _objection(setting: SettingSpec, value: Any) -> str:
    """Return why the artist could not have given this value, or "" if possible."""
    if setting.is_blendfile or not setting.in_form or not setting.editable:
        return say("it can't be changed")
    try:
        return setting.objection(setting.coerce(value))
    except SettingValueError as error:
        return str(error)
