"""Project defaults: suggestions for a project's jobs, in a small TOML file in its folder.

    manager = "Studio Farm"
    job_type = "simple-blender-render"
    priority = 60
    worker_tag = "gpu"

    [settings.simple-blender-render]
    render_output_root = "/mnt/farm/render"

The file comes with the project, so that it is trusted no more than a .blend: it has only names and plain values, no
address, hook or program. Other entries are reported and ignored.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, TypeVar

from ..core.display_text import one_line
from ..core.finding import Finding, messages, warning
from ..core.text import fixed, say

T = TypeVar("T")

FILE_NAME: Final = ".flamenco_client.toml"
PROJECT_FILE: Final = "project-file"
"""Id of findings about the file."""
MAX_BYTES: Final = 16 * 1024
"""Largest size of the file; the time to parse TOML can grow with the square of its length."""
NOTHING: Final[Mapping[str, Any]] = {}
MAX_NOTICES: Final = 8
MAX_TEXT: Final = 4096
"""Characters of a name or a text."""


@dataclass(frozen=True, slots=True)
class ProjectDefaults:
    """Content of a project's file."""

    manager: str = ""
    """Name of a Manager in the user's preferences, "" = none."""
    job_type: str = ""
    priority: int | None = None
    worker_tag: str = ""
    """Name or id, "" = none."""
    settings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Job type to key to text, number or truth."""
    notices: tuple[Finding, ...] = ()
    """Entries of the file that are not used, each with the reason, for the artist."""

    def as_message(self) -> dict[str, Any]:
        """Return the defaults as plain JSON values."""
        return {**asdict(self), "notices": messages(self.notices)}

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> ProjectDefaults:
        """Return the defaults of a result of ``as_message``."""
        return cls(**{**message, "notices": tuple(map(Finding.from_message, message["notices"]))})


def parse(content: bytes, path: str = FILE_NAME) -> ProjectDefaults:
    """Parse the content of a file of at most ``MAX_BYTES``. Never raises: problems are in ``notices``."""
    import tomllib  # Blender's process knows this module too, and reads no TOML

    try:
        table = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return unusable(say("line {number} is not UTF-8 text", number=line), path)
    except (ValueError, RecursionError) as error:
        return unusable(one_line(str(error)) or say("it is nested too deeply"), path)
    return _Reading(path).defaults(table)


def unusable(reason: str, path: str = FILE_NAME) -> ProjectDefaults:
    """Return the defaults of a file that cannot be used."""
    found = warning(PROJECT_FILE, "{name} is not used: {reason}", path, name=FILE_NAME, reason=fixed(reason))
    return ProjectDefaults(notices=(found,))


class _Refused(ValueError):
    """A value is not allowed; the text gives the reason."""


class _Reading:
    def __init__(self, path: str) -> None:
        self._path = path
        self._notices: list[Finding] = []
        self._left_out = 0

    def defaults(self, table: Mapping[str, Any]) -> ProjectDefaults:
        known = {"manager", "job_type", "priority", "worker_tag", "settings"}
        for name in table.keys() - known:
            self._tell(name, "the name is unknown")
        return ProjectDefaults(
            manager=self._read(table, "manager", _manager, ""),
            job_type=self._read(table, "job_type", _name, ""),
            priority=self._read(table, "priority", _priority, None),
            worker_tag=self._read(table, "worker_tag", _name, ""),
            settings=self._settings(self._read(table, "settings", _table, NOTHING)),
            notices=self._all_notices(),
        )

    def _settings(self, job_types: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        found: dict[str, dict[str, Any]] = {}
        for job_type in job_types:
            values = self._read(job_types, job_type, _table, NOTHING, f"settings.{job_type}")
            read = {key: self._read(values, key, _value, None, f"settings.{job_type}.{key}") for key in values}
            found[job_type] = {key: value for key, value in read.items() if value is not None}
        return found

    def _read(self, table: Mapping[str, Any], name: str, reader: Callable[[Any], T], none: T, where: str = "") -> T:
        if name not in table:
            return none
        try:
            return reader(table[name])
        except _Refused as refused:
            self._tell(where or name, str(refused))
            return none

    def _tell(self, name: str, reason: str) -> None:
        if len(self._notices) < MAX_NOTICES:
            text = say("{name} is not used: {reason}", name=one_line(name), reason=fixed(reason))
            self._notices.append(warning(PROJECT_FILE, "{file}: {what}", self._path, file=FILE_NAME, what=text))
        else:
            self._left_out += 1

    def _all_notices(self) -> tuple[Finding, ...]:
        notices = sorted(self._notices, key=lambda notice: notice.text)
        if self._left_out:
            text = "{file}: {count} more entries are not used"
            notices.append(warning(PROJECT_FILE, text, self._path, file=FILE_NAME, count=self._left_out))
        return tuple(notices)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise _Refused("it must be text in quotes")
    if len(value) > MAX_TEXT:
        raise _Refused(say("it is longer than {most} characters", most=MAX_TEXT))
    return value


def _name(value: Any) -> str:
    name = _text(value).strip()
    if not name.isprintable():
        raise _Refused("it contains characters that cannot be printed")
    return name


def _manager(value: Any) -> str:
    name = _name(value)
    if "://" in name:
        raise _Refused("it must be the name of a Manager in your preferences, not an address")
    return name


def _priority(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= 100:
        raise _Refused("it must be a whole number from 0 to 100")
    return value


def _table(value: Any) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _Refused("it must be a table, such as [settings.simple-blender-render]")
    return value


def _value(value: Any) -> Any:
    """Check the value of a setting, but not for its setting: the job type is not known here."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < 2**53):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise _Refused("it must be text in quotes, a number, or true or false")
