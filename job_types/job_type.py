"""Parser of job types: nothing that a Manager sends can break the panel.

Job types come from scripts that any studio can add, and the Manager checks nothing in them. Invalid parts are left out
or replaced, and reported in a notice of the setting or of the job type; the rest works.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from ..core.display_text import MAX_DESCRIPTION, one_line, words_of_key
from ..core.finding import Finding
from ..core.sliced_work import Steps, finish
from ..core.text import say
from .setting_parser import ODD_SETTING, AttributeChains, Notices, read_setting
from .setting_spec import SettingSpec, SettingValueError, is_storable

__all__ = ["JobTypeSpec", "SettingSpec", "SettingValueError", "parse", "parse_all"]

MAX_SETTINGS: Final = 500
"""More than any form could show."""


@dataclass(frozen=True, slots=True)
class JobTypeSpec:
    """A job type that can be submitted."""

    name: str
    label: str
    description: str
    etag: str
    """Changes with the definition; sent with a job, so that the Manager rejects one for an outdated definition."""
    settings: tuple[SettingSpec, ...]
    """In the order of the form, with unique keys."""
    notices: tuple[Finding, ...] = ()
    """Problems of the definition, those of the settings included."""

    def setting(self, key: str) -> SettingSpec | None:
        return next((setting for setting in self.settings if setting.key == key), None)

    @property
    def takes_blendfile(self) -> bool:
        """Whether a job of this type has a .blend; otherwise nothing is packed or uploaded."""
        return any(setting.is_blendfile for setting in self.settings)


AllRead = tuple[tuple[JobTypeSpec, ...], tuple[Finding, ...]]
"""The usable job types, and the problems of the others."""


def parse(raw: Any) -> JobTypeSpec | None:
    """Parse a job type as the Manager sent it; return None if it has no usable name. Never raises."""
    return finish(_reading_one(raw))


def _reading_one(raw: Any) -> Steps[JobTypeSpec | None]:
    if not isinstance(raw, dict):
        return None
    name = raw.get("name")
    if not isinstance(name, str) or not name or not is_storable(name):
        return None
    notices = Notices()
    settings = yield from _settings(raw.get("settings"), notices)
    etag = raw.get("etag")
    return JobTypeSpec(
        name=name,
        label=one_line(raw.get("label")) or words_of_key(name),
        description=one_line(raw.get("description"), MAX_DESCRIPTION),
        etag=etag if isinstance(etag, str) else "",
        settings=settings,
        notices=notices.findings,
    )


def parse_all(raw: Any) -> AllRead:
    """Parse a list of job types; return the usable ones and the problems of the others. Never raises."""
    return finish(reading(raw))


def reading(raw: Any) -> Steps[AllRead]:
    """Do the work of ``parse_all``, a step per setting: hundreds of worst-case expressions take a second."""
    if raw is None:
        return (), ()
    notices = Notices()
    if not isinstance(raw, list):
        notices.add("The Manager's answer has no list of job types")
        return (), notices.findings
    specs: dict[str, JobTypeSpec] = {}
    for position, element in enumerate(raw, start=1):
        spec = yield from _reading_one(element)
        yield
        if spec is None:
            notices.add(
                say("Job type {number} of the Manager's list has no usable name and is left out", number=position)
            )
        elif spec.name in specs:
            notices.add(say("Job type {name} is listed twice; only the first is used", name=spec.label))
        else:
            specs[spec.name] = spec
    return tuple(specs.values()), notices.findings


def _settings(raw: Any, notices: Notices) -> Steps[tuple[SettingSpec, ...]]:
    if raw is None:
        return ()
    if not isinstance(raw, list):
        notices.add("Its settings are not a list and are ignored")
        return ()
    if len(raw) > MAX_SETTINGS:
        notices.add(say("Only the first {most} of its {count} settings are used", most=MAX_SETTINGS, count=len(raw)))
    settings: dict[str, SettingSpec] = {}
    chains = AttributeChains()
    for position, element in enumerate(raw[:MAX_SETTINGS], start=1):
        setting = read_setting(element, chains)
        yield
        if setting is None:
            notices.add(say("Setting {number} has no usable key and is left out", number=position))
        elif setting.key in settings:
            text = say("{label}: declared twice; only the first declaration is used", label=setting.label)
            notices.add(text, setting.key)
        else:
            settings[setting.key] = setting
            if setting.notice:
                text = say("{label}: {notice}", label=setting.label, notice=setting.notice)
                notices.add(text, setting.key, ODD_SETTING)
    return tuple(settings.values())
