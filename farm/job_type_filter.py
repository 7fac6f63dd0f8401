"""Filter for a Manager's job types: those without a name or beyond size limits are not passed on."""

from __future__ import annotations

import json
from typing import Any, Final

from ..core.finding import Finding, error, warning

MOST_JOB_TYPES: Final = 500
"""Most job types that are used."""
LARGEST_JOB_TYPE: Final = 256 * 1024
"""Most characters of a job type as JSON; usual ones have a few thousand."""
DEEPEST_JOB_TYPE: Final = 50
"""Deepest nesting of lists and objects in a job type; usual ones have three levels."""
MOST_SHOWN: Final = 100
"""Most characters of a name in a warning."""


def usable(job_types: list[Any] | None) -> tuple[list[dict[str, Any]], list[Finding]]:
    """Return the usable job types unchanged, and findings about the others."""
    offered = job_types or ()
    warnings: list[Finding] = []
    if len(offered) > MOST_JOB_TYPES:
        text = "Only the first {most} of the Manager's {count} job types are used."
        warnings.append(warning("unusable-job-type", text, "job_type", most=MOST_JOB_TYPES, count=len(offered)))
    kept: dict[str, dict[str, Any]] = {}
    for number, job_type in enumerate(offered[:MOST_JOB_TYPES], start=1):
        name = job_type.get("name") if isinstance(job_type, dict) else None
        text = ""
        if not isinstance(name, str) or not name:
            name, text = "", "The Manager's job type number {number} has no name and can't be used."
        elif name in kept:
            text = 'The job type "{name}" is listed twice; only the first is used.'
        elif _is_deep(job_type) or len(json.dumps(job_type)) > LARGEST_JOB_TYPE:
            text = 'The job type "{name}" is too large to be used.'
        else:
            kept[name] = job_type
            if not isinstance(job_type.get("settings") or [], list):
                text = 'The job type "{name}" is broken: its settings are not a list.'
        if text:
            warnings.append(warning("unusable-job-type", text, "job_type", number=number, name=name[:MOST_SHOWN]))
    if not kept:
        text = "The Manager has no usable job type: no job can be submitted."
        warnings.append(error("no-job-type", text, "job_type"))
    return list(kept.values()), warnings


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST_JOB_TYPE):
        inner = [item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list)]
        level = [item for items in inner for item in items]
    return bool(level)
