"""Older Managers: properties that their answers leave out, and operations that they do not have."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

CURRENT = "3.9-beta1"

_PROPERTY_SINCE = {
    "steps_completed": (3, 8),
    "steps_total": (3, 8),
    "total_step_count": (3, 8),
    "index_in_job": (3, 6),
    "label": (3, 6),
    "git": (3, 5),
}

_OPERATION_SINCE = {"setJobTag": (3, 8), "fetchJobs": (3, 6), "getFarmStatus": (3, 5)}


@dataclass(frozen=True)
class Version:
    """Version of a Manager, for example ``3.9-beta1``."""

    text: str = CURRENT

    @property
    def number(self) -> tuple[int, int]:
        """Major and minor number; 0 if missing."""
        found = re.match(r"(\d+)(?:\.(\d+))?", self.text)
        return (int(found[1]), int(found[2] or 0)) if found else (0, 0)

    def has(self, operation: str) -> bool:
        """Return whether a Manager of this version has an operation."""
        return self.number >= _OPERATION_SINCE.get(operation, (0, 0))

    def strip(self, operation: str, value: Any) -> Any:
        """Remove from an answer the properties that this version does not have."""
        unknown = {name for name, since in _PROPERTY_SINCE.items() if self.number < since}
        # A job type's own label is as old as job types; a setting's label and a type's description are not.
        if operation in {"getJobTypes", "getJobType"}:
            return _without_type_texts(value, self.number)
        return _without(value, unknown) if unknown else value


def _without(value: Any, names: set[str]) -> Any:
    if isinstance(value, dict):
        kept = {"settings", "metadata", "parameters"}  # free-form: their keys are the user's
        return {
            key: inner if key in kept else _without(inner, names) for key, inner in value.items() if key not in names
        }
    if isinstance(value, list):
        return [_without(inner, names) for inner in value]
    return value


def _without_type_texts(value: Any, number: tuple[int, int]) -> Any:
    if number >= (3, 8) or not isinstance(value, dict):
        return value
    if "job_types" in value:
        return {"job_types": [_without_type_texts(inner, number) for inner in value["job_types"]]}
    value = {key: inner for key, inner in value.items() if key != "description"}
    if number < (3, 6) and value.get("settings"):
        value["settings"] = [_without(setting, {"label"}) for setting in value["settings"]]
    return value
