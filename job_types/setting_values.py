"""Values of a job's settings, and their problems.

Every declared setting is sent with its JSON type, because job scripts expect it. The Manager enforces neither
``required`` nor choices nor limits, so that they are checked here.
"""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..core.sliced_work import Steps, finish
from ..core.text import say
from .expressions import Expression, ExpressionFailed, Plain, Scope, Unreadable, evaluate
from .expressions.path_functions import resolve
from .job_type import JobTypeSpec, SettingSpec, SettingValueError
from .setting_defaults import InitialValues, ValueOrigin


@dataclass(frozen=True)
class Inputs:
    """Everything that the values of a job's settings depend on; equal inputs give equal values."""

    given: InitialValues
    values: dict[str, Plain]
    job_name: str
    blend_path: str
    written: str = field(init=False)
    """The given values as text: 1 and True are equal, but not the same to a setting."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "written", repr(self.given.values))


@dataclass(frozen=True, slots=True)
class Computed:
    """The settings of one job."""

    values: dict[str, Any]
    """Key to JSON value, in the order of the job type; all but ``blendfile``, which the submission sets."""
    problems: dict[str, str] = field(default_factory=dict)
    """Key to a short reason for the artist. A job with problems must not be submitted."""
    evaluated: frozenset[str] = frozenset()
    """Keys whose value comes from their expression."""


def needed_chains(spec: JobTypeSpec) -> frozenset[str]:
    """Return all values of Blender that the job type's expressions may read."""
    return frozenset().union(*(setting.expression.chains for setting in spec.settings if setting.expression))


def given_value(spec: JobTypeSpec, key: str, given: InitialValues) -> Any:
    """Return the value that a setting was given; None if it has none, or is computed."""
    setting = spec.setting(key)
    if setting is None or not setting.editable or setting.computed_when(given.automatic.get(key, True)):
        return None
    return given.values.get(key)


def origins(spec: JobTypeSpec, given: InitialValues, computed: Computed) -> dict[str, ValueOrigin]:
    """Return where the value of every setting comes from, by key."""
    found = {}
    for key in computed.values:
        if key in computed.evaluated:
            found[key] = ValueOrigin.EXPRESSION
        elif given_value(spec, key, given) is None:
            found[key] = ValueOrigin.JOB_TYPE
        else:
            found[key] = given.origins[key]
    return found


def compute(spec: JobTypeSpec, stored: Mapping[str, Any], auto: Mapping[str, bool], scope: Scope) -> Computed:
    """Compute the value of every setting of ``spec``. Never raises.

    Args:
        spec: The job type.
        stored: The artist's values, by key; a setting without one is absent.
        auto: Positions of the "computed automatically" toggles by key; they start on.
        scope: Blender's values, the job's name and the .blend's path; its ``settings`` are not used.
    """
    return finish(computing(spec, stored, auto, scope))


def computing(spec: JobTypeSpec, stored: Mapping[str, Any], auto: Mapping[str, bool], scope: Scope) -> Steps[Computed]:
    """Do the work of ``compute``, a step per setting: one evaluation takes a millisecond, but hundreds are slow."""
    return _Computation(spec, stored, auto, scope).run()


class _Computation:
    def __init__(self, spec: JobTypeSpec, stored: Mapping[str, Any], auto: Mapping[str, bool], scope: Scope) -> None:
        self._settings = [setting for setting in spec.settings if not setting.is_blendfile]
        self._stored = stored
        self._auto = auto
        self._known: dict[str, Any] = {}
        """Finished settings as expressions read them: the value, or why there is none."""
        if spec.takes_blendfile:
            self._known["blendfile"] = Unreadable(say("the path on the farm is only known at submission"))
        self._scope = dataclasses.replace(scope, settings=self._known)
        self._values: dict[str, Any] = {}
        self._problems: dict[str, str] = {}

    def run(self) -> Steps[Computed]:
        evaluated = {s.key: s.expression for s in self._settings if s.expression and self._is_evaluated(s)}
        waiting = {setting.key: setting for setting in self._settings}
        needs = {key: set(expression.settings & waiting.keys()) for key, expression in evaluated.items()}
        wanted_by: dict[str, list[str]] = {}
        for key, wanted in needs.items():
            for other in wanted:
                wanted_by.setdefault(other, []).append(key)
        yield
        ready = deque(setting for setting in self._settings if not needs.get(setting.key))
        while ready:
            setting = ready.popleft()
            del waiting[setting.key]
            self._settle(setting, evaluated.get(setting.key))
            for key in wanted_by.get(setting.key, ()):
                needs[key].discard(setting.key)
                if not needs[key]:
                    ready.append(waiting[key])
            yield
        for setting in waiting.values():
            circle = ", ".join(sorted(needs[setting.key]))
            self._fail(setting, say("its value and that of {keys} depend on each other", keys=circle))
            yield
        return Computed(
            values={setting.key: self._values[setting.key] for setting in self._settings},
            problems={s.key: self._problems[s.key] for s in self._settings if s.key in self._problems},
            evaluated=frozenset(evaluated),
        )

    def _is_evaluated(self, setting: SettingSpec) -> bool:
        """Return whether the expression gives the value: always, or because the artist has given none yet."""
        if setting.computed_when(self._auto.get(setting.key, True)):
            return True
        if setting.has_auto_toggle or setting.default not in (None, ""):
            return False
        return self._stored.get(setting.key) in (None, "")

    def _settle(self, setting: SettingSpec, expression: Expression | None) -> None:
        """Compute the value of a setting whose inputs are known."""
        try:
            if expression:
                value = setting.coerce(evaluate(expression, self._scope))
            else:
                value = self._given(setting)
        except (SettingValueError, ExpressionFailed) as error:
            self._fail(setting, str(error))
            return
        if setting.is_path:
            value = self._without_blend_folder(value)
        problem = setting.objection(value) or self._path_problem(setting, value, expression)
        if not problem and setting.required and isinstance(value, str) and not value.strip():
            problem = say("a value is required")
        self._values[setting.key] = self._known[setting.key] = value
        if problem:
            self._problems[setting.key] = problem

    def _given(self, setting: SettingSpec) -> Any:
        """Return the artist's value; one from the time when the setting was editable does not count."""
        stored = self._stored.get(setting.key) if setting.editable else None
        return setting.initial if stored is None else setting.coerce(stored)

    def _fail(self, setting: SettingSpec, reason: str) -> None:
        self._problems[setting.key] = reason
        self._values[setting.key] = setting.initial
        self._known[setting.key] = Unreadable(reason)

    def _without_blend_folder(self, path: str) -> str:
        """Resolve ``//``, which means nothing on the farm, to this machine's path."""
        return resolve(path, self._scope) if path.startswith("//") and self._scope.blend_path else path

    def _path_problem(self, setting: SettingSpec, path: Any, expression: Expression | None) -> str:
        """Return why a path would depend on the worker's current folder, or "" if it does not."""
        if not setting.is_path or not path.strip() or not (setting.required or expression):
            return ""
        if path.startswith("{"):  # {variable}/of/the/Manager
            return ""
        if self._scope.flavour(path).is_absolute() and not path.startswith("//"):
            return ""
        if expression and expression.settings & self._problems.keys():
            return ""  # the problem of its inputs is reported already
        if path.startswith("//"):
            return say("// stands for the folder of the .blend: save the file first")
        return say("{path} is not an absolute path", path=path)
