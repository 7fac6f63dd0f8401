"""What is known of a Manager after it was asked: the form that is shown, sent to Blender and cached."""

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
        url: Address in normal form.
        checked_at: When, in local time with its offset, such as ``2026-11-23 20:05+01:00``.
        name: Name that the studio gave to the Manager.
        version: Its version, such as ``3.9-beta1``.
        shaman_enabled: Files are uploaded; if not, they are copied to the shared storage.
        is_first_run: In set-up mode: nothing will render.
        storage_location: Where jobs' files are, as this machine's platform sees it; empty when not known.
        storage_reachable: That folder exists on this machine.
        farm_status: A word for what the farm is doing; empty when not known.
        job_types: As the Manager sent them, unchecked but for being objects with a name.
        tags: Worker tags: ``id``, ``name`` and ``description``, each a text.
        warnings: What the user should know.
        variables: The Manager's variables, see ``farm.workers_and_variables.variables``; empty when it does not say.
        workers: Its workers, see ``farm.workers_and_variables.workers``.
        workers_known: It said who they are.
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

    def as_message(self) -> Json:
        """As JSON; what is in its lists is not copied."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values["warnings"] = messages(self.warnings)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}

    @classmethod
    def from_message(cls, message: Mapping[str, Any]) -> ManagerInfo:
        """What ``as_message`` has made.

        Raises:
            ValueError: a part is missing or of another type. Parts that are too many are passed over.
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
