"""Paths on the farm's shared storage: which paths are on it, and how workers see them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

PLATFORM_NAMES: Final = {"linux": "Linux", "windows": "Windows", "darwin": "macOS"}
"""Display names of the Manager's names for operating systems."""

_JOBS: Final = re.compile(r"(?P<root>.+)[/\\]jobs[/\\]?")
_VARIABLE: Final = re.compile(r"\{(?P<name>[^{}]+)\}")


@dataclass(frozen=True, slots=True)
class TwoWayVariable:
    """A two-way variable: the Manager replaces its value in paths, and each worker gets the value for its platform."""

    name: str
    here: str
    """Its value on this machine."""
    workers: Mapping[str, str]
    """Its value for workers, by platform."""


@dataclass(frozen=True, slots=True)
class FarmStorage:
    """The farm's shared storage as this machine and the workers see it."""

    location: str = ""
    """Folder of the jobs' files on this machine; "" = not known."""
    has_shaman: bool = False
    variables: tuple[TwoWayVariable, ...] = ()
    variable_names: frozenset[str] = frozenset()
    """Names of all variables of the Manager that clients can read; empty = not known."""
    worker_platforms: frozenset[str] = frozenset()
    """Platforms of the farm's workers; empty = not known."""

    @property
    def root(self) -> str:
        """The shared storage itself: with Shaman the Manager reports its folder ``jobs``."""
        found = _JOBS.fullmatch(self.location) if self.has_shaman else None
        return found["root"] if found else self.location

    def holds(self, path: str) -> bool:
        """Return whether workers find a path: on the storage, below a variable's value, or with a variable in it."""
        known = [self.root, *(variable.here for variable in self.variables)]
        return path.startswith("{") or any(is_below(path, start) for start in known)

    def seen_by_workers(self, path: str) -> dict[str, str]:
        r"""Return how workers see a path, by platform, where it differs from the path on this machine.

        The Manager stores ``S:\farm\a`` as ``{storage}\a`` when a two-way variable has the value ``S:\farm``; case
        and kind of slash do not matter. Each worker gets its own value, in its own slashes.
        """
        for variable in sorted(self.variables, key=lambda variable: -len(variable.here)):
            rest = _rest(path, variable.here)
            if rest is not None:
                seen = {name: _for_platform(value + rest, name) for name, value in variable.workers.items()}
                return {name: other for name, other in seen.items() if other != path and self._has_workers(name)}
        return {}

    def _has_workers(self, platform: str) -> bool:
        return not self.worker_platforms or platform in self.worker_platforms


def from_info(info: Mapping[str, Any]) -> FarmStorage:
    """Return the storage from a Manager's summary; see ``farm.manager_summary``."""
    return FarmStorage(
        location=str(info.get("storage_location") or ""),
        has_shaman=bool(info.get("shaman_enabled")),
        variables=tuple(_variables(info.get("variables") or ())),
        variable_names=frozenset(str(record.get("name")) for record in info.get("variables") or ()),
        worker_platforms=frozenset(
            str(worker["platform"]) for worker in info.get("workers") or () if worker.get("platform")
        ),
    )


def _variables(records: Iterable[Mapping[str, Any]]) -> Iterable[TwoWayVariable]:
    for record in records:
        if record.get("is_twoway") and record.get("value"):
            workers = {str(name): str(value) for name, value in (record.get("workers") or {}).items()}
            yield TwoWayVariable(str(record.get("name")), str(record["value"]), workers)


def is_below(path: str, start: str) -> bool:
    """Return whether a path is ``start`` or below it; case and kind of slash do not matter."""
    return _rest(path, start) is not None


def resolved(path: str, variables: Mapping[str, str]) -> str:
    """Return a path of the Manager, such as ``{storage}/a.blend``, with the value of the variable at its start."""
    found = _VARIABLE.match(path)
    return variables[found["name"]] + path[found.end() :] if found and found["name"] in variables else path


def _rest(path: str, start: str) -> str | None:
    """Return the part of a path after ``start``; None if the path does not begin with it."""
    plain, begin = _plain(path), _plain(start).rstrip("/")
    if not start or not (plain == begin or plain.startswith(f"{begin}/")):
        return None
    return path[len(begin) :]


def _plain(path: str) -> str:
    """Return a path for comparisons: ASCII letters in lower case, which keeps the length, and forward slashes."""
    return "".join(character.lower() if character.isascii() else character for character in path).replace("\\", "/")


def _for_platform(path: str, platform: str) -> str:
    return path.replace("/", "\\") if platform == "windows" else path.replace("\\", "/")
