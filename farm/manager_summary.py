"""Summary of a Manager after a check: shown, sent to Blender and cached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from ..core.finding import Finding, messages

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManagerInfo:
    """The answers of one check.

    Attributes:
        url: Normalised address.
        checked_at: Local time of the check with offset, such as ``2026-11-23 20:05+01:00``.
        name: Name of the Manager.
        version: Its version, such as ``3.9-beta1``.
        shaman_enabled: Files are uploaded; if not, they are copied to the shared storage.
        is_first_run: In set-up mode: nothing will render.
        storage_location: Folder of the jobs' files on this machine's platform; empty if not known.
        storage_reachable: That folder exists on this machine.
        farm_status: Status of the farm in one word; empty if not known.
        job_types: As the Manager sent them; checked only for being objects with a name.
        tags: Worker tags: ``id``, ``name`` and ``description``, each a text.
        warnings: Warnings for the user.
        variables: See ``farm.workers_and_variables.variables``; empty if the Manager did not answer.
        workers: See ``farm.workers_and_variables.workers``.
        workers_known: Whether the Manager answered the request for its workers.
        proxy: Address of the proxy that the environment names for it; empty if none.
    """

    url: str
    checked_at: str
    name: str
    version: str
    shaman_enabled: bool
    is_first_run: bool
    storage_location: str
    storage_reachable: bool
    farm_status: str
    job_types: tuple[Json, ...]
    tags: tuple[Json, ...]
    warnings: tuple[Finding, ...]
    variables: tuple[Json, ...] = ()
    workers: tuple[Json, ...] = ()
    workers_known: bool = False
    proxy: str = ""

    def as_message(self) -> Json:
        """Return the summary as a JSON-able object; elements of its lists are not copied."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values["warnings"] = messages(self.warnings)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> ManagerInfo:
        """Return the summary that ``as_message`` encoded; ignore unknown parts.

        Raises:
            ValueError: A part is missing or has another type.
        """
        values: dict[str, Any] = {}
        for field in fields(cls):
            value = message.get(field.name)
            if not _is(str(field.type), value):
                raise ValueError(f"{field.name} is not {field.type}")
            values[field.name] = tuple(value) if isinstance(value, list) else value
        values["warnings"] = tuple(map(Finding.from_message, values["warnings"]))
        return cls(**values)


def _is(type_name: str, value: Any) -> bool:
    if type_name == "str":
        return isinstance(value, str)
    if type_name == "bool":
        return isinstance(value, bool)
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)
