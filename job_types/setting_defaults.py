"""Which value a setting has that the artist gave none: the project's, else the last one used, else the job type's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from ..core.text import say
from .setting_spec import SettingValueError

if TYPE_CHECKING:
    from .job_type import JobTypeSpec, SettingSpec


class ValueOrigin(Enum):
    """Where a value comes from; the earlier one wins. The job type's own default is none of these."""

    ARTIST = "artist"
    PROJECT = "project"
    LAST_USED = "last used"


@dataclass(frozen=True, slots=True)
class InitialValues:
    """Everything that was given for the settings of one job type."""

    values: dict[str, Any] = field(default_factory=dict)
    """Key to value; a setting without one has its default or its expression."""
    automatic: dict[str, bool] = field(default_factory=dict)
    """Key to "computed at submission"; one that is absent is."""
    origins: dict[str, ValueOrigin] = field(default_factory=dict)
    """Key to where its value comes from."""
    unsuitable: tuple[str, ...] = ()
    """What the project gives and its settings do not take, for the artist."""


def merge(
    spec: JobTypeSpec,
    values: Mapping[str, Any],
    automatic: Mapping[str, bool],
    project: Mapping[str, Any],
    last_used: Mapping[str, Any],
) -> InitialValues:
    """Bring together what was given for a job type. Never raises.

    A project's value for a setting that is computed unless told otherwise turns the computing off, as typing one does.
    What the artist gave is taken as it is, whether or not the job type knows it; the others only where they suit.

    Args:
        spec: The job type.
        values: What the artist gave, by key.
        automatic: What the artist chose of "computed at submission", by key.
        project: What the project's file gives for this job type, by key.
        last_used: What the last job of this type was submitted with, by key.
    """
    given = InitialValues(dict(values), dict(automatic), dict.fromkeys(values, ValueOrigin.ARTIST))
    known = {setting.key for setting in spec.settings}
    unsuitable: list[str] = [say("{key}: there is no such setting", key=key) for key in project if key not in known]
    for setting in spec.settings:
        key = setting.key
        if key in project:
            reason = _objection(setting, project[key])
            if reason:
                unsuitable.append(say("{key}: {reason}", key=key, reason=reason))
            elif key not in values:
                given.values[key], given.origins[key] = setting.coerce(project[key]), ValueOrigin.PROJECT
                given.automatic.setdefault(key, False)
        is_open = key not in given.values and setting.expression is None
        if is_open and key in last_used and not _objection(setting, last_used[key]):
            given.values[key], given.origins[key] = setting.coerce(last_used[key]), ValueOrigin.LAST_USED
    return InitialValues(given.values, given.automatic, given.origins, tuple(unsuitable))


def worth_remembering(spec: JobTypeSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the next job of this type should begin with.

    Only what an artist sees and can change; what is computed from the scene is computed again, and a job type's own
    default needs no remembering: it may be another one tomorrow.

    Args:
        spec: The job type.
        values: Key to value, as given: ``//render`` means another folder for another file.
    """
    kept = {}
    for setting in spec.settings:
        value = values.get(setting.key)
        if value is None or setting.expression is not None or _objection(setting, value):
            continue
        if setting.coerce(value) != setting.initial:
            kept[setting.key] = setting.coerce(value)
    return kept


def _objection(setting: SettingSpec, value: Any) -> str:
    """Why a value is none that the artist could have given; "" when it is one."""
    if setting.is_blendfile or not setting.in_form or not setting.editable:
        return say("it can't be changed")
    try:
        return setting.objection(setting.coerce(value))
    except SettingValueError as error:
        return str(error)
